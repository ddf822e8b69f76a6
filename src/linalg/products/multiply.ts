import { ShapeMismatchError } from "../../errors/linear-algebra-errors.ts";
import { type Matrix, requireLength, shapeOf, zeros } from "../matrix.ts";
import { accumulateProduct } from "./accumulate-product.ts";
import type { ProductSide } from "./product-side.ts";

/** A·B. a.cols = b.rows. Each entry is summed in ascending order of the shared index. Throws ShapeMismatchError. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.rows) throw new ShapeMismatchError("multiply", shapeOf(a), shapeOf(b));
  return product(linesAreRows(a), a.rows, linesAreColumns(b), b.cols, a.cols);
}

/** Aᵀ·B without forming Aᵀ. a.rows = b.rows. Throws ShapeMismatchError. */
export function transposeMultiply(a: Matrix, b: Matrix): Matrix {
  if (a.rows !== b.rows) throw new ShapeMismatchError("transposeMultiply", shapeOf(a), shapeOf(b));
  return product(linesAreColumns(a), a.cols, linesAreColumns(b), b.cols, a.rows);
}

/** A·Bᵀ without forming Bᵀ. a.cols = b.cols. Throws ShapeMismatchError. */
export function multiplyTranspose(a: Matrix, b: Matrix): Matrix {
  if (a.cols !== b.cols) throw new ShapeMismatchError("multiplyTranspose", shapeOf(a), shapeOf(b));
  return product(linesAreRows(a), a.rows, linesAreRows(b), b.rows, a.cols);
}

/** AᵀA, cols × cols, exactly symmetric. */
export function gram(a: Matrix): Matrix {
  return symmetricProduct(linesAreColumns(a), a.cols, a.rows);
}

/** AAᵀ, rows × rows, exactly symmetric. */
export function rowGram(a: Matrix): Matrix {
  return symmetricProduct(linesAreRows(a), a.rows, a.cols);
}

/** Aᵀ, a copy. */
export function transpose(a: Matrix): Matrix {
  const { rows, cols, data } = a;
  const result = zeros(cols, rows);
  const block = 16;
  for (let i0 = 0; i0 < rows; i0 += block) {
    const iEnd = Math.min(rows, i0 + block);
    for (let j = 0; j < cols; j++) {
      for (let i = i0; i < iEnd; i++) result.data[j * rows + i] = data[i * cols + j]!;
    }
  }
  return result;
}

/** A·x. x.length = a.cols. Throws ShapeMismatchError. */
export function matVec(a: Matrix, x: ArrayLike<number>): Float64Array {
  requireLength("matVec", x, a.cols, `a ${shapeOf(a)} matrix`);
  const result = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) {
    const from = i * a.cols;
    let total = 0;
    for (let j = 0; j < a.cols; j++) total += a.data[from + j]! * x[j]!;
    result[i] = total;
  }
  return result;
}

/** Aᵀ·x. x.length = a.rows. Throws ShapeMismatchError. */
export function transposeMatVec(a: Matrix, x: ArrayLike<number>): Float64Array {
  requireLength("transposeMatVec", x, a.rows, `a ${shapeOf(a)} matrix`);
  const result = new Float64Array(a.cols);
  for (let i = 0; i < a.rows; i++) {
    const from = i * a.cols;
    const weight = x[i]!;
    for (let j = 0; j < a.cols; j++) result[j]! += weight * a.data[from + j]!;
  }
  return result;
}

function linesAreRows(a: Matrix): ProductSide {
  return { data: a.data, offset: 0, step: a.cols, depthStep: 1 };
}

function linesAreColumns(a: Matrix): ProductSide {
  return { data: a.data, offset: 0, step: 1, depthStep: a.cols };
}

function product(left: ProductSide, rows: number, right: ProductSide, cols: number, depth: number): Matrix {
  const result = zeros(rows, cols);
  accumulateProduct({ data: result.data, offset: 0, stride: cols }, left, right, { rows, cols, depth });
  return result;
}

function symmetricProduct(side: ProductSide, size: number, depth: number): Matrix {
  const result = zeros(size, size);
  const shape = { rows: size, cols: size, depth, lowerOnly: true };
  accumulateProduct({ data: result.data, offset: 0, stride: size }, side, side, shape);
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) result.data[i * size + j] = result.data[j * size + i]!;
  }
  return result;
}
