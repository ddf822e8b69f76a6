import type { BootstrapOptions } from "../bootstrap/bootstrap-options.ts";
import { bootstrapMean } from "../bootstrap/bootstrap-ratio.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { meanOf, varianceOf } from "../describe/moments.ts";
import { quantileSorted } from "../describe/quantile.ts";
import { finiteCopy, requireCount, requireOpenShare } from "../input-checks.ts";
import type { Interval } from "../records.ts";
import { type Curve, valueAt } from "./curve.ts";

/** Runs on one grid of steps. */
export interface AlignedCurves {
  steps: Float64Array;
  /** One list per run, a value per step. */
  runs: Float64Array[];
}

/** All runs interpolated on `points` equal steps of the range they all cover; `null` where there is none. */
export function alignCurves(curves: readonly Curve[], points = 101): AlignedCurves | null {
  requireCount("points", points, 2);
  const from = Math.max(...curves.map((curve) => curve.steps[0] ?? Infinity));
  const to = Math.min(...curves.map((curve) => curve.steps.at(-1) ?? -Infinity));
  if (curves.length === 0 || !(from < to)) return null;
  const steps = Float64Array.from({ length: points }, (_, i) =>
    i === points - 1 ? to : from + ((to - from) * i) / (points - 1),
  );
  return { steps, runs: curves.map((curve) => Float64Array.from(steps, (step) => valueAt(curve, step)!)) };
}

export interface CurveBands {
  mean: Float64Array;
  /** One interval per step, each of the given level alone; `null` with too few runs or no variation. */
  pointwise: (Interval | null)[];
  /** Holds the whole mean curve with the given level; `null` with fewer than 5 runs. */
  simultaneous: { low: Float64Array; high: Float64Array; level: number; critical: number } | null;
}

/**
 * The mean curve with pointwise intervals (the default of a mean) and a simultaneous band: mean ± c·se, c the quantile of
 * the largest standardised deviation over the steps among resamples of whole runs. 2,000 resamples.
 */
export function curveBands({ runs }: AlignedCurves, options: BootstrapOptions): CurveBands {
  const level = requireOpenShare("level", options.level ?? 0.95);
  const resamples = typeof options.resamples === "number" ? options.resamples : 2000;
  const lists = runs.map((run, r) => finiteCopy(`runs[${r}]`, run));
  const points = lists[0]?.length ?? 0;
  const columns = Array.from({ length: points }, (_, i) => Float64Array.from(lists, (run) => run[i]!));
  const mean = Float64Array.from(columns, meanOf);
  const pointwise = columns.map((column, i) => {
    const rng = options.rng.fork("pointwise").fork(String(i));
    return bootstrapMean(column, { ...options, rng, resamples }).ci;
  });
  if (lists.length < 5) return { mean, pointwise, simultaneous: null };
  const se = Float64Array.from(columns, (column) => Math.sqrt(varianceOf(column) / column.length));
  const critical = largestDeviation(columns, mean, options, resamples, level);
  const low = mean.map((value, i) => value - critical * se[i]!);
  const high = mean.map((value, i) => value + critical * se[i]!);
  return { mean, pointwise, simultaneous: { low, high, level, critical } };
}

function largestDeviation(
  columns: readonly Float64Array[],
  mean: Float64Array,
  options: BootstrapOptions,
  resamples: number,
  level: number,
): number {
  const n = columns[0]!.length;
  const largest = new Float64Array(resamples);
  const rows = new Int32Array(n);
  for (let start = 0; start < resamples; start += blockSize) {
    const source = blockStream(options.rng.fork("simultaneous"), start);
    for (let b = start; b < Math.min(start + blockSize, resamples); b++) {
      for (let i = 0; i < n; i++) rows[i] = source.integer(n);
      for (let point = 0; point < columns.length; point++) {
        let [sum, squares] = [0, 0];
        for (let i = 0; i < n; i++) {
          const value = columns[point]![rows[i]!]! - mean[point]!;
          sum += value;
          squares += value * value;
        }
        const variance = (squares - (sum * sum) / n) / (n - 1) / n;
        if (variance > 1e-24) largest[b] = Math.max(largest[b]!, Math.abs(sum / n) / Math.sqrt(variance));
      }
    }
  }
  return quantileSorted(largest.sort(), level)!;
}
