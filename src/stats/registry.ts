import { aggregateIqm } from "./aggregates/aggregate-statistics.ts";
import { bootstrap } from "./bootstrap/bootstrap.ts";
import type { BootstrapMethod } from "./bootstrap/bootstrap-options.ts";
import { bootstrapMean } from "./bootstrap/bootstrap-ratio.ts";
import { bootstrapDifference } from "./bootstrap/bootstrap-samples.ts";
import type { Rng } from "./chance/rng.ts";
import { medianSorted } from "./describe/quantile.ts";
import { quantileInterval } from "./describe/quantile-interval.ts";
import { standardDeviationInterval } from "./describe/variance-interval.ts";
import { cohenD, hedgesG, pairedD } from "./effects/standardised-difference.ts";
import { brunnerMunzel } from "./hypothesis/brunner-munzel.ts";
import { kendall, pearson, spearman } from "./hypothesis/correlation.ts";
import { hodgesLehmann, hodgesLehmannShift } from "./hypothesis/hodges-lehmann.ts";
import { oneSampleT, pairedDifferences, pairedT, pooledT, welch } from "./means/t-tests.ts";
import { newcombePaired, tango } from "./proportions/paired-proportions.ts";
import { miettinenNurminen, newcombe } from "./proportions/proportion-differences.ts";
import { agrestiCoull, clopperPearson, jeffreys, wilson } from "./proportions/proportion-intervals.ts";
import type { Estimate } from "./records.ts";

/** What an estimator is given: one sample, or two (pairs run in step). Proportions take lists of 0 and 1. */
export interface EstimatorInput {
  a: ArrayLike<number>;
  b?: ArrayLike<number>;
}

/** How an estimator answers to a change of its input; `null` where nothing is promised. */
export interface EstimatorPromises {
  /** Adding 1 to every value: the estimate moves along, or stays. */
  shift: "moves" | "stays" | null;
  /** Multiplying every value by 3. */
  scale: "moves" | "stays" | null;
  /** The order of the units does not matter, beyond Monte-Carlo noise. */
  order: boolean;
  /** Draws from `rng`. */
  draws: boolean;
  /** Equal values have an interval all the same (proportions). */
  equalHasInterval: boolean;
}

export interface Estimator {
  /** What is estimated, in words a table can carry. */
  label: string;
  needs: { design: "one-sample" | "paired" | "two-sample"; scale: "numeric" | "binary"; leastForInterval: number };
  estimate(input: EstimatorInput, options: { rng: Rng; level: number; resamples?: number }): Estimate;
  /** Page under docs/statistics, without its ending. */
  docs: string;
  promises: EstimatorPromises;
}

const location = { shift: "moves", scale: "moves", order: true, draws: false, equalHasInterval: false } as const;
const difference = { ...location, shift: "stays" } as const;
const free = { shift: "stays", scale: "stays", order: true, draws: false, equalHasInterval: false } as const;
const share = { shift: null, scale: null, order: true, draws: false, equalHasInterval: true } as const;

const one = (leastForInterval: number) => ({ design: "one-sample", scale: "numeric", leastForInterval }) as const;
const pairs = (leastForInterval: number) => ({ design: "paired", scale: "numeric", leastForInterval }) as const;
const two = (leastForInterval: number) => ({ design: "two-sample", scale: "numeric", leastForInterval }) as const;
const binary = (design: Estimator["needs"]["design"]) => ({ design, scale: "binary", leastForInterval: 1 }) as const;

function bootstrapped(label: string, method: BootstrapMethod, least: number): Estimator {
  return {
    label,
    needs: one(least),
    docs: "bootstrap",
    promises: { ...location, draws: true },
    estimate: ({ a }, options) => bootstrapMean(a, { ...options, method }),
  };
}

const ones = (list: ArrayLike<number>) => Array.from(list).reduce((count, value) => count + (value === 1 ? 1 : 0), 0);

/** How many pairs are both 1, only the first, only the second, neither. */
function pairCounts({ a, b = [] }: EstimatorInput): [number, number, number, number] {
  const counts: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) counts[a[i] === 1 ? (b[i] === 1 ? 0 : 1) : b[i] === 1 ? 2 : 3]!++;
  return counts;
}

/**
 * Every estimator with an interval, by the name that `--ci` and `--method` take. The conformance suite runs each of them;
 * a new one is a function, a line here and a page under docs/statistics.
 */
