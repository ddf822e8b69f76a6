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

/** NaN where an entry is NaN. Four lanes, so that no comparison waits for the one before. */
function largestMagnitude(x: ArrayLike<number>): number {
  let m0 = 0;
  let m1 = 0;
  let m2 = 0;
  let m3 = 0;
  let i = 0;
  for (; i + 3 < x.length; i += 4) {
    m0 = Math.max(m0, Math.abs(x[i]!));
    m1 = Math.max(m1, Math.abs(x[i + 1]!));
    m2 = Math.max(m2, Math.abs(x[i + 2]!));
    m3 = Math.max(m3, Math.abs(x[i + 3]!));
  }
  for (; i < x.length; i++) m0 = Math.max(m0, Math.abs(x[i]!));
  return Math.max(m0, m1, m2, m3);
}
