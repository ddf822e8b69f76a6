import type { MatrixExtraction } from "../../schema/matrix-extraction.ts";
import type { ScoreRows } from "./cells/score-rows.ts";
import { distinctZeros } from "./cells/zeros.ts";
import type { SourceFile } from "./read/source-file.ts";
import type { ScoreTable } from "./score-table.ts";
import type { SettledTable } from "./settle-table.ts";
import { mapLine } from "./shapes/candidate.ts";
import type { ChosenReading } from "./shapes/choose-reading.ts";
import type { RecordSet } from "./shapes/record-set.ts";

interface RecordInputs {
  readonly sources: readonly SourceFile[];
  readonly sets: readonly RecordSet[];
  readonly chosen: ChosenReading;
  readonly rows: ScoreRows;
  readonly settled: SettledTable;
}

/** What `extraction.json` holds. Transforms are left open: a study that works with the table fills them in. */
export function extractionRecord({ sources, sets, chosen, rows, settled }: RecordInputs): MatrixExtraction {
  const { table, scores, policy } = settled;
  const { models, benchmarks, cells } = table;
  const nameCell = (entry: { model: number; benchmark: number }) => ({
    modelId: models[entry.model]!.id,
    benchmarkId: benchmarks[entry.benchmark]!.id,
  });
  const { reading, modelsFirst } = chosen;
  const line = mapLine(reading, modelsFirst);
  return {
    schema: "assay/matrix-extraction@1",
    id: "extraction",
    source: sources.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
    shape: reading.shape,
    score: chosen.score,
    alternatives: chosen.alternatives.map((other) => ({ ...other, examples: [...other.examples] })),
    mapping: {
      path: reading.set.path,
      model: modelsFirst ? reading.first : reading.second,
      benchmark: modelsFirst ? reading.second : reading.first,
      score: line.slice(line.lastIndexOf(",score=") + ",score=".length),
      map: line,
    },
    rawSchema: describeSets(sets),
    decisions: [...settled.decisions],
    nRows: rows.records,
    nModels: models.length,
    nBenchmarks: benchmarks.length,
    nCells: cells.length,
    missingFraction: 1 - cells.length / (models.length * benchmarks.length),
    duplicates: settled.duplicates.map((cell) => ({
      ...nameCell(cell),
      values: [...cell.values],
      sources: [...cell.sources],
      kept: cell.kept,
      kind: cell.kind,
      spread: cell.spread,
      policy,
    })),
    zeros: distinctZeros(settled.zeros, scores, benchmarks.length).map(({ entry, kept }) => ({
      ...nameCell({ model: scores.model[entry]!, benchmark: scores.benchmark[entry]! }),
      kept,
    })),
    rejected: rows.rejected.map((entry) => ({ ...entry })),
    nRejected: rows.rejectedCount,
    orphans: { models: [...settled.orphans.models], benchmarks: [...settled.orphans.benchmarks] },
    issues: [...settled.issues],
    benchmarks: benchmarkRows(table),
    models: modelRows(table),
  };
}

function benchmarkRows({ benchmarks, cells }: ScoreTable): MatrixExtraction["benchmarks"] {
  const rows = benchmarks.map(({ id, name }) => ({
    id,
    name,
    n: 0,
    min: null as number | null,
    max: null as number | null,
    transform: null,
    transformReason: null,
  }));
  for (const { benchmark, value } of cells) {
    const row = rows[benchmark]!;
    row.n++;
    row.min = row.min === null ? value : Math.min(row.min, value);
    row.max = row.max === null ? value : Math.max(row.max, value);
  }
  return rows;
}

function modelRows({ models, cells }: ScoreTable): MatrixExtraction["models"] {
  const counts = new Int32Array(models.length);
  for (const { model } of cells) counts[model]!++;
  return models.map(({ id, name, provider, releaseDate, releaseDatePrecision }, at) => ({
    id,
    name,
    n: counts[at]!,
    provider,
    releaseDate,
    releaseDatePrecision,
  }));
}

function describeSets(sets: readonly RecordSet[]): string {
  const shown = sets.slice(0, 8).map(({ path, columns, sample }) => {
    const keys = columns.slice(0, 12).join(", ");
    return `${path} ${sample.length} × {${keys}${columns.length > 12 ? `, … ${columns.length} in all` : ""}}`;
  });
  return `${shown.join("; ")}${sets.length > 8 ? `; and ${sets.length - 8} more` : ""}`;
}
