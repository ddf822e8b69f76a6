import { orderStatistics } from "../bootstrap/order-statistics.ts";
import type { Rng } from "../chance/rng.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { meanOf, varianceOf } from "../describe/moments.ts";
import { quantileOf } from "../describe/quantile.ts";
import { finiteCopy, requireCount, requireOpenShare } from "../input-checks.ts";
import type { Interval, ReasonCode } from "../records.ts";

export interface MaxTOptions {
  rng: Rng;
  /** Default 10,000. */
  permutations?: number;
  /** Simultaneous coverage of the intervals, default 0.95. */
  level?: number;
}

/** One metric of the family. */
export interface MaxTRow {
  estimate: number | null;
  /** Studentised statistic. */
  statistic: number | null;
  n: number;
  /** Corrected for the whole family, by its own correlation; never 0. */
  adjustedP: number | null;
  /** Holds together with those of all other metrics. */
  ci: Interval | null;
  reason?: ReasonCode;
}

export interface MaxTResult {
  rows: MaxTRow[];
  /** Metrics with an answer: the size of the family. */
  size: number;
  permutations: number;
  method: string;
}

/** Values of one metric on the runs it has: `runs[i]` names the run (seed, item) of `values[i]`. */
export interface MetricDifferences {
  values: ArrayLike<number>;
  /** Default: the places 0, 1, 2, …, the same for all metrics. */
  runs?: ArrayLike<number>;
}

/**
 * Westfall and Young's (1993) step-down max-T over metrics measured on the same runs: paired differences per metric, one
 * sign per run shared by all metrics in each permutation, so that their correlation is used. Metrics on fewer runs use
 * their own n. Intervals are estimate ± c·se, c the quantile of the largest |t| of the family.
 */
export function maxTPaired(metrics: readonly MetricDifferences[], options: MaxTOptions): MaxTResult {
  const lists = metrics.map((metric, m) => finiteCopy(`metrics[${m}]`, metric.values));
  const runs = metrics.map((metric, m) => Int32Array.from(metric.runs ?? Array.from(lists[m]!.keys())));
  const most = runs.reduce((largest, list) => list.reduce((top, run) => Math.max(top, run), largest), -1) + 1;
  const squares = lists.map((list) => list.reduce((sum, value) => sum + value * value, 0));
  const flips: Flips = { words: new Int32Array(Math.ceil(most / 32)), signs: new Float64Array(most) };
  const exact = (m: number) =>
    Math.abs(flippedT(flippedSum(lists[m]!, runs[m]!, flips.signs), squares[m]!, lists[m]!.length));
  const weights = Float64Array.from(squares, (square) => 1 / Math.sqrt(square));
  const onAllRuns = runs.every((own) => own.length === most && own.every((run, i) => run === i));
  const fast = onAllRuns ? tabledSums(lists, most) : null;
  return stepDown(
    lists.map((list) => oneSample(list)),
    (rng, rough) => {
      for (let w = 0; w < flips.words.length; w++) flips.words[w] = rng.nextUint32();
      for (let run = 0; run < most; run++) {
        flips.signs[run] = ((flips.words[run >> 5]! >>> (run & 31)) & 1) * 2 - 1;
      }
      if (fast === null) {
        for (let m = 0; m < lists.length; m++) rough[m] = exact(m);
        return;
      }
      // |t| grows with |Σ|/√Σx² where all metrics have the same n.
      fast(flips.words, rough);
      for (let m = 0; m < lists.length; m++) rough[m] = Math.abs(rough[m]!) * weights[m]!;
    },
    exact,
    options,
    "max-T, sign-flip",
  );
}

/**
 * The same for two independent groups: metrics[m] holds the values of metric m for the runs of the first group, then those
 * of the second, every metric on the same runs; one relabelling per permutation is shared by all.
 */
