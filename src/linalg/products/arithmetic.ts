import { ShapeMismatchError } from "../../errors/linear-algebra-errors.ts";
import { copyMatrix, type Matrix, shapeOf } from "../matrix.ts";

/** A + B, of one shape. Throws ShapeMismatchError. */
export function add(a: Matrix, b: Matrix): Matrix {
  return combine("add", a, b, 1);
}

/** A − B, of one shape. Throws ShapeMismatchError. */
export function subtract(a: Matrix, b: Matrix): Matrix {
  return combine("subtract", a, b, -1);
}

/** factor · A. */
export function scale(a: Matrix, factor: number): Matrix {
  const result = copyMatrix(a);
  for (let i = 0; i < result.data.length; i++) result.data[i]! *= factor;
  return result;
}

/** A · diag(factors): column j times factors[j]. factors.length = a.cols. Throws ShapeMismatchError. */
export function scaleColumns(a: Matrix, factors: ArrayLike<number>): Matrix {
  if (factors.length !== a.cols) throw new ShapeMismatchError("scaleColumns", shapeOf(a), `${factors.length} factors`);
  const result = copyMatrix(a);
  for (let i = 0; i < result.data.length; i++) result.data[i]! *= factors[i % a.cols]!;
  return result;
}

/** diag(factors) · A: row i times factors[i]. factors.length = a.rows. Throws ShapeMismatchError. */
export function scaleRows(a: Matrix, factors: ArrayLike<number>): Matrix {
  if (factors.length !== a.rows) throw new ShapeMismatchError("scaleRows", shapeOf(a), `${factors.length} factors`);
  const result = copyMatrix(a);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.cols; j++) result.data[i * a.cols + j]! *= factors[i]!;
  }
  return result;
}

function combine(operation: string, a: Matrix, b: Matrix, sign: 1 | -1): Matrix {
  if (a.rows !== b.rows || a.cols !== b.cols) throw new ShapeMismatchError(operation, shapeOf(a), shapeOf(b));
  const result = copyMatrix(a);
  for (let i = 0; i < result.data.length; i++) result.data[i]! += sign * b.data[i]!;
  return result;
}
