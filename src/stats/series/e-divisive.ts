import type { Rng } from "../chance/rng.ts";
import { mad, madToSigma } from "../describe/quantile.ts";
import { finiteCopy, requireCount, requireOpenShare } from "../input-checks.ts";
import { type ChangePoints, described, shuffleBlocks } from "./change-points.ts";

export interface EDivisiveOptions {
  rng: Rng;
  /** Default 0.05. */
  alpha?: number;
  /** Default 999. */
  permutations?: number;
  /** Least values in a segment, default 3. */
  minSegment?: number;
}

/**
 * Changes of any kind in the distribution by E-divisive (Matteson and James 2014): the split with the largest energy
 * distance nm/(n+m)·(2E|X−Y| − E|X−X′| − E|Y−Y′|), kept while a permutation test inside the segments gives p ≤ α, again in
 * both parts. Under autocorrelation above .3 blocks are permuted instead of values, with a note. Under 10 values: `too-few`.
 */
export function eDivisive(values: ArrayLike<number>, options: EDivisiveOptions): ChangePoints {
  const x = finiteCopy("values", values);
  const n = x.length;
  const method = "E-divisive";
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  const least = requireCount("minSegment", options.minSegment ?? 3, 2);
  if (n < 10) return { changes: [], n, method, autocorrelation: null, notes: [], reason: "too-few" };
  const differences = x.slice(1).map((value, i) => value - x[i]!);
  const sigma = (mad(differences)! * madToSigma) / Math.SQRT2;
  if (x.every((value) => value === x[0])) {
    return { changes: [], n, method, autocorrelation: null, notes: [], reason: "no-variation" };
  }
  const found: { index: number; p: number }[] = [];
  const edges = () => found.map((change) => change.index).sort((a, b) => a - b);
  let block = 1;
  for (;;) {
    const bounds = [0, ...edges(), n];
    const best = bestSplit(x, bounds, least);
    if (best === null) break;
    if (found.length === 0) block = blockWidth(x, best.index);
    const p = splitP(x, bounds, least, best.distance, block, options, found.length);
    if (p > alpha) break;
    found.push({ index: best.index, p });
  }
  found.sort((a, b) => a.index - b.index);
  const scale = sigma > 0 ? sigma : 1e-300;
  const result = described(
    x,
    edges(),
    found.map((change) => change.p),
    scale,
    method,
    least,
  );
  return block === 1 ? result : { ...result, notes: [...result.notes, `blocks of ${block} permuted`] };
}

interface Split {
  index: number;
  distance: number;
}

/** The best split of any segment; `null` when none is long enough. */
function bestSplit(x: Float64Array, bounds: readonly number[], least: number): Split | null {
  let best: Split | null = null;
  for (let s = 1; s < bounds.length; s++) {
    const start = bounds[s - 1]!;
    const split = splitSegment(x.subarray(start, bounds[s]!), least);
    if (split && (best === null || split.distance > best.distance)) {
      best = { index: start + split.index, distance: split.distance };
    }
  }
  return best;
}

/** All splits of one segment, moving one value at a time: O(length²). */
function splitSegment(x: Float64Array, least: number): Split | null {
  const length = x.length;
  if (length < 2 * least) return null;
  let [left, right, cross] = [0, 0, 0];
  for (let i = 0; i < length; i++) for (let j = 0; j < i; j++) right += Math.abs(x[i]! - x[j]!);
  let best: Split | null = null;
  for (let moved = 0; moved < length - least; moved++) {
    let [toLeft, toRight] = [0, 0];
    for (let j = 0; j < moved; j++) toLeft += Math.abs(x[moved]! - x[j]!);
    for (let j = moved + 1; j < length; j++) toRight += Math.abs(x[moved]! - x[j]!);
    left += toLeft;
    right -= toRight;
    cross += toRight - toLeft;
    const [n, m] = [moved + 1, length - moved - 1];
    if (n < least) continue;
    const within = (2 * left) / (n * (n - 1)) + (2 * right) / (m * (m - 1));
    const distance = ((n * m) / (n + m)) * ((2 * cross) / (n * m) - within);
    if (best === null || distance > best.distance) best = { index: n, distance };
  }
  return best;
}

function splitP(
  x: Float64Array,
  bounds: readonly number[],
  least: number,
  observed: number,
  block: number,
  options: EDivisiveOptions,
  step: number,
): number {
  const permutations = requireCount("permutations", options.permutations ?? 999, 19);
  const source = options.rng.fork("split").fork(String(step));
  const shuffled = x.slice();
  let beyond = 0;
  for (let b = 0; b < permutations; b++) {
    for (let s = 1; s < bounds.length; s++) shuffleBlocks(shuffled.subarray(bounds[s - 1]!, bounds[s]!), block, source);
    const split = bestSplit(shuffled, bounds, least);
    if (split && split.distance >= observed * (1 - 1e-12)) beyond++;
  }
  return (beyond + 1) / (permutations + 1);
}

/** 1, or ⌈n^⅓⌉ when the residuals about the best split are correlated above .3. */
function blockWidth(x: Float64Array, index: number): number {
  const { autocorrelation } = described(x, [index], [null], 1, "", 1);
  return autocorrelation !== null && autocorrelation > 0.3 ? Math.ceil(Math.cbrt(x.length)) : 1;
}