export function maxTUnpaired(
  metrics: readonly { first: ArrayLike<number>; second: ArrayLike<number> }[],
  options: MaxTOptions,
): MaxTResult {
  const pools = metrics.map(({ first, second }, m) =>
    Float64Array.from([...finiteCopy(`metrics[${m}].first`, first), ...finiteCopy(`metrics[${m}].second`, second)]),
  );
  const sizes = metrics.map(({ first }) => first.length);
  const total = pools.reduce((most, pool) => Math.max(most, pool.length), 0);
  const order = Int32Array.from({ length: total }, (_, i) => i);
  return stepDown(
    pools.map((pool, m) => twoSample(pool, sizes[m]!, null)),
    (rng, rough) => {
      for (let i = total - 1; i > 0; i--) {
        const j = rng.integer(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      pools.forEach((pool, m) => {
        const drawn = twoSample(pool, sizes[m]!, order);
        rough[m] = drawn ? Math.abs(drawn.value / drawn.se) : 0;
      });
    },
    null,
    options,
    "max-T, relabelling",
  );
}

interface Studentised {
  value: number;
  se: number;
  n: number;
}

/**
 * `draw` gives each metric a number that grows with its |t| under one permutation, reliable to 1e-9 of it; only those
 * that may be the largest so far are asked for the `exact` |t|. Without `exact` the number is |t|.
 */
function stepDown(
  observed: readonly (Studentised | { n: number; reason: ReasonCode } | null)[],
  draw: (rng: Rng, rough: Float64Array) => void,
  exact: ((m: number) => number) | null,
  options: MaxTOptions,
  method: string,
): MaxTResult {
  const permutations = requireCount("permutations", options.permutations ?? 10_000, 200);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const known = observed.flatMap((entry, m) =>
    entry && "se" in entry ? [{ ...entry, m, t: Math.abs(entry.value / entry.se) }] : [],
  );
  known.sort((a, b) => a.t - b.t);
  const order = Int32Array.from(known, ({ m }) => m);
  const reached = Float64Array.from(known, (metric) => metric.t * (1 - 1e-12));
  const beyond = new Float64Array(known.length);
  const largest = new Float64Array(permutations);
  const rough = new Float64Array(observed.length);
  for (let start = 0; start < permutations && known.length > 0; start += blockSize) {
    const source = blockStream(options.rng, start);
    for (let b = start; b < Math.min(start + blockSize, permutations); b++) {
      draw(source, rough);
      let running = 0;
      let near = 0;
      for (let k = 0; k < known.length; k++) {
        const m = order[k]!;
        const size = rough[m]!;
        if (size >= near) {
          running = Math.max(running, exact ? exact(m) : size);
          near = Math.max(near, size * (1 - 1e-9) - 1e-12);
        }
        if (running >= reached[k]!) beyond[k]!++;
      }
      largest[b] = running;
    }
  }
  const sorted = orderStatistics(largest);
  const critical = known.length === 0 ? 0 : quantileOf(permutations, (rank) => sorted.at(rank)!, level);
  const adjusted = new Map<number, number>();
  let least = 0;
  for (let k = known.length - 1; k >= 0; k--) {
    least = Math.max(least, (1 + beyond[k]!) / (permutations + 1));
    adjusted.set(known[k]!.m, least);
  }
  const rows = observed.map((entry, m): MaxTRow => {
    if (entry === null || !("se" in entry)) {
      const reason = entry?.reason ?? "too-few";
      return { estimate: null, statistic: null, n: entry?.n ?? 0, adjustedP: null, ci: null, reason };
    }
    const half = critical * entry.se;
    const ci = { low: entry.value - half, high: entry.value + half, level, method, sides: "two" as const };
    return { estimate: entry.value, statistic: entry.value / entry.se, n: entry.n, adjustedP: adjusted.get(m)!, ci };
  });
  return { rows, size: known.length, permutations, method };
}

function oneSample(list: Float64Array): Studentised | { n: number; reason: ReasonCode } {
  const n = list.length;
  if (n < 2) return { n, reason: "too-few" };
  const variance = varianceOf(list);
  return variance === 0 ? { n, reason: "no-variation" } : { value: meanOf(list), se: Math.sqrt(variance / n), n };
}

/** The sign of each run, and where it comes from: bit run mod 32 of word ⌊run/32⌋, set for +. */
interface Flips {
  words: Int32Array;
  signs: Float64Array;
}

function flippedSum(list: Float64Array, runs: Int32Array, signs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < list.length; i++) sum += signs[runs[i]!]! * list[i]!;
  return sum;
}

/** Largest table of signed sums, in numbers. */
const tableLimit = 2e6;

/**
 * The signed sums of all metrics from a table of the 256 sums of every eight runs; `null` where it would be too large. They
 * are added in another order than by `flippedSum` and differ from it in the last bits.
 */
function tabledSums(
  lists: readonly Float64Array[],
  runs: number,
): ((words: Int32Array, sums: Float64Array) => void) | null {
  const metrics = lists.length;
  const eights = Math.ceil(runs / 8);
  if (eights * 256 * metrics > tableLimit) return null;
  const table = new Float64Array(eights * 256 * metrics);
  lists.forEach((list, m) => {
    for (let eight = 0; eight < eights; eight++) {
      const start = eight * 256 * metrics + m;
      for (let run = 0; run < 8; run++) table[start]! -= list[8 * eight + run] ?? 0;
      for (let bits = 1; bits < 256; bits++) {
        const highest = 31 - Math.clz32(bits);
        const value = list[8 * eight + highest] ?? 0;
        table[start + bits * metrics] = table[start + (bits ^ (1 << highest)) * metrics]! + 2 * value;
      }
    }
  });
  return (words, sums) => {
    sums.fill(0);
    for (let eight = 0; eight < eights; eight++) {
      const bits = (words[eight >> 2]! >>> (8 * (eight & 3))) & 255;
      const row = (eight * 256 + bits) * metrics;
      for (let m = 0; m < metrics; m++) sums[m]! += table[row + m]!;
    }
  };
}

/** t of flipped values from their sum: Σx² does not change. A flip without spread is as extreme as can be. */
function flippedT(sum: number, squares: number, n: number): number {
  if (n < 2) return 0;
  const variance = (squares - (sum * sum) / n) / (n - 1);
  return variance <= 1e-14 * squares ? Math.sign(sum) * 1e12 : sum / n / Math.sqrt(variance / n);
}

/** Welch's statistic of the pool cut at `size`, in the given order. */
function twoSample(pool: Float64Array, size: number, order: Int32Array | null): Studentised | null {
  const n = pool.length;
  if (size < 2 || n - size < 2) return null;
  const at = (i: number) => pool[order ? order[i]! : i]!;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (i < size) sumA += at(i);
    else sumB += at(i);
  }
  const [meanA, meanB] = [sumA / size, sumB / (n - size)];
  let [squaresA, squaresB] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (i < size) squaresA += (at(i) - meanA) ** 2;
    else squaresB += (at(i) - meanB) ** 2;
  }
  const variance = squaresA / (size - 1) / size + squaresB / (n - size - 1) / (n - size);
  return variance > 0 ? { value: meanA - meanB, se: Math.sqrt(variance), n } : null;
}
