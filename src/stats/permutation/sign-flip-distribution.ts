import { integerScale } from "./integer-scale.ts";
import type { Tails } from "./p-value.ts";

/** Largest table of sums, in bins. */
const tableLimit = 4e6;
/** Most steps of filling it: a second or two. */
const workLimit = 5e8;
/** Largest number of values for two halves of all their signs. */
const halvesLimit = 40;

/**
 * The exact tails of Σ±x under independent fair signs, at the observed Σx; `null` where neither a table of reachable
 * sums nor two half lists are small enough. Sums within 1e-12 of Σ|x| of the observed one count as equal to it.
 */
export function signFlipTails(x: Float64Array): Tails | null {
  return tailsByTable(x) ?? (nonZero(x).length <= halvesLimit ? tailsByHalves(x) : null);
}

/** By counting the ways to reach each whole-number sum; `null` unless the values have a common decimal step. */
export function tailsByTable(x: Float64Array): Tails | null {
  const scaled = integerScale(x);
  if (scaled === null) return null;
  const sizes = scaled.integers.map(Math.abs).filter((size) => size > 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  sizes.sort();
  const work = sizes.reduce((sum, size, i) => sum + (sizes.length - i) * size, 0);
  if (total + 1 > tableLimit || work > workLimit) return null;
  /** Probability that the positive values sum to s. Halved at each step, so it never leaves the range of doubles. */
  const chance = new Float64Array(total + 1);
  chance[0] = 1;
  let reach = 0;
  for (const size of sizes) {
    reach += size;
    for (let s = reach; s >= size; s--) chance[s] = 0.5 * (chance[s]! + chance[s - size]!);
    for (let s = Math.min(size, reach + 1) - 1; s >= 0; s--) chance[s]! *= 0.5;
  }
  const observed = scaled.integers.reduce((sum, value) => sum + Math.max(0, value), 0);
  const tail = (from: number, to: number) => {
    let sum = 0;
    for (let s = Math.max(0, from); s <= Math.min(total, to); s++) sum += chance[s]!;
    return sum;
  };
  const greater = tail(observed, total);
  const less = tail(0, observed);
  const far = Math.max(observed, total - observed);
  return { greater, less, absolute: 2 * far === total ? 1 : 2 * tail(far, total) };
}

/** By pairing two sorted lists of all signed half sums. Up to 40 values. */
export function tailsByHalves(x: Float64Array): Tails {
  const values = nonZero(x);
  const middle = values.length >> 1;
  const low = signedSums(values.subarray(0, middle));
  const high = signedSums(values.subarray(middle));
  const observed = values.reduce((sum, value) => sum + value, 0);
  const slack = 1e-12 * values.reduce((sum, value) => sum + Math.abs(value), 0);
  const outcomes = low.length * high.length;
  const atLeast = (limit: number) => {
    let count = 0;
    let j = high.length;
    for (let i = 0; i < low.length; i++) {
      while (j > 0 && low[i]! + high[j - 1]! >= limit) j--;
      count += high.length - j;
    }
    return count / outcomes;
  };
  const greater = atLeast(observed - slack);
  const less = atLeast(-observed - slack);
  const far = Math.abs(observed);
  return { greater, less, absolute: far <= slack ? 1 : 2 * atLeast(far - slack) };
}

function nonZero(x: Float64Array): Float64Array {
  return x.filter((value) => value !== 0);
}

/** All 2ⁿ sums of ±value, ascending. */
function signedSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** values.length);
  values.forEach((value, i) => {
    const known = 2 ** i;
    for (let s = 0; s < known; s++) {
      sums[known + s] = sums[s]! + value;
      sums[s]! -= value;
    }
  });
  return sums.sort();
}
