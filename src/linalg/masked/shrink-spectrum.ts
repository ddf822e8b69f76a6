import { leadingEigen } from "../factor/leading-eigen.ts";
import { svdThin } from "../factor/svd.ts";
import type { Matrix } from "../matrix.ts";
import { scaleColumns } from "../products/arithmetic.ts";
import { gram, multiply, multiplyTranspose } from "../products/multiply.ts";

/** What becomes of the singular values of a table. */
export interface Shrinkage {
  readonly apply: (value: number, k: number) => number;
  /**
   * How many leading singular vectors the result needs, judged by the eigenvalues of the Gram matrix (descending); null
   * where those are too blurred to tell it to 1e-12.
   */
  readonly needed: (eigenvalues: Float64Array) => number | null;
}

/** Squaring a table blurs by ε·σ₁² what is told apart here; this share of σ₁² keeps the blur under about 1e-13. */
const clearShare = 3e-3;

/** The first `rank` values as they are, the others 0. Wants a gap after them: without one the vectors are undetermined. */
export function keepLeading(rank: number): Shrinkage {
  return {
    apply: (value, k) => (k < rank ? value : 0),
    needed: (eigenvalues) => {
      if (rank === 0) return 0;
      const gap = eigenvalues[rank - 1]! - (eigenvalues[rank] ?? 0);
      return gap > clearShare * eigenvalues[0]! ? rank : null;
    },
  };
}

/** Every value lowered by `lambda`, not under 0. No gap wanted: this changes no more than the table does. */
export function lowerBy(lambda: number): Shrinkage {
  return {
    apply: (value) => Math.max(0, value - lambda),
    needed: (eigenvalues) => {
      if (lambda ** 2 <= clearShare ** 2 * Math.max(0, eigenvalues[0] ?? 0)) return null;
      let count = 0;
      while (count < eigenvalues.length && eigenvalues[count]! > 0.999 * lambda ** 2) count += 1;
      return count;
    },
  };
}

/**
 * A tall table with its singular values shrunken. By the leading eigenvectors V of its Gram matrix, X·V·diag(f(σ)/σ)·Vᵀ,
 * where those are clear; by the SVD elsewhere.
 */
export function shrunken(x: Matrix, shrink: Shrinkage): { approximation: Matrix; singularValues: Float64Array } {
  const square = gram(x);
  const leading = inRange(square) ? leadingEigen(square.data, x.cols, shrink.needed) : null;
  if (leading === null) return shrunkenBySvd(x, shrink);
  const { vectors } = leading;
  const images = multiplyTranspose(x, vectors);
  const norms = new Float64Array(vectors.rows);
  for (let i = 0; i < images.data.length; i++) norms[i % norms.length]! += images.data[i]! ** 2;
  const kept = norms.map((square, k) => shrink.apply(Math.sqrt(square), k));
  const factors = kept.map((value, k) => (value === 0 ? 0 : value / Math.sqrt(norms[k]!)));
  return {
    approximation: multiply(scaleColumns(images, factors), vectors),
    singularValues: kept.filter((value) => value > 0).sort((a, b) => b - a),
  };
}

/** Whether squares, and squares of squares, neither overflow nor vanish. */
function inRange({ rows, data }: Matrix): boolean {
  let trace = 0;
  for (let i = 0; i < rows; i++) trace += data[i * (rows + 1)]!;
  return trace > 1e-100 && trace < 1e100;
}

function shrunkenBySvd(x: Matrix, shrink: Shrinkage): { approximation: Matrix; singularValues: Float64Array } {
  const { u, singularValues, v } = svdThin(x);
  const kept = singularValues.map(shrink.apply);
  return {
    approximation: multiplyTranspose(scaleColumns(u, kept), v),
    singularValues: kept.filter((value) => value > 0),
  };
}
