import { NotConvergedError } from "../../errors/linear-algebra-errors.ts";
import type { EigenRows } from "./eigen-rows.ts";

const stepLimit = 60;

/**
 * Householder reduction of a full symmetric n × n array (overwritten) to tridiagonal form T = QᵀAQ, then implicit QL
 * with Wilkinson's shift on T, the rotations gathered in the rows of Qᵀ (Golub & Van Loan §8.3).
 */
export function tridiagonalEigen(a: Float64Array, n: number): EigenRows {
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  const rows = tridiagonalise(a, n, diagonal, off);
  for (let low = 0; low < n; low++) {
    for (let step = 0; ; step++) {
      const high = endOfBlock(diagonal, off, low, n);
      if (high === low) break;
      if (step === stepLimit) throw new NotConvergedError("QL for an eigenvalue", stepLimit, "steps");
      implicitStep(diagonal, off, low, high, rows, n);
    }
  }
  return { values: diagonal, rows };
}

/** off[i] is the entry between i and i + 1. Answers Qᵀ by rows. */
function tridiagonalise(a: Float64Array, n: number, diagonal: Float64Array, off: Float64Array): Float64Array {
  const betas = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k]!;
    const row = k * n;
    let tail = 0;
    for (let i = k + 2; i < n; i++) tail += a[row + i]! * a[row + i]!;
    const head = a[row + k + 1]!;
    if (tail === 0) {
      off[k] = head;
      continue;
    }
    const norm = Math.sqrt(head * head + tail);
    off[k] = head > 0 ? -norm : norm;
    a[row + k + 1] = head - off[k]!;
    const beta = 1 / (norm * (norm + Math.abs(head)));
    betas[k] = beta;
    let inner = 0;
    for (let i = k + 1; i < n; i++) {
      let total = 0;
      for (let j = k + 1; j < n; j++) total += a[i * n + j]! * a[row + j]!;
      w[i] = beta * total;
      inner += w[i]! * a[row + i]!;
    }
    for (let i = k + 1; i < n; i++) w[i]! -= 0.5 * beta * inner * a[row + i]!;
    for (let i = k + 1; i < n; i++) {
      const v = a[row + i]!;
      const wi = w[i]!;
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= v * w[j]! + wi * a[row + j]!;
    }
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1]!;
  return transposedProduct(a, betas, n);
}

/** Qᵀ = …H₁H₀ by rows: H_k is applied from the right to the rows that it can reach, last first. */
function transposedProduct(a: Float64Array, betas: Float64Array, n: number): Float64Array {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * (n + 1)] = 1;
  for (let k = n - 2; k >= 0; k--) {
    if (betas[k] === 0) continue;
    for (let i = k + 1; i < n; i++) {
      let total = 0;
      for (let j = k + 1; j < n; j++) total += rows[i * n + j]! * a[k * n + j]!;
      total *= betas[k]!;
      for (let j = k + 1; j < n; j++) rows[i * n + j]! -= total * a[k * n + j]!;
    }
  }
  return rows;
}

function endOfBlock(diagonal: Float64Array, off: Float64Array, low: number, n: number): number {
  for (let m = low; m < n - 1; m++) {
    const size = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!);
    if (Math.abs(off[m]!) <= Number.EPSILON * size || Math.abs(off[m]!) < 1e-300) return m;
  }
  return n - 1;
}

/** One QL step on the block low…high: a rotation at its foot, then the bulge chased up to `low`. */
function implicitStep(
  diagonal: Float64Array,
  off: Float64Array,
  low: number,
  high: number,
  rows: Float64Array,
  n: number,
): void {
  const half = (diagonal[low + 1]! - diagonal[low]!) / (2 * off[low]!);
  const radius = Math.sqrt(half * half + 1);
  const shift = diagonal[low]! - off[low]! / (half + (half < 0 ? -radius : radius));
  let x = diagonal[high]! - shift;
  let z = off[high - 1]!;
  for (let i = high - 1; i >= low; i--) {
    const r = Math.sqrt(x * x + z * z);
    const c = r === 0 ? 1 : x / r;
    const s = r === 0 ? 0 : z / r;
    if (i < high - 1) off[i + 1] = r;
    const upper = diagonal[i]!;
    const lower = diagonal[i + 1]!;
    const between = off[i]!;
    diagonal[i + 1] = c * c * lower + 2 * c * s * between + s * s * upper;
    diagonal[i] = s * s * lower - 2 * c * s * between + c * c * upper;
    off[i] = c * s * (upper - lower) + (c * c - s * s) * between;
    if (i > low) {
      x = off[i]!;
      z = s * off[i - 1]!;
      off[i - 1]! *= c;
    }
    const p = i * n;
    const q = p + n;
    for (let k = 0; k < n; k++) {
      const a = rows[p + k]!;
      const b = rows[q + k]!;
      rows[p + k] = c * a - s * b;
      rows[q + k] = s * a + c * b;
    }
  }
}
