import { type BootstrapEstimate, resolveOptions } from "../../../stats/bootstrap/bootstrap-options.ts";
import { jackknifeSe, type ResamplingProblem } from "../../../stats/bootstrap/resampling-problem.ts";
import { runBootstrap } from "../../../stats/bootstrap/run-bootstrap.ts";
import type { Rng } from "../../../stats/chance/rng.ts";

/**
 * A statistic of cells that come in clusters, as a function of how often each cluster counts. All ones gives the estimate.
 * NaN where it is undefined.
 */
export type ClusteredStatistic = (counts: Float64Array) => number;

/**
 * Bootstrap over clusters (models) of many statistics at once, all on the same draws, so that differences between them are
 * paired. BCa from 10 clusters on, else null with `too-few`. Returns one estimate a name.
 */
export function bootstrapClusters<Name extends string>(
  clusters: number,
  statistics: Readonly<Record<Name, ClusteredStatistic>>,
  options: {
    readonly rng: Rng;
    readonly resamples: number;
    readonly level: number;
    /** Possible values of all of them; limits beyond are clipped. */
    readonly range?: readonly [low: number, high: number];
  },
): Record<Name, BootstrapEstimate> {
  const names = Object.keys(statistics) as Name[];
  const functions = names.map((name) => statistics[name]);
  const ones = new Float64Array(clusters).fill(1);
  const leftOut = functions.map((statistic) => leaveOneOut(statistic, clusters));
  const counts = new Float64Array(clusters);
  const problem: ResamplingProblem = {
    units: clusters,
    notes: [],
    statistics: functions.map((statistic, s) => {
      const estimate = statistic(ones);
      const se = jackknifeSe([leftOut[s]!]);
      // Rounding alone is no variation: it would make an interval of no width.
      return { estimate, se: se <= 1e-12 * Math.abs(estimate) ? 0 : se, df: clusters - 1, kind: "plug-in" };
    }),
    draw(rng, out) {
      counts.fill(0);
      for (let i = 0; i < clusters; i++) counts[rng.integer(clusters)]!++;
      for (let s = 0; s < functions.length; s++) out[2 * s] = functions[s]!(counts);
    },
    jackknife: (s) => [leftOut[s]!],
  };
  const estimates = runBootstrap(problem, resolveOptions({ ...options, method: clusters < 10 ? "t" : "bca" }));
  return Object.fromEntries(names.map((name, s) => [name, estimates[s]!])) as Record<Name, BootstrapEstimate>;
}

function leaveOneOut(statistic: ClusteredStatistic, clusters: number): Float64Array {
  const counts = new Float64Array(clusters).fill(1);
  return Float64Array.from({ length: clusters }, (_, c) => {
    counts[c] = 0;
    const value = statistic(counts);
    counts[c] = 1;
    return value;
  });
}

/** Mean over cells. Cells whose value is null do not count. */
export function meanStatistic(values: readonly (number | null)[], cluster: ArrayLike<number>, clusters: number) {
  const sums = new Float64Array(clusters);
  const sizes = new Float64Array(clusters);
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    sums[cluster[i]!]! += value;
    sizes[cluster[i]!]!++;
  }
  return (counts: Float64Array): number => dot(counts, sums) / dot(counts, sizes);
}

/** Mean over clusters of each cluster's mean. */
export function meanOfMeansStatistic(values: readonly (number | null)[], cluster: ArrayLike<number>, clusters: number) {
  const sums = new Float64Array(clusters);
  const sizes = new Float64Array(clusters);
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    sums[cluster[i]!]! += value;
    sizes[cluster[i]!]!++;
  }
  const means = sums.map((sum, c) => (sizes[c]! > 0 ? sum / sizes[c]! : 0));
  const present = sizes.map((size) => (size > 0 ? 1 : 0));
  return (counts: Float64Array): number => dot(counts, means) / dot(counts, present);
}

/** Median over cells, as if each cell stood there as often as its cluster counts. */
export function medianStatistic(values: readonly (number | null)[], cluster: ArrayLike<number>) {
  const present = values.flatMap((value, i) => (value === null ? [] : [{ value, cluster: cluster[i]! }]));
  present.sort((a, b) => a.value - b.value);
  const sorted = Float64Array.from(present, ({ value }) => value);
  const owner = Int32Array.from(present, (entry) => entry.cluster);
  const sizes = new Float64Array(owner.reduce((most, c) => Math.max(most, c + 1), 0));
  for (const c of owner) sizes[c]!++;
  return (counts: Float64Array): number => {
    let total = 0;
    for (let c = 0; c < sizes.length; c++) total += counts[c]! * sizes[c]!;
    if (total === 0) return Number.NaN;
    const middle = total / 2;
    let passed = 0;
    for (let i = 0; i < owner.length; i++) {
      passed += counts[owner[i]!]!;
      if (passed > middle) return sorted[i]!;
      if (passed === middle) {
        let next = i + 1;
        while (next < owner.length && counts[owner[next]!] === 0) next++;
        return next < owner.length ? (sorted[i]! + sorted[next]!) / 2 : sorted[i]!;
      }
    }
    return Number.NaN;
  };
}

/** Share of pairs of clusters in the right order: right[a·n + b] of all[a·n + b] pairs, a < b. */
export function pairStatistic(right: Float64Array, all: Float64Array, clusters: number) {
  return (counts: Float64Array): number => {
    let good = 0;
    let total = 0;
    for (let a = 0; a < clusters; a++) {
      const weight = counts[a]!;
      if (weight === 0) continue;
      let goodRow = 0;
      let totalRow = 0;
      for (let b = a + 1; b < clusters; b++) {
        goodRow += counts[b]! * right[a * clusters + b]!;
        totalRow += counts[b]! * all[a * clusters + b]!;
      }
      good += weight * goodRow;
      total += weight * totalRow;
    }
    return total === 0 ? Number.NaN : good / total;
  };
}

function dot(counts: Float64Array, values: Float64Array): number {
  let sum = 0;
  for (let c = 0; c < counts.length; c++) sum += counts[c]! * values[c]!;
  return sum;
}
