import type { Rng } from "../chance/rng.ts";
import { meanOf, varianceOf } from "../describe/moments.ts";
import { mad, madToSigma } from "../describe/quantile.ts";
import { finiteCopy, requireCount, requireOpenShare, requirePositive } from "../input-checks.ts";
import { welch } from "../means/t-tests.ts";
import type { Estimate, Interval, ReasonCode } from "../records.ts";
import { studentTQuantile } from "../special/student-t.ts";

/** A change of the mean: the first index of the new segment, and what is known about it. */
export interface ChangePoint {
  index: number;
  before: number;
  after: number;
  difference: number;
  /** Welch interval of after − before, the place taken as known. */
  ci: Interval | null;
  /** First indexes nearly as good: their fit is worse by less than the 95 % point of χ² with 1 df. */
  location: { low: number; high: number };
  /** From E-divisive's permutations; `null` from PELT. */
  p: number | null;
}

export interface ChangePoints {
  changes: ChangePoint[];
  n: number;
  method: string;
  /** Lag-1 autocorrelation of the residuals; above .3 changes are found where there are none. */
  autocorrelation: number | null;
  notes: string[];
  reason?: ReasonCode;
}

export interface PeltOptions {
  /** Cost of a change, in squared σ. Default 3·ln n. */
  penalty?: number;
  /** Least values in a segment, default 3. */
  minSegment?: number;
}

/**
 * Changes of the mean by PELT (Killick, Fearnhead and Eckley 2012): the segmentation with the least Σ(x−x̄)²/σ̂² plus
 * penalty, σ̂ = 1.4826·MAD(first differences)/√2. Under two segments' worth of values: `too-few`; σ̂ = 0: `no-variation`.
 */
export function pelt(values: ArrayLike<number>, options: PeltOptions = {}): ChangePoints {
  const x = finiteCopy("values", values);
  const n = x.length;
  const least = requireCount("minSegment", options.minSegment ?? 3, 1);
  const method = "PELT";
  if (n < 2 * least || n < 4) return { changes: [], n, method, autocorrelation: null, notes: [], reason: "too-few" };
  const differences = x.slice(1).map((value, i) => value - x[i]!);
  const sigma = (mad(differences)! * madToSigma) / Math.SQRT2;
  if (!(sigma > 0)) return { changes: [], n, method, autocorrelation: null, notes: [], reason: "no-variation" };
  const penalty = requirePositive("penalty", options.penalty ?? 3 * Math.log(n));
  const cost = segmentCost(x.map((value) => value / sigma));
  const best = new Float64Array(n + 1).fill(Infinity);
  best[0] = -penalty;
  const from = new Int32Array(n + 1);
  // A start that a change at `end` beats stays open until a segment from `end` is long enough to take its place.
  const openUntil = new Float64Array(n + 1).fill(Infinity);
  let open: number[] = [];
  for (let end = least; end <= n; end++) {
    const candidate = end - least;
    if (candidate === 0 || candidate >= least) open.push(candidate);
    open = open.filter((start) => openUntil[start]! > end);
    for (const start of open) {
      const total = best[start]! + cost(start, end) + penalty;
      if (total < best[end]!) [best[end], from[end]] = [total, start];
    }
    for (const start of open) {
      if (best[start]! + cost(start, end) > best[end]! + 1e-9) {
        openUntil[start] = Math.min(openUntil[start]!, end + least);
      }
    }
  }
  const edges: number[] = [];
  for (let end = n; end > 0; end = from[end]!) if (from[end]! > 0) edges.unshift(from[end]!);
  return described(
    x,
    edges,
    edges.map(() => null),
    sigma,
    method,
    least,
  );
}

