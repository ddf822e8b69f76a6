import { drawIntegers, type Rng } from "../chance/rng.ts";
import { meanOf } from "../describe/moments.ts";
import { medianSorted, quantileSorted } from "../describe/quantile.ts";
import { iqmSorted, trimmedStandardError } from "../describe/trimmed.ts";
import { finiteCopy, requireProbability } from "../input-checks.ts";
import { type BootstrapEstimate, type BootstrapOptions, resolveOptions } from "./bootstrap-options.ts";
import { expandCounts, sortPool } from "./rank-counts.ts";
import { jackknifeSe, type ResamplingProblem } from "./resampling-problem.ts";
import { runBootstrap } from "./run-bootstrap.ts";

/** Which order statistic, in the unit of the values. Trimming drops ⌊g·n⌋ values at each end. */
export type OrderStatistic = "median" | "iqm" | { quantile: number } | { trimmedMean: number };

/**
 * Bootstrap interval of a median, a quantile, the fractional interquartile mean or a trimmed mean of one sample. The
 * sample is sorted once; replicates are drawn as counts by rank and read without sorting, with exactly the numbers that
 * sorting gives. Trimmed and interquartile means are studentised by the Winsorised standard error. From 10 values BCa.
 */
export function bootstrapOrderStatistic(
  values: ArrayLike<number>,
  statistic: OrderStatistic,
  options: BootstrapOptions,
): BootstrapEstimate {
  const x = finiteCopy("values", values);
  return runBootstrap(orderProblem(x, readerOf(statistic), trimOf(statistic)), resolveOptions(options))[0]!;
}

type SortedStatistic = (sorted: Float64Array) => number;

function readerOf(statistic: OrderStatistic): SortedStatistic {
  if (statistic === "iqm") return iqmSorted;
  if (statistic === "median") return (sorted) => medianSorted(sorted)!;
  if ("quantile" in statistic) {
    const p = requireProbability("quantile", statistic.quantile);
    return (sorted) => quantileSorted(sorted, p)!;
  }
  const g = statistic.trimmedMean;
  return (sorted) => {
    const cut = Math.floor(g * sorted.length + 1e-9);
    return meanOf(sorted.subarray(cut, sorted.length - cut));
  };
}

/** The share trimmed where there is a closed standard error, else `null`. */
function trimOf(statistic: OrderStatistic): number | null {
  if (statistic === "iqm") return 0.25;
  return typeof statistic === "object" && "trimmedMean" in statistic ? statistic.trimmedMean : null;
}

function orderProblem(x: Float64Array, read: SortedStatistic, trim: number | null): ResamplingProblem {
  const n = x.length;
  const pool = sortPool(x);
  const counts = new Int32Array(n);
  const drawn = new Int32Array(n);
  const sorted = new Float64Array(n);
  const leaveOneOut = (all: Float64Array) => {
    const rest = new Float64Array(all.length - 1);
    return Float64Array.from(all, (_, gone) => {
      rest.set(all.subarray(0, gone));
      rest.set(all.subarray(gone + 1), gone);
      return read(rest);
    });
  };
  const errorOf = (all: Float64Array) =>
    trim === null ? jackknifeSe([leaveOneOut(all)]) : trimmedStandardError(all, trim)!;
  const se = n < 2 ? Number.NaN : errorOf(pool.sorted);
  const estimate = n === 0 ? Number.NaN : read(pool.sorted);

  function draw(rng: Rng, out: Float64Array, withSe: boolean): void {
    counts.fill(0);
    drawIntegers(rng, n, drawn, 0, n);
    for (let i = 0; i < n; i++) counts[pool.place[drawn[i]!]!]!++;
    expandCounts(pool.sorted, counts, sorted);
    out[0] = read(sorted);
    if (withSe) out[1] = errorOf(sorted);
  }

  return {
    statistics: [{ estimate, se: se <= 1e-14 * Math.abs(estimate) ? 0 : se, df: n - 1, kind: "plug-in" }],
    units: n,
    notes: [],
    draw,
    jackknife: () => [leaveOneOut(pool.sorted)],
  };
}
