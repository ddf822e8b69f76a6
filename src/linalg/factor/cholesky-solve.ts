import { ShapeMismatchError } from "../../errors/linear-algebra-errors.ts";
import { copyMatrix, identity, type Matrix, requireLength, shapeOf } from "../matrix.ts";
import type { CholeskyFactor } from "./cholesky.ts";

/** x with A·x = b, from A's Cholesky factor. b.length = n. Throws ShapeMismatchError. */
export function choleskySolve(factor: CholeskyFactor, b: ArrayLike<number>): Float64Array {
  requireLength("choleskySolve", b, factor.lower.rows, `a ${shapeOf(factor.lower)} factor`);
  const x = Float64Array.from(b);
  solveLowerInto(factor.lower, x, 1);
  solveLowerTransposedInto(factor.lower, x, 1);
  return x;
}

/** X with A·X = B, column by column of B. b.rows = n. Throws ShapeMismatchError. */
export function choleskySolveMatrix(factor: CholeskyFactor, b: Matrix): Matrix {
  if (b.rows !== factor.lower.rows) {
    throw new ShapeMismatchError("choleskySolveMatrix", shapeOf(factor.lower), shapeOf(b));
  }
  const x = copyMatrix(b);
  solveLowerInto(factor.lower, x.data, b.cols);
  solveLowerTransposedInto(factor.lower, x.data, b.cols);
  return x;
}

/** L⁻¹·B: the whitening half of a solve. b.rows = n. Throws ShapeMismatchError. */
export function solveLower(lower: Matrix, b: Matrix): Matrix {
  if (b.rows !== lower.rows) throw new ShapeMismatchError("solveLower", shapeOf(lower), shapeOf(b));
  const x = copyMatrix(b);
  solveLowerInto(lower, x.data, b.cols);
  return x;
}

/** A⁻¹ itself. Prefer a solve where a product with it is what is wanted. */
export function choleskyInverse(factor: CholeskyFactor): Matrix {
  return choleskySolveMatrix(factor, identity(factor.lower.rows));
}

/** ln |A|, natural logarithm, from A's Cholesky factor. 0 for the empty matrix. */
export function logDet(factor: CholeskyFactor): number {
  const { rows, data } = factor.lower;
  let total = 0;
  for (let i = 0; i < rows; i++) total += Math.log(data[i * (rows + 1)]!);
  return 2 * total;
}

/** x ← L⁻¹·x for `width` right-hand sides lying row by row. */
function solveLowerInto(lower: Matrix, x: Float64Array, width: number): void {
  const n = lower.rows;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, i * width, lower.data[i * n + k]!, k * width, width);
    divideRow(x, i * width, lower.data[i * n + i]!, width);
  }
}

/** x ← L⁻ᵀ·x for `width` right-hand sides lying row by row. */
function solveLowerTransposedInto(lower: Matrix, x: Float64Array, width: number): void {
  const n = lower.rows;
  for (let i = n - 1; i >= 0; i--) {
    divideRow(x, i * width, lower.data[i * n + i]!, width);
    for (let k = 0; k < i; k++) subtractRow(x, k * width, lower.data[i * n + k]!, i * width, width);
  }
}

function subtractRow(x: Float64Array, to: number, factor: number, from: number, width: number): void {
  if (factor === 0) return;
  for (let c = 0; c < width; c++) x[to + c]! -= factor * x[from + c]!;
}

function divideRow(x: Float64Array, at: number, divisor: number, width: number): void {
  for (let c = 0; c < width; c++) x[at + c]! /= divisor;
}
