import type { Matrix } from "../matrix.ts";

/** √Σ aᵢⱼ², scaled so that neither tiny nor huge entries are lost. 0 for an empty matrix. The 2-norm is `spectralNorm`. */
export function frobeniusNorm(a: Matrix): number {
  return vectorNorm(a.data);
}

/** √Σ xᵢ², scaled by a power of two when squares could leave the range of doubles. */
export function vectorNorm(x: ArrayLike<number>): number {
  const largest = largestMagnitude(x);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const factor =
    largest > 1e150 || largest < 1e-140 ? 2 ** Math.max(-1000, Math.min(1000, -Math.round(Math.log2(largest)))) : 1;
  let total = 0;
  for (let i = 0; i < x.length; i++) {
    const value = x[i]! * factor;
    total += value * value;
  }
  return Math.sqrt(total) / factor;
}

/** Largest absolute entry. 0 for an empty matrix. */
export function maxNorm(a: Matrix): number {
  return largestMagnitude(a.data);
}

/** Largest absolute column sum. */
export function oneNorm(a: Matrix): number {
  const sums = new Float64Array(a.cols);
  for (let i = 0; i < a.data.length; i++) sums[i % a.cols]! += Math.abs(a.data[i]!);
  return largestMagnitude(sums);
}

/** Largest absolute row sum. */
export function infinityNorm(a: Matrix): number {
  let largest = 0;
  for (let i = 0; i < a.rows; i++) {
    let total = 0;
    for (let j = 0; j < a.cols; j++) total += Math.abs(a.data[i * a.cols + j]!);
    if (total > largest) largest = total;
  }
  return largest;
}

function largestMagnitude(x: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const magnitude = Math.abs(x[i]!);
    if (magnitude > largest || Number.isNaN(magnitude)) largest = magnitude;
  }
  return largest;
}
