import type { Matrix } from "../matrix.ts";
import { implicitQl, type Tridiagonal, tridiagonalise } from "./tridiagonal-eigen.ts";

export interface LeadingEigen {
  /** All n of them, descending. */
  readonly values: Float64Array;
  /** k × n, orthonormal rows: row i belongs to values[i]. */
  readonly vectors: Matrix;
}

/**
 * All eigenvalues of a symmetric n × n array (full, overwritten), and the vectors of the first k = `wanted(values)`:
 * Householder to tridiagonal form, QL for the values, inverse iteration for the vectors (Golub & Van Loan §8.4), which
 * spares the n³ of gathering rotations. null when `wanted` answers null, or a vector misses a residual of 64·ε·‖A‖.
 */
export function leadingEigen(
  a: Float64Array,
  n: number,
  wanted: (values: Float64Array) => number | null,
): LeadingEigen | null {
  const form = tridiagonalise(a, n);
  const values = form.diagonal.slice();
  implicitQl(values, form.off.slice(), n, null);
  values.sort((x, y) => y - x);
  const count = wanted(values);
  if (count === null) return null;
  const vectors = new Float64Array(count * n);
  const size = Math.max(Math.abs(values[0] ?? 0), Math.abs(values[n - 1] ?? 0));
  const solver = tridiagonalSolver(form, n, size);
  for (let k = 0; k < count; k++) {
    const z = vectors.subarray(k * n, (k + 1) * n);
    if (!invertToVector(form, n, values[k]!, size, vectors, k, z, solver)) return null;
  }
  for (let k = 0; k < count; k++) turnBack(a, form.betas, n, vectors, k * n);
  return { values, vectors: { rows: count, cols: n, data: vectors } };
}

type Solver = ReturnType<typeof tridiagonalSolver>;

/** Inverse iteration for row k, kept orthogonal to the rows before it. */
function invertToVector(
  { diagonal, off }: Tridiagonal,
  n: number,
  value: number,
  size: number,
  vectors: Float64Array,
  k: number,
  z: Float64Array,
  solver: Solver,
): boolean {
  solver.factor(value);
  for (let i = 0; i < n; i++) z[i] = 1 + ((i * 7 + k * 3) % 11) / 16; // Any start that no vector is orthogonal to.
  for (let round = 0; round < 5; round++) {
    solver.solve(z);
    normalise(z);
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < k; before++) removeComponent(z, vectors, before * n);
      normalise(z);
    }
    if (round === 0) continue;
    let residual = 0;
    for (let i = 0; i < n; i++) {
      const above = i === 0 ? 0 : off[i - 1]! * z[i - 1]!;
      const below = i === n - 1 ? 0 : off[i]! * z[i + 1]!;
      residual = Math.max(residual, Math.abs(above + (diagonal[i]! - value) * z[i]! + below));
    }
    if (residual <= 64 * Number.EPSILON * size) return true;
  }
  return false;
}

/** LU of T − value·I with row exchanges; pivots of 0 become ε·‖T‖. */
function tridiagonalSolver({ diagonal, off }: Tridiagonal, n: number, size: number) {
  const u0 = new Float64Array(n);
  const u1 = new Float64Array(n);
  const u2 = new Float64Array(n);
  const factors = new Float64Array(n);
  const exchanged = new Uint8Array(n);
  const least = Math.max(Number.EPSILON * size, Number.MIN_VALUE);
  return {
    factor(value: number): void {
      let head = (diagonal[0] ?? 0) - value;
      let next = off[0] ?? 0;
      for (let i = 0; i < n; i++) {
        const under = i === n - 1 ? 0 : off[i]!;
        const after = i === n - 1 ? 0 : diagonal[i + 1]! - value;
        const beyond = i + 1 < n - 1 ? off[i + 1]! : 0;
        exchanged[i] = Math.abs(under) > Math.abs(head) ? 1 : 0;
        if (exchanged[i]) {
          const factor = head / under;
          u0[i] = under;
          u1[i] = after;
          u2[i] = beyond;
          factors[i] = factor;
          head = next - factor * after;
          next = -factor * beyond;
        } else {
          u0[i] = Math.abs(head) < least ? least : head;
          const factor = under / u0[i]!;
          u1[i] = next;
          u2[i] = 0;
          factors[i] = factor;
          head = after - factor * next;
          next = beyond;
        }
      }
    },
    solve(x: Float64Array): void {
      for (let i = 0; i < n - 1; i++) {
        if (exchanged[i]) {
          const kept = x[i]!;
          x[i] = x[i + 1]!;
          x[i + 1] = kept - factors[i]! * x[i]!;
        } else x[i + 1]! -= factors[i]! * x[i]!;
      }
      for (let i = n - 1; i >= 0; i--) {
        let rest = x[i]!;
        if (i + 1 < n) rest -= u1[i]! * x[i + 1]!;
        if (i + 2 < n) rest -= u2[i]! * x[i + 2]!;
        x[i] = rest / u0[i]!;
      }
    },
  };
}

function normalise(z: Float64Array): void {
  let largest = 0;
  for (let i = 0; i < z.length; i++) largest = Math.max(largest, Math.abs(z[i]!));
  let total = 0;
  for (let i = 0; i < z.length; i++) total += (z[i]! / largest) ** 2;
  const norm = largest * Math.sqrt(total);
  for (let i = 0; i < z.length; i++) z[i]! /= norm;
}

function removeComponent(z: Float64Array, vectors: Float64Array, at: number): void {
  let product = 0;
  for (let i = 0; i < z.length; i++) product += z[i]! * vectors[at + i]!;
  for (let i = 0; i < z.length; i++) z[i]! -= product * vectors[at + i]!;
}

/** z ← H₀H₁…z. */
function turnBack(a: Float64Array, betas: Float64Array, n: number, vectors: Float64Array, at: number): void {
  for (let k = n - 2; k >= 0; k--) {
    if (betas[k] === 0) continue;
    let total = 0;
    for (let j = k + 1; j < n; j++) total += a[k * n + j]! * vectors[at + j]!;
    total *= betas[k]!;
    for (let j = k + 1; j < n; j++) vectors[at + j]! -= total * a[k * n + j]!;
  }
}