/** Changes found elsewhere, described: levels, difference with interval, location and autocorrelation. */
export function described(
  x: Float64Array,
  edges: readonly number[],
  p: readonly (number | null)[],
  sigma: number,
  method: string,
  least: number,
): ChangePoints {
  const bounds = [0, ...edges, x.length];
  const residuals = x.slice();
  for (let s = 1; s < bounds.length; s++) {
    const segment = x.subarray(bounds[s - 1]!, bounds[s]!);
    const level = meanOf(segment);
    for (let i = bounds[s - 1]!; i < bounds[s]!; i++) residuals[i]! -= level;
  }
  const autocorrelation = lagOne(residuals);
  const changes = edges.map((index, k): ChangePoint => {
    const before = x.subarray(bounds[k]!, index);
    const after = x.subarray(index, bounds[k + 2]!);
    const [low, high] = [meanOf(before), meanOf(after)];
    return {
      index,
      before: low,
      after: high,
      difference: high - low,
      ci: welch(after, before).estimate.ci,
      location: locate(x, bounds[k]!, index, bounds[k + 2]!, sigma, least),
      p: p[k]!,
    };
  });
  const notes =
    autocorrelation !== null && autocorrelation > 0.3 ? [`autocorrelation ${autocorrelation.toFixed(2)}`] : [];
  return { changes, n: x.length, method, autocorrelation, notes };
}

/**
 * The next value of a series, expected at the mean of the values since its last change, with the interval mean ±
 * t·s√(1+1/n) that holds one more value (not the mean). `se` is s√(1+1/n). Under 3 values: `too-few`.
 */
export function predictionInterval(segment: ArrayLike<number>, options: { level?: number } = {}): Estimate {
  const x = finiteCopy("segment", segment);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = x.length;
  const method = "prediction t";
  const centre = n > 0 ? meanOf(x) : null;
  if (centre === null || n < 3) return { value: centre, se: null, ci: null, method, n, reason: "too-few", notes: [] };
  const se = Math.sqrt(varianceOf(x) * (1 + 1 / n));
  if (!(se > 0)) return { value: centre, se: null, ci: null, method, n, reason: "no-variation", notes: [] };
  const half = studentTQuantile((1 + level) / 2, n - 1) * se;
  return {
    value: centre,
    se,
    ci: { low: centre - half, high: centre + half, level, method, sides: "two" },
    method,
    n,
    notes: [],
  };
}

/** Σ(x − x̄)² of [start, end) in constant time. */
function segmentCost(x: Float64Array): (start: number, end: number) => number {
  const centre = meanOf(x);
  const sums = new Float64Array(x.length + 1);
  const squares = new Float64Array(x.length + 1);
  x.forEach((value, i) => {
    sums[i + 1] = sums[i]! + (value - centre);
    squares[i + 1] = squares[i]! + (value - centre) ** 2;
  });
  return (start, end) => {
    const sum = sums[end]! - sums[start]!;
    return Math.max(0, squares[end]! - squares[start]! - sum ** 2 / (end - start));
  };
}

function locate(x: Float64Array, start: number, index: number, end: number, sigma: number, least: number) {
  const cost = segmentCost(x.slice(start, end).map((value) => value / sigma));
  const misfit = (at: number) => cost(0, at - start) + cost(at - start, end - start);
  const limit = misfit(index) + 3.841458820694124;
  let [low, high] = [index, index];
  for (let at = start + least; at <= end - least; at++) {
    if (misfit(at) <= limit) [low, high] = [Math.min(low, at), Math.max(high, at)];
  }
  return { low, high };
}

function lagOne(residuals: Float64Array): number | null {
  let [products, squares] = [0, 0];
  residuals.forEach((value, i) => {
    squares += value * value;
    if (i > 0) products += value * residuals[i - 1]!;
  });
  return residuals.length < 4 || squares === 0 ? null : products / squares;
}

/** Shuffle in place; blocks of `width` neighbours stay together. */
export function shuffleBlocks(x: Float64Array, width: number, rng: Rng): void {
  const count = Math.ceil(x.length / width);
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const copy = x.slice();
  let next = 0;
  for (const block of order) {
    for (let i = block * width; i < Math.min(x.length, (block + 1) * width); i++) x[next++] = copy[i]!;
  }
}
