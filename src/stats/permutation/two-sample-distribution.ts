import { logGamma } from "../special/log-gamma.ts";
import { integerScale } from "./integer-scale.ts";
import type { Tails } from "./p-value.ts";

/** Largest table of (values taken, sum), in cells. */
const cellLimit = 2e7;
/** Most steps of filling it. */
const workLimit = 1e9;
/** Largest number of ways to choose the first group when they are listed one by one. */
const enumerationLimit = 5e6;

/**
 * The exact tails of the sum of `taken` values drawn without replacement from `pool`, at `observed`; `null` where neither
 * a table nor a list of all choices is small enough.
 */
export function subsetSumTails(pool: Float64Array, taken: number, observed: number): Tails | null {
  return subsetSumTable(pool, taken, observed) ?? subsetSumList(pool, taken, observed);
}

/** By dynamic programming over whole-number sums; `null` unless the pool has a common decimal step. */
export function subsetSumTable(pool: Float64Array, taken: number, observed: number): Tails | null {
  const least = pool.reduce((low, value) => Math.min(low, value), Infinity);
  const scaled = integerScale(pool.map((value) => value - least));
  if (scaled === null) return null;
  const sizes = Float64Array.from(scaled.integers).sort();
  const n = sizes.length;
  let top = 0;
  for (let i = n - taken; i < n; i++) top += sizes[i]!;
  const cells = (taken + 1) * (top + 1);
  if (cells > cellLimit || (cells * n) / 2 > workLimit) return null;
  /** chance[k·(top+1) + s]: probability that k values are taken so far and sum to s. Sequential sampling keeps it ≤ 1. */
  const width = top + 1;
  const chance = new Float64Array((taken + 1) * width);
  chance[0] = 1;
  const reach = new Float64Array(taken + 1).fill(-1);
  reach[0] = 0;
  for (let i = 0; i < n; i++) {
    const size = sizes[i]!;
    const left = n - i;
    for (let k = Math.min(i + 1, taken); k >= 0; k--) {
      const stay = Math.max(0, left - (taken - k)) / left;
      const row = k * width;
      const own = reach[k]!;
      for (let s = 0; s <= own; s++) chance[row + s]! *= stay;
      if (k === 0 || reach[k - 1]! < 0) continue;
      const take = (taken - k + 1) / left;
      const before = row - width;
      const last = Math.min(reach[k - 1]!, top - size);
      for (let s = 0; s <= last; s++) chance[row + s + size]! += take * chance[before + s]!;
      reach[k] = Math.max(own, last + size);
    }
  }
  const place = Math.round((observed - taken * least) / scaled.step);
  const centre = (taken * scaled.integers.reduce((sum, size) => sum + size, 0)) / n;
  const distance = Math.abs(place - centre) - 1e-7;
  const tails = { greater: 0, less: 0, absolute: 0 };
  for (let s = 0; s <= top; s++) {
    const share = chance[taken * width + s]!;
    if (s >= place) tails.greater += share;
    if (s <= place) tails.less += share;
    if (Math.abs(s - centre) >= distance) tails.absolute += share;
  }
  return tails;
}

/** By visiting every choice of `taken` places. */
export function subsetSumList(pool: Float64Array, taken: number, observed: number): Tails | null {
  const n = pool.length;
  const choices = Math.exp(logGamma(n + 1) - logGamma(taken + 1) - logGamma(n - taken + 1));
  if (choices > enumerationLimit) return null;
  const total = pool.reduce((sum, value) => sum + value, 0);
  const centre = (taken * total) / n;
  const slack = 1e-12 * pool.reduce((sum, value) => sum + Math.abs(value - total / n), 0);
  const counts = { greater: 0, less: 0, absolute: 0 };
  let visited = 0;
  for (const sum of choiceSums(pool, taken)) {
    visited++;
    if (sum >= observed - slack) counts.greater++;
    if (sum <= observed + slack) counts.less++;
    if (Math.abs(sum - centre) >= Math.abs(observed - centre) - slack) counts.absolute++;
  }
  return { greater: counts.greater / visited, less: counts.less / visited, absolute: counts.absolute / visited };
}

/** The sums of all choices in lexicographic order; a prefix sum per place keeps rounding from building up. */
function* choiceSums(pool: Float64Array, taken: number): Generator<number> {
  const n = pool.length;
  const places = Int32Array.from({ length: taken }, (_, i) => i);
  const sums = new Float64Array(taken + 1);
  let changed = 0;
  for (;;) {
    for (let i = changed; i < taken; i++) sums[i + 1] = sums[i]! + pool[places[i]!]!;
    yield sums[taken]!;
    changed = taken - 1;
    while (changed >= 0 && places[changed] === n - taken + changed) changed--;
    if (changed < 0) return;
    places[changed]!++;
    for (let i = changed + 1; i < taken; i++) places[i] = places[i - 1]! + 1;
  }
}
