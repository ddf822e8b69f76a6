import { InvalidNumberError } from "../../errors/statistics-errors.ts";
import { type Matrix, zeros } from "../matrix.ts";
import { transpose } from "../products/multiply.ts";
import { maxNorm } from "../products/norms.ts";
import type { ProductSide } from "../products/product-side.ts";
import { applyQ, type Reflections, reflect } from "./householder.ts";
import { tallTriangle } from "./tall-triangle.ts";

/** A = Q·R. With k = min(rows, cols): Q is rows × k with orthonormal columns, R is k × cols, upper, diagonal ≥ 0. */
export interface QrFactors {
  readonly q: Matrix;
  readonly r: Matrix;
}

/** A·P = Q·R: column j of Q·R is column pivots[j] of A, and R's diagonal never grows. */
export interface PivotedQrFactors extends QrFactors {
  readonly pivots: Int32Array;
  /** Diagonal entries above max(rows, cols) · ε · R₀₀. */
  readonly rank: number;
}

/** Thin Householder QR, any shape. */
export function qr(a: Matrix): QrFactors {
  const { reflections, unit } = factor(a, false);
  return { q: orthonormalFactor(reflections), r: upperFactor(reflections, unit) };
}

/** Thin Householder QR with column pivoting, any shape. */
export function pivotedQr(a: Matrix): PivotedQrFactors {
  const { reflections, unit } = factor(a, true);
  return {
    q: orthonormalFactor(reflections),
    r: upperFactor(reflections, unit),
    pivots: reflections.pivots,
    rank: rankOf(reflections),
  };
}

/** R of `qr` alone, without the cost of Q. Large tall matrices are folded in by blocks of rows, which rounds differently. */
export function qrTriangle(a: Matrix): Matrix {
  if (isLargeAndTall(a.rows, a.cols)) {
    return tallFactor(a, { data: a.data, offset: 0, step: 1, depthStep: a.cols }, a.rows, a.cols);
  }
  const { reflections, unit } = factor(a, false);
  return upperFactor(reflections, unit);
}

/** R of the QR decomposition of Aᵀ, which is not formed where it is large and tall. */
export function qrTriangleOfTranspose(a: Matrix): Matrix {
  if (!isLargeAndTall(a.cols, a.rows)) return qrTriangle(transpose(a));
  return tallFactor(a, { data: a.data, offset: 0, step: a.cols, depthStep: 1 }, a.cols, a.rows);
}

function isLargeAndTall(rows: number, cols: number): boolean {
  return rows >= 2 * cols && rows * cols >= 2 ** 14 && cols <= 512;
}

function tallFactor(a: Matrix, side: ProductSide, rows: number, cols: number): Matrix {
  const unit = unitScale(a);
  const data = tallTriangle(side, rows, cols, unit);
  for (let i = 0; i < cols; i++) {
    const factor = (data[i * (cols + 1)]! < 0 ? -1 : 1) / unit;
    for (let j = i; j < cols; j++) data[i * cols + j]! *= factor;
  }
  return { rows: cols, cols, data };
}

/** Numerical rank by pivoted QR: diagonal entries of R above max(rows, cols) · ε · R₀₀. 0 for the zero matrix. */
export function rank(a: Matrix): number {
  return rankOf(factor(a, true).reflections);
}

/**
 * Power of two near 1/maxAbs, so that squares neither overflow nor vanish; exact to undo. 1 for the zero matrix.
 * Throws InvalidNumberError at the first entry that is not finite.
 */
export function unitScale(a: Matrix): number {
  const largest = maxNorm(a);
  if (!Number.isFinite(largest)) {
    const index = a.data.findIndex((value) => !Number.isFinite(value));
    throw new InvalidNumberError("matrix", index, a.data[index]);
  }
  return largest === 0 ? 1 : 2 ** Math.max(-1000, Math.min(1000, -Math.floor(Math.log2(largest))));
}

function factor(a: Matrix, pivoting: boolean): { reflections: Reflections; unit: number } {
  const unit = unitScale(a);
  const columns = transpose(a).data;
  for (let i = 0; i < columns.length; i++) columns[i]! *= unit;
  return { reflections: reflect(columns, a.rows, a.cols, pivoting), unit };
}

/** Diagonal entries of R above max(rows, cols) · ε · |R₀₀|, of pivoted reflections. */
export function rankOf({ rows, cols, count, diagonal }: Reflections): number {
  const threshold = Math.max(rows, cols) * Number.EPSILON * Math.abs(diagonal[0] ?? 0);
  let rank = 0;
  for (let j = 0; j < count; j++) if (Math.abs(diagonal[j]!) > threshold) rank += 1;
  return rank;
}

function orthonormalFactor(reflections: Reflections): Matrix {
  const { rows, count, diagonal } = reflections;
  const columns = new Float64Array(rows * count);
  for (let j = 0; j < count; j++) columns[j * rows + j] = diagonal[j]! < 0 ? -1 : 1;
  applyQ(reflections, columns, count);
  return transpose({ rows: count, cols: rows, data: columns });
}

function upperFactor({ rows, cols, count, columns, diagonal }: Reflections, unit: number): Matrix {
  const r = zeros(count, cols);
  for (let i = 0; i < count; i++) {
    const sign = diagonal[i]! < 0 ? -1 : 1;
    r.data[i * cols + i] = Math.abs(diagonal[i]!) / unit;
    for (let j = i + 1; j < cols; j++) r.data[i * cols + j] = (sign * columns[j * rows + i]!) / unit;
  }
  return r;
}
