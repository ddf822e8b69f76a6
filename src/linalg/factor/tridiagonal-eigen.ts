import { NotConvergedError } from "../../errors/linear-algebra-errors.ts";
import { kernel } from "../kernel/kernel.ts";
import type { EigenRows } from "./eigen-rows.ts";
import { fourLaneDot } from "./four-lane-dot.ts";

const stepLimit = 60;

/**
 * Householder reduction of a full symmetric n × n array (overwritten) to tridiagonal form T = QᵀAQ, then implicit QL
 * with Wilkinson's shift on T, the rotations gathered in the rows of Qᵀ (Golub & Van Loan §8.3).
 */
export function tridiagonalEigen(a: Float64Array, n: number): EigenRows {
  const { diagonal, off, betas } = tridiagonalise(a, n);
  const rows = transposedProduct(a, betas, n);
  const fast = kernel();
  const memory = fast?.memory(rows.length) ?? null;
  if (fast === null || memory === null) {
    implicitQl(diagonal, off, n, (i, c, s) => turnRows(rows, n, i, c, s));
  } else {
    memory.set(rows);
    implicitQl(diagonal, off, n, (i, c, s) => fast.rotateRows(i * n * 8, (i + 1) * n * 8, n, c, s));
    rows.set(memory.subarray(0, rows.length));
  }
  return { values: diagonal, rows };
}

/** Turns rows i and i + 1 of whatever gathers the rotations: row i ← c·row i − s·row i+1, row i+1 ← s·row i + c·row i+1. */
type Turn = (i: number, c: number, s: number) => void;

/** Eigenvalues of a symmetric tridiagonal matrix, in no order, in place of its diagonal; `turn` gathers the rotations. */
export function implicitQl(diagonal: Float64Array, off: Float64Array, n: number, turn: Turn | null): void {
  for (let low = 0; low < n; low++) {
    for (let step = 0; ; step++) {
      const high = endOfBlock(diagonal, off, low, n);
      if (high === low) break;
      if (step === stepLimit) throw new NotConvergedError("QL for an eigenvalue", stepLimit, "steps");
      implicitStep(diagonal, off, low, high, turn);
    }
  }
}

export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** off[i] is the entry between i and i + 1; the last is 0. */
  readonly off: Float64Array;
  /** H_k = I − betas[k]·v·vᵀ, v in row k right of the diagonal. */
  readonly betas: Float64Array;
}

/** T = QᵀAQ, Q = H₀H₁…; the reflectors stay in the rows of `a`, which must be symmetric in full. */
export function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const fast = kernel();
  const memory = fast?.memory(n * n + n) ?? null;
  if (fast === null || memory === null) return tridiagonaliseIn(a, n, new Float64Array(n), 0, reduceStepPlainly);
  memory.set(a);
  const step: ReduceStep = (_a, at, _n, count, v, beta, _w, w) =>
    fast.reduceStep(at * 8, n * 8, count, v * 8, beta, w * 8);
  const form = tridiagonaliseIn(memory, n, memory, n * n, step);
  a.set(memory.subarray(0, n * n));
  return form;
}

type ReduceStep = typeof reduceStepPlainly;

function tridiagonaliseIn(
  a: Float64Array,
  n: number,
  w: Float64Array,
  wAt: number,
  reduceStep: ReduceStep,
): Tridiagonal {
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  const betas = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k]!;
    const row = k * n;
    const tail = fourLaneDot(a, row + k + 2, a, row + k + 2, n - k - 2);
    const head = a[row + k + 1]!;
    if (tail === 0) {
      off[k] = head;
      continue;
    }
    const norm = Math.sqrt(head * head + tail);
    off[k] = head > 0 ? -norm : norm;
    a[row + k + 1] = head - off[k]!;
    betas[k] = 1 / (norm * (norm + Math.abs(head)));
    reduceStep(a, (k + 1) * (n + 1), n, n - k - 1, row + k + 1, betas[k]!, w, wAt);
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1]!;
  return { diagonal, off, betas };
}

/** The kernel's `reduceStep`, sum for sum. */
function reduceStepPlainly(
  a: Float64Array,
  at: number,
  n: number,
  count: number,
  v: number,
  beta: number,
  w: Float64Array,
  wAt: number,
): void {
  let inner = 0;
  for (let i = 0; i < count; i++) {
    const value = beta * fourLaneDot(a, at + i * n, a, v, count);
    w[wAt + i] = value;
    inner += value * a[v + i]!;
  }
  const half = 0.5 * beta * inner;
  for (let i = 0; i < count; i++) w[wAt + i]! -= half * a[v + i]!;
  for (let i = 0; i < count; i++) {
    const vi = a[v + i]!;
    const wi = w[wAt + i]!;
    const row = at + i * n;
    for (let j = 0; j < count; j++) a[row + j]! -= vi * w[wAt + j]! + wi * a[v + j]!;
  }
}

/** Qᵀ = …H₁H₀ by rows: H_k is applied from the right to the rows that it can reach, last first. */
function transposedProduct(a: Float64Array, betas: Float64Array, n: number): Float64Array {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * (n + 1)] = 1;
  for (let k = n - 2; k >= 0; k--) {
    if (betas[k] === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const total = betas[k]! * fourLaneDot(rows, i * n + k + 1, a, k * n + k + 1, n - k - 1);
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
function implicitStep(diagonal: Float64Array, off: Float64Array, low: number, high: number, turn: Turn | null): void {
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
    if (turn !== null) turn(i, c, s);
  }
}

function turnRows(rows: Float64Array, n: number, i: number, c: number, s: number): void {
  const p = i * n;
  const q = p + n;
  for (let k = 0; k < n; k++) {
    const a = rows[p + k]!;
    const b = rows[q + k]!;
    rows[p + k] = c * a - s * b;
    rows[q + k] = s * a + c * b;
  }
}
