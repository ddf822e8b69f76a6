import { InvalidInputError } from "../../errors/input-errors.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";

/**
 * The table without benchmarks and models that have too few scores, taken out in turns until nothing changes, because each
 * that goes may leave another with too few. Throws InvalidInputError where nothing is left.
 */
export function filterTable(table: ScoreTable, least: LeastScores): ScoreTable {
  const { keptModels, keptBenchmarks } = keptLines(table, least);
  if (keptModels.size === 0 || keptBenchmarks.size === 0) {
    throw new InvalidInputError(
      `nothing is left with ${least.minPerBenchmark} scores a benchmark and ${least.minPerModel} a model`,
      { hint: "Lower --min-per-benchmark or --min-per-model." },
    );
  }
  return selectLines(table, [...keptModels], [...keptBenchmarks]);
}

interface LeastScores {
  readonly minPerBenchmark: number;
  readonly minPerModel: number;
}

/** How many models and benchmarks `filterTable` would leave. */
export function linesLeft(table: ScoreTable, least: LeastScores): { models: number; benchmarks: number } {
  const { keptModels, keptBenchmarks } = keptLines(table, least);
  return { models: keptModels.size, benchmarks: keptBenchmarks.size };
}

function keptLines(table: ScoreTable, { minPerBenchmark, minPerModel }: LeastScores) {
  const keptModels = new Set(table.models.keys());
  const keptBenchmarks = new Set(table.benchmarks.keys());
  for (let changed = true; changed; ) {
    const cells = table.cells.filter(({ model, benchmark }) => keptModels.has(model) && keptBenchmarks.has(benchmark));
    const before = keptModels.size + keptBenchmarks.size;
    dropThin(keptBenchmarks, cells, ({ benchmark }) => benchmark, minPerBenchmark);
    const left = cells.filter(({ benchmark }) => keptBenchmarks.has(benchmark));
    dropThin(keptModels, left, ({ model }) => model, minPerModel);
    changed = keptModels.size + keptBenchmarks.size < before;
  }
  return { keptModels, keptBenchmarks };
}

/** Only these models and benchmarks, by position, in the order given. */
export function selectLines(table: ScoreTable, models: readonly number[], benchmarks: readonly number[]): ScoreTable {
  const modelAt = new Map(models.map((model, at) => [model, at]));
  const benchmarkAt = new Map(benchmarks.map((benchmark, at) => [benchmark, at]));
  return {
    models: models.map((model) => table.models[model]!),
    benchmarks: benchmarks.map((benchmark) => table.benchmarks[benchmark]!),
    cells: table.cells
      .flatMap((cell) => {
        const [model, benchmark] = [modelAt.get(cell.model), benchmarkAt.get(cell.benchmark)];
        return model === undefined || benchmark === undefined ? [] : [{ ...cell, model, benchmark }];
      })
      .toSorted((a, b) => a.model - b.model || a.benchmark - b.benchmark),
  };
}

function dropThin<C>(kept: Set<number>, cells: readonly C[], line: (cell: C) => number, least: number): void {
  const counts = new Map<number, number>();
  for (const cell of cells) counts.set(line(cell), (counts.get(line(cell)) ?? 0) + 1);
  for (const at of kept) if ((counts.get(at) ?? 0) < least) kept.delete(at);
}
