import { parseCsv } from "../../../../compare/read/parse-csv.ts";
import { InvalidInputError } from "../../../../errors/input-errors.ts";
import type { HeldOutCell } from "./held-out.ts";

/** The columns a file of predictions must have; others are left alone. */
export const predictionColumns = ["model_id", "model_name", "benchmark_id", "benchmark_name", "y_pred"] as const;

/** One line of a file of predictions, before anyone decided whether it is a number. */
export interface PredictionRow {
  readonly line: number;
  readonly modelId: string;
  readonly benchmarkId: string;
  readonly text: string;
}

/** Reads the rows, and says which of the columns are not there. Throws InvalidInputError for text that is no CSV. */
export function parsePredictions(text: string, file: string): { rows: PredictionRow[]; missingColumns: string[] } {
  const rows = parseCsv(text, file);
  const header = rows[0] === undefined ? (text.split("\n", 1)[0] ?? "").split(",") : Object.keys(rows[0].cells);
  const columns = new Set(header.map((name) => name.trim()));
  const cell = (cells: Readonly<Record<string, unknown>>, column: string) => String(cells[column] ?? "").trim();
  return {
    missingColumns: predictionColumns.filter((column) => !columns.has(column)),
    rows: rows.map(({ line, cells }) => ({
      line,
      modelId: cell(cells, "model_id"),
      benchmarkId: cell(cells, "benchmark_id"),
      text: cell(cells, "y_pred"),
    })),
  };
}

/** Predictions lined up with the cells that were asked for. */
export interface AlignedPredictions {
  /** In the cells' order; null where there is no number. */
  readonly values: readonly (number | null)[];
  /** Pairs that have a row, numeric or not. */
  readonly present: number;
  /** Further rows of a pair; the first one counts. */
  readonly duplicated: number;
  /** Rows of pairs nobody asked for. */
  readonly foreign: number;
  /** Asked-for pairs whose first row is no finite number. */
  readonly nonNumeric: number;
}

export function alignPredictions(rows: readonly PredictionRow[], cells: readonly HeldOutCell[]): AlignedPredictions {
  const place = new Map(cells.map(({ modelId, benchmarkId }, i) => [pairKey(modelId, benchmarkId), i]));
  const values = new Array<number | null>(cells.length).fill(null);
  const seen = new Set<number>();
  let [duplicated, foreign, nonNumeric] = [0, 0, 0];
  for (const row of rows) {
    const at = place.get(pairKey(row.modelId, row.benchmarkId));
    if (at === undefined) foreign++;
    else if (seen.has(at)) duplicated++;
    else {
      seen.add(at);
      values[at] = finiteNumber(row.text);
      if (values[at] === null) nonNumeric++;
    }
  }
  return { values, present: seen.size, duplicated, foreign, nonNumeric };
}

/**
 * The same for a file that was named alone: every fault is the caller's to mend. Missing columns, a pair given twice, a
 * value that is no number, and no asked-for pair at all are refused with their line.
 */
export function requirePredictions(text: string, file: string, cells: readonly HeldOutCell[]): AlignedPredictions {
  const { rows, missingColumns } = parsePredictions(text, file);
  if (missingColumns.length > 0) {
    throw new InvalidInputError(`no column ${missingColumns.map((name) => `"${name}"`).join(", ")}`, {
      place: { file, line: 1 },
      hint: `A file of predictions has the columns ${predictionColumns.join(", ")}.`,
    });
  }
  const first = new Map<string, number>();
  for (const { line, modelId, benchmarkId, text: value } of rows) {
    const key = pairKey(modelId, benchmarkId);
    const before = first.get(key);
    if (before !== undefined) {
      throw new InvalidInputError(`${modelId}/${benchmarkId} is predicted twice; line ${before} has it too`, {
        place: { file, line },
        hint: "Leave one prediction a pair.",
      });
    }
    first.set(key, line);
    if (finiteNumber(value) === null) {
      throw new InvalidInputError(`"${value.slice(0, 40)}" is no prediction of ${modelId}/${benchmarkId}`, {
        place: { file, line, path: "y_pred" },
        hint: "Write a finite number, or leave the row out.",
      });
    }
  }
  const aligned = alignPredictions(rows, cells);
  if (aligned.present === 0) {
    throw new InvalidInputError("none of these predictions is of a held-out cell", {
      place: { file },
      hint: "Give the mask these predictions were made for with --mask.",
    });
  }
  return aligned;
}

function pairKey(modelId: string, benchmarkId: string): string {
  return `${modelId}\0${benchmarkId}`;
}

function finiteNumber(text: string): number | null {
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : null;
}
