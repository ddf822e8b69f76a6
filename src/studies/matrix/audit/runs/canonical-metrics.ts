import { bootstrapRatio } from "../../../../stats/bootstrap/bootstrap-ratio.ts";
import type { Rng } from "../../../../stats/chance/rng.ts";
import { median } from "../../../../stats/describe/quantile.ts";
import type { Interval } from "../../../../stats/records.ts";
import { type HeldOutCell, normalised } from "./held-out.ts";

/** How good predictions of the held-out cells are, in points of the normalised scale. */
export interface CanonicalMetrics {
  /** Mean absolute error over cells with a prediction, not clipped; null without one. */
  readonly mae: number | null;
  /** Over draws of models. */
  readonly ci: Interval | null;
  readonly median: number | null;
  /** Mean over models of each model's own mean. */
  readonly modelWeightedMae: number | null;
  /** Share of the cells with a prediction. */
  readonly coverage: number;
  readonly scored: number;
  /** Predictions more than 10 points outside 0 … 100. */
  readonly outOfRange: number;
  readonly perBenchmark: Readonly<Record<string, number>>;
}

const tolerated = 10;

/** `values` in the cells' order and the benchmarks' units, null where there is none. */
export function canonicalMetrics(
  cells: readonly HeldOutCell[],
  values: readonly (number | null)[],
  options: { readonly rng: Rng; readonly resamples: number },
): CanonicalMetrics {
  const scored = cells.flatMap((cell, i) => {
    const value = values[i]!;
    if (value === null) return [];
    const predicted = normalised(value, cell);
    return [{ cell, predicted, error: Math.abs(predicted - normalised(cell.truth, cell)) }];
  });
  const byModel = totals(scored.map(({ cell, error }) => [cell.modelId, error]));
  const byBenchmark = totals(scored.map(({ cell, error }) => [cell.benchmarkId, error]));
  const sums = [...byModel.values()];
  const estimate =
    sums.length < 2
      ? null
      : bootstrapRatio(
          sums.map(({ sum }) => sum),
          sums.map(({ count }) => count),
          options,
        );
  return {
    mae: meanOf(scored.map(({ error }) => error)),
    ci: estimate?.ci ?? null,
    median: median(scored.map(({ error }) => error)),
    modelWeightedMae: meanOf(sums.map(({ sum, count }) => sum / count)),
    coverage: cells.length === 0 ? 0 : scored.length / cells.length,
    scored: scored.length,
    outOfRange: scored.filter(({ predicted }) => predicted < -tolerated || predicted > 100 + tolerated).length,
    perBenchmark: Object.fromEntries([...byBenchmark].map(([id, { sum, count }]) => [id, sum / count])),
  };
}

function totals(entries: readonly (readonly [string, number])[]): Map<string, { sum: number; count: number }> {
  const found = new Map<string, { sum: number; count: number }>();
  for (const [key, value] of entries) {
    const total = found.get(key) ?? { sum: 0, count: 0 };
    found.set(key, { sum: total.sum + value, count: total.count + 1 });
  }
  return found;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