export const estimators = {
  t: {
    label: "mean",
    needs: one(2),
    docs: "t",
    promises: location,
    estimate: ({ a }, { level }) => oneSampleT(a, { level }).estimate,
  },
  studentised: bootstrapped("mean", "studentised", 2),
  bca: bootstrapped("mean", "bca", 2),
  basic: bootstrapped("mean", "basic", 2),
  percentile: bootstrapped("mean", "percentile", 2),
  median: {
    label: "median",
    needs: one(6),
    docs: "quantile-interval",
    promises: location,
    estimate: ({ a }, { level }) => quantileInterval(a, 0.5, { level }),
  },
  "median-bca": {
    label: "median",
    needs: one(10),
    docs: "bootstrap",
    promises: { ...location, draws: true },
    estimate: ({ a }, options) => bootstrap(a, (x) => medianSorted(x.sort()), options),
  },
  "iqm-bca": {
    label: "interquartile mean",
    needs: one(10),
    docs: "aggregates",
    promises: { ...location, draws: true },
    estimate: ({ a }, options) => bootstrap(a, (x) => aggregateIqm([x]), options),
  },
  "hodges-lehmann": {
    label: "centre of symmetry",
    needs: one(6),
    docs: "hodges-lehmann",
    promises: location,
    estimate: ({ a }, { level }) => hodgesLehmann(a, { level }),
  },
  "standard-deviation": {
    label: "standard deviation",
    needs: one(2),
    docs: "standard-deviation",
    promises: { ...difference },
    estimate: ({ a }, { level }) => standardDeviationInterval(a, { level }),
  },
  "paired-t": {
    label: "mean difference of pairs",
    needs: pairs(2),
    docs: "t",
    promises: difference,
    estimate: ({ a, b = [] }, { level }) => pairedT(a, b, { level }).estimate,
  },
  "paired-studentised": {
    label: "mean difference of pairs",
    needs: pairs(2),
    docs: "bootstrap",
    promises: { ...difference, draws: true },
    estimate: ({ a, b = [] }, options) => bootstrapMean(pairedDifferences(a, b), { ...options, method: "studentised" }),
  },
  "paired-d": {
    label: "standardised mean difference of pairs",
    needs: pairs(2),
    docs: "effect-sizes",
    promises: free,
    estimate: ({ a, b = [] }, { level }) => pairedD(a, b, { level }),
  },
  pearson: {
    label: "correlation",
    needs: pairs(4),
    docs: "correlation",
    promises: free,
    estimate: ({ a, b = [] }, { level }) => pearson(a, b, { level }).estimate,
  },
  spearman: {
    label: "rank correlation",
    needs: pairs(4),
    docs: "correlation",
    promises: free,
    estimate: ({ a, b = [] }, { level }) => spearman(a, b, { level }).estimate,
  },
  kendall: {
    label: "rank correlation",
    needs: pairs(10),
    docs: "correlation",
    promises: { ...free, draws: true },
    estimate: ({ a, b = [] }, options) => kendall(a, b, options).estimate,
  },
  welch: {
    label: "difference of means",
    needs: two(2),
    docs: "t",
    promises: difference,
    estimate: ({ a, b = [] }, { level }) => welch(a, b, { level }).estimate,
  },
  "pooled-t": {
    label: "difference of means",
    needs: two(2),
    docs: "t",
    promises: difference,
    estimate: ({ a, b = [] }, { level }) => pooledT(a, b, { level }).estimate,
  },
  "difference-studentised": {
    label: "difference of means",
    needs: two(2),
    docs: "bootstrap",
    promises: { ...difference, draws: true },
    estimate: ({ a, b = [] }, options) => bootstrapDifference(a, b, options),
  },
  "hodges-lehmann-shift": {
    label: "shift between two samples",
    needs: two(4),
    docs: "hodges-lehmann",
    promises: difference,
    estimate: ({ a, b = [] }, { level }) => hodgesLehmannShift(a, b, { level }),
  },
  "brunner-munzel": {
    label: "probability of improvement",
    needs: two(2),
    docs: "brunner-munzel",
    promises: free,
    estimate: ({ a, b = [] }, { level }) => brunnerMunzel(a, b, { level }).estimate,
  },
  "cohen-d": {
    label: "standardised difference of means",
    needs: two(2),
    docs: "effect-sizes",
    promises: free,
    estimate: ({ a, b = [] }, { level }) => cohenD(a, b, { level }),
  },
  "hedges-g": {
    label: "standardised difference of means, unbiased",
    needs: two(2),
    docs: "effect-sizes",
    promises: free,
    estimate: ({ a, b = [] }, { level }) => hedgesG(a, b, { level }),
  },
  wilson: proportion(wilson),
  jeffreys: proportion(jeffreys),
  "clopper-pearson": proportion(clopperPearson),
  "agresti-coull": proportion(agrestiCoull),
  newcombe: {
    label: "difference of proportions",
    needs: binary("two-sample"),
    docs: "proportions",
    promises: share,
    estimate: ({ a, b = [] }, { level }) => newcombe(ones(a), a.length, ones(b), b.length, { level }),
  },
  "miettinen-nurminen": {
    label: "difference of proportions",
    needs: binary("two-sample"),
    docs: "proportions",
    promises: share,
    estimate: ({ a, b = [] }, { level }) => miettinenNurminen(ones(a), a.length, ones(b), b.length, { level }),
  },
  tango: {
    label: "difference of paired proportions",
    needs: binary("paired"),
    docs: "proportions",
    promises: share,
    estimate: (input, { level }) => {
      const [, first, second] = pairCounts(input);
      return tango(first, second, input.a.length, { level });
    },
  },
  "newcombe-paired": {
    label: "difference of paired proportions",
    needs: binary("paired"),
    docs: "proportions",
    promises: share,
    estimate: (input, { level }) => newcombePaired(...pairCounts(input), { level }),
  },
} as const satisfies Record<string, Estimator>;

export type EstimatorId = keyof typeof estimators;

function proportion(interval: (successes: number, n: number, options: { level: number }) => Estimate): Estimator {
  return {
    label: "proportion",
    needs: binary("one-sample"),
    docs: "proportions",
    promises: share,
    estimate: ({ a }, { level }) => interval(ones(a), a.length, { level }),
  };
}
