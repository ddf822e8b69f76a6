import type { Matrix } from "../matrix.ts";
import { zeros } from "../matrix.ts";
import { subtract } from "../products/arithmetic.ts";
import { gram, multiply } from "../products/multiply.ts";
import { maxNorm } from "../products/norms.ts";

/** A small seeded source of uniforms in [0, 1) for tests (32-bit mulberry steps), so that a failure repeats. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Independent standard normals. */
export function gaussianMatrix(rows: number, cols: number, seed: number): Matrix {
  const uniform = uniforms(seed);
  const result = zeros(rows, cols);
  for (let i = 0; i < result.data.length; i++) {
    result.data[i] = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  }
  return result;
}

/** Rank `rank`, up to rounding. */
export function lowRankMatrix(rows: number, cols: number, rank: number, seed: number): Matrix {
  return multiply(gaussianMatrix(rows, rank, seed), gaussianMatrix(rank, cols, seed + 1));
}

/** hᵢⱼ = 1/(i + j + 1), the textbook case of lost singular values. */
export function hilbertMatrix(n: number): Matrix {
  const result = zeros(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result.data[i * n + j] = 1 / (i + j + 1);
  return result;
}

/** Largest |aᵢⱼ − bᵢⱼ|. */
export function maxDifference(a: Matrix, b: Matrix): number {
  return maxNorm(subtract(a, b));
}

/** Largest entry of |AᵀA − I|. */
export function orthogonalityError(a: Matrix): number {
  const product = gram(a);
  for (let i = 0; i < a.cols; i++) product.data[i * (a.cols + 1)]! -= 1;
  return maxNorm(product);
}
