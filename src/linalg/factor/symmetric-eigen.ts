import { type Matrix, requireSquare, zeros } from "../matrix.ts";
import { requireSymmetric } from "./cholesky.ts";
import { jacobiEigen } from "./jacobi-eigen.ts";
import { unitScale } from "./qr.ts";
import { tridiagonalEigen } from "./tridiagonal-eigen.ts";

/** A = V · diag(values) · Vᵀ. */
export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** n × n, orthonormal; column k belongs to values[k]. Its largest-magnitude entry (the first of equals) is positive. */
  readonly vectors: Matrix;
}

const jacobiLimit = 96;

/**
 * Eigenvalues and vectors of a symmetric matrix: cyclic Jacobi up to 96 × 96, Householder tridiagonalisation and implicit
 * QL above. Absolute accuracy about n·ε·‖A‖. The lower triangle is what is read.
 * Throws NotSymmetricError when |aᵢⱼ − aⱼᵢ| > 1e-12·max|A|, NotConvergedError, InvalidNumberError.
 */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  requireSquare("symmetricEigen", a);
  const unit = unitScale(a);
  requireSymmetric(a);
  const n = a.rows;
  const work = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) work[i * n + j] = work[j * n + i] = a.data[i * n + j]! * unit;
  }
  const found = n <= jacobiLimit ? jacobiEigen(work, n) : tridiagonalEigen(work, n);
  const order = Int32Array.from(found.values.keys()).sort((p, q) => found.values[p]! - found.values[q]! || p - q);
  const vectors = zeros(n, n);
  for (let k = 0; k < n; k++) {
    const from = order[k]! * n;
    const sign = signOfLargest(found.rows, from, n);
    for (let i = 0; i < n; i++) vectors.data[i * n + k] = sign * found.rows[from + i]!;
  }
  return { values: Float64Array.from(order, (k) => found.values[k]! / unit), vectors };
}

function signOfLargest(x: Float64Array, from: number, count: number): 1 | -1 {
  let largest = 0;
  for (let i = from; i < from + count; i++) if (Math.abs(x[i]!) > Math.abs(largest)) largest = x[i]!;
  return largest < 0 ? -1 : 1;
}
