import { InvalidInputError } from "../../errors/input-errors.ts";
import { NoScoresError } from "../../errors/score-table-errors.ts";
import type { MatrixExtraction } from "../../schema/matrix-extraction.ts";
import { readScoreRows } from "./cells/score-rows.ts";
import type { ExtractOptions } from "./extract-options.ts";
import { extractionRecord } from "./extraction-record.ts";
import { openSource } from "./read/source-file.ts";
import type { ScoreTable } from "./score-table.ts";
import { settleTable } from "./settle-table.ts";
import { chooseReading } from "./shapes/choose-reading.ts";
import { findReadings } from "./shapes/find-readings.ts";

export interface ExtractedTable {
  readonly table: ScoreTable;
  readonly extraction: MatrixExtraction;
}

/**
 * Finds the models × benchmarks table in files of any known shape (JSON, JSONL, CSV, TSV), and writes down how. Files are
 * read together: several of one shape, or scores beside tables of models and benchmarks. Nothing depends on the keys of
 * one file. Errors: NoScoresError, AmbiguousShapeError, UndecidedOrientationError, faults of the files themselves with
 * their place, fewer than 3 models or 2 benchmarks.
 */
export async function extractTable(files: readonly string[], options: ExtractOptions = {}): Promise<ExtractedTable> {
  const [lead] = files;
  if (lead === undefined) throw new InvalidInputError("no file was given", { hint: "Name one: --data scores.json" });
  const sources = await Promise.all(files.map((file) => openSource(file, options.cwd)));
  const found = await findReadings(sources);
  const place = { file: lead };
  const { map = null, orientation = null } = options;
  const chosen = chooseReading(found, { map, orientation, place });
  const rows = await readScoreRows(chosen.reading, chosen.extra);
  if (rows.value.length === 0) {
    throw new NoScoresError("there is no score: not one entry is a number", {
      place,
      hint: "Choose other columns: --map '$[*]:model=…,benchmark=…,score=…'",
    });
  }
  const settled = settleTable({ sets: found.sets, chosen, rows, options, place });
  const extraction = extractionRecord({ sources, sets: found.sets, chosen, rows, settled });
  return { table: settled.table, extraction };
}
