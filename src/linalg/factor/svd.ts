import type { Matrix } from "../matrix.ts";
import { transpose } from "../products/multiply.ts";
import { completeBasis } from "./complete-basis.ts";
import { applyQ, type Reflections, reflect } from "./householder.ts";
import { orthogonaliseColumns } from "./one-sided-jacobi.ts";
import { unitScale } from "./qr.ts";

/** A = U · diag(singularValues) · Vᵀ. */
export interface Svd {
  /** Orthonormal columns. Thin: rows × k, k = min(rows, cols). Full: rows × rows. */
  readonly u: Matrix;
  /** k of them, descending, ≥ 0. */
  readonly singularValues: Float64Array;
  /** Orthonormal columns. Thin: cols × k. Full: cols × cols. */
  readonly v: Matrix;
}

/**
 * Thin singular value decomposition, any shape. The largest-magnitude entry of each left vector (the first of equals) is
 * positive. Pivoted QR, then one-sided Jacobi on the columns of Rᵀ (Drmač & Veselić 2008): small singular values of a
 * graded matrix keep their relative accuracy. Values under about 1e-60 · σ₁ come out as 0.
 * Throws InvalidNumberError on NaN or infinity, NotConvergedError after 60 sweeps.
 */
export function svdThin(a: Matrix): Svd {
  const wide = a.rows < a.cols;
  const rows = wide ? a.cols : a.rows;
  const cols = wide ? a.rows : a.cols;
  const { reflections, unit } = pivotedFactor(a, wide, rows, cols);
  const stride = 2 * cols;
  const work = transposedTriangle(reflections, stride);
  for (let j = 0; j < cols; j++) work[j * stride + cols + j] = 1;
  const norms = orthogonaliseColumns(work, cols, cols, stride);
  const order = descending(norms);
  const left = new Float64Array(rows * cols);
  const right = new Float64Array(cols * cols);
  let found = 0;
  for (let k = 0; k < cols; k++) {
    const from = order[k]! * stride;
    const norm = norms[order[k]!]!;
    left.set(work.subarray(from + cols, from + stride), k * rows);
    if (norm === 0) continue;
    found += 1;
    for (let i = 0; i < cols; i++) right[k * cols + reflections.pivots[i]!] = work[from + i]! / norm;
  }
  applyQ(reflections, left, cols);
  completeBasis(right, cols, found, cols);
  fixSigns(wide ? right : left, wide ? cols : rows, wide ? left : right, wide ? rows : cols, cols);
  const tall = transpose({ rows: cols, cols: rows, data: left });
  const short = transpose({ rows: cols, cols, data: right });
  const singularValues = order.map((k) => norms[k]! / unit);
  return wide ? { u: short, singularValues, v: tall } : { u: tall, singularValues, v: short };
}

/** As `svdThin`, with U and V completed to square orthogonal matrices; the added vectors are an arbitrary basis. */
export function svd(a: Matrix): Svd {
  const { u, singularValues, v } = svdThin(a);
  return { u: completed(u), singularValues, v: completed(v) };
}

/** min(rows, cols) singular values, descending. Accuracy and errors as `svdThin`. */
export function singularValues(a: Matrix): Float64Array {
  const wide = a.rows < a.cols;
  const cols = Math.min(a.rows, a.cols);
  const { reflections, unit } = pivotedFactor(a, wide, Math.max(a.rows, a.cols), cols);
  const norms = orthogonaliseColumns(transposedTriangle(reflections, cols), cols, cols, cols);
  return norms.map((norm) => norm / unit).sort((x, y) => y - x);
}

/** Largest singular value; 0 for an empty or zero matrix. */
export function spectralNorm(a: Matrix): number {
  return singularValues(a)[0] ?? 0;
}

/** Reflections of A, or of Aᵀ where A is wide: the columns of Aᵀ are the rows of A, which lie in order already. */
function pivotedFactor(a: Matrix, wide: boolean, rows: number, cols: number) {
  const unit = unitScale(a);
  const columns = wide ? a.data.slice() : transpose(a).data;
  for (let i = 0; i < columns.length; i++) columns[i]! *= unit;
  return { reflections: reflect(columns, rows, cols, true), unit };
}

/** Rᵀ by columns, that is R by rows: column i holds R(i, i…), zeros before. */
function transposedTriangle({ rows, cols, columns, diagonal }: Reflections, stride: number): Float64Array {
  const work = new Float64Array(cols * stride);
  for (let i = 0; i < cols; i++) {
    work[i * stride + i] = diagonal[i]!;
    for (let j = i + 1; j < cols; j++) work[i * stride + j] = columns[j * rows + i]!;
  }
  return work;
}

function descending(norms: Float64Array): Float64Array {
  return Float64Array.from(norms.keys()).sort((a, b) => norms[b]! - norms[a]! || a - b);
}

function fixSigns(left: Float64Array, leftRows: number, right: Float64Array, rightRows: number, count: number): void {
  for (let k = 0; k < count; k++) {
    let largest = 0;
    for (let i = k * leftRows; i < (k + 1) * leftRows; i++) {
      if (Math.abs(left[i]!) > Math.abs(largest)) largest = left[i]!;
    }
    if (largest >= 0) continue;
    for (let i = k * leftRows; i < (k + 1) * leftRows; i++) left[i] = -left[i]!;
    for (let i = k * rightRows; i < (k + 1) * rightRows; i++) right[i] = -right[i]!;
  }
}

function completed(basis: Matrix): Matrix {
  const { rows, cols } = basis;
  if (rows === cols) return basis;
  const columns = new Float64Array(rows * rows);
  columns.set(transpose(basis).data);
  completeBasis(columns, rows, cols, rows);
  return transpose({ rows, cols: rows, data: columns });
}
