import type { TableBenchmark } from "../../../sources/score-table/score-table.ts";
import type { PredictorRun } from "./run-predictor.ts";
import type { ScoredCell } from "./scored-cells.ts";

/** How far predictions may leave what is known: the visible range of the benchmark, its declared range, or anywhere. */
export type Clip = "range" | "natural" | "none";

/** A predictor's answers made ready for scoring; one entry a scored cell. */
export interface SettledValues {
  /** As predicted; null where the predictor could not tell. */
  readonly own: readonly (number | null)[];
  /** With the visible column mean where it could not; null only where the column was empty. */
  readonly value: readonly (number | null)[];
  readonly clipped: readonly (number | null)[];
  /** How many were filled from the column mean. */
  readonly fallbacks: number;
}

/** Fills what a predictor left open, and clips. The predictor has no part in either, so it is done alike for all. */
export function settleValues(
  run: PredictorRun,
  cells: readonly ScoredCell[],
  benchmarks: readonly TableBenchmark[],
  clip: Clip,
): SettledValues {
  const own = run.estimates.map((estimate) => estimate?.value ?? null);
  const value = own.map((predicted, i) => predicted ?? cells[i]!.visible?.mean ?? null);
  return {
    own,
    value,
    clipped: value.map((v, i) => (v === null ? null : clipped(v, cells[i]!, benchmarks, clip))),
    fallbacks: own.filter((predicted, i) => predicted === null && value[i] !== null).length,
  };
}

function clipped(value: number, cell: ScoredCell, benchmarks: readonly TableBenchmark[], clip: Clip): number {
  if (clip === "none") return value;
  const limits = clip === "range" ? cell.visible : benchmarks[cell.benchmark]!.range;
  return limits === null ? value : Math.min(Math.max(value, limits.low), limits.high);
}
