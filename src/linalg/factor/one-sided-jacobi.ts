import { NotConvergedError } from "../../errors/linear-algebra-errors.ts";
import { kernel } from "../kernel/kernel.ts";
import { fourLaneDot } from "./four-lane-dot.ts";

const sweepLimit = 60;

/**
 * Makes the columns of X pairwise orthogonal by plane rotations from the right: X·J = Y. Column j starts at j · stride
 * and has `rows` entries of X; whatever follows them up to `stride` is rotated along, so an identity laid there becomes J.
 * Answers the norms of Y's columns. Two columns count as orthogonal at |cos| ≤ max(1e-15, √rows·ε); columns under
 * 1e-60 of the longest become 0, before their squares underflow. Small singular values keep their digits (Hestenes 1958; Demmel & Veselić 1992).
 * Throws NotConvergedError after 60 sweeps.
 */
export function orthogonaliseColumns(x: Float64Array, rows: number, cols: number, stride: number): Float64Array {
  const tolerance2 = Math.max(1e-15, Math.sqrt(rows) * Number.EPSILON) ** 2;
  const fast = kernel();
  const size = cols * stride;
  const memory = fast?.memory(size + cols) ?? null;
  if (fast === null || memory === null) {
    return sweepUntilStill(x, rows, cols, stride, new Float64Array(cols), (squares) =>
      sweepPlainly(x, rows, cols, stride, squares, tolerance2),
    );
  }
  memory.set(x);
  const norms = sweepUntilStill(memory, rows, cols, stride, memory.subarray(size, size + cols), () =>
    fast.jacobiSweep(0, rows, cols, stride * 8, size * 8, tolerance2),
  );
  x.set(memory.subarray(0, size));
  return norms;
}

function sweepUntilStill(
  x: Float64Array,
  rows: number,
  cols: number,
  stride: number,
  squares: Float64Array,
  sweep: (squares: Float64Array) => number,
): Float64Array {
  for (let count = 0; count < sweepLimit; count++) {
    measure(x, rows, cols, stride, squares);
    if (sweep(squares) === 0) return squares.map(Math.sqrt);
  }
  throw new NotConvergedError("one-sided Jacobi", sweepLimit, "sweeps");
}

/** Rotates every pair of columns that is not orthogonal yet, in the order of the kernel's `jacobiSweep`; counts them. */
function sweepPlainly(
  x: Float64Array,
  rows: number,
  cols: number,
  stride: number,
  squares: Float64Array,
  tolerance2: number,
): number {
  let rotations = 0;
  for (let p = 0; p < cols - 1; p++) {
    for (let q = p + 1; q < cols; q++) {
      const alpha = squares[p]!;
      const beta = squares[q]!;
      const gamma = fourLaneDot(x, p * stride, x, q * stride, rows);
      if (gamma * gamma <= tolerance2 * alpha * beta || gamma === 0) continue;
      rotations += 1;
      const zeta = (beta - alpha) / (2 * gamma);
      const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
      const c = 1 / Math.sqrt(1 + t * t);
      rotate(x, p * stride, q * stride, stride, c, c * t);
      squares[p] = updated(alpha, -t * gamma, x, p * stride, rows);
      squares[q] = updated(beta, t * gamma, x, q * stride, rows);
    }
  }
  return rotations;
}

function measure(x: Float64Array, rows: number, cols: number, stride: number, squares: Float64Array): void {
  let largest = 0;
  for (let j = 0; j < cols; j++) {
    squares[j] = fourLaneDot(x, j * stride, x, j * stride, rows);
    if (squares[j]! > largest) largest = squares[j]!;
  }
  for (let j = 0; j < cols; j++) {
    if (squares[j]! >= 1e-120 * largest) continue;
    squares[j] = 0;
    x.fill(0, j * stride, j * stride + rows);
  }
}

/** The new square by its update, or measured again where the update cancels. */
function updated(square: number, change: number, x: Float64Array, at: number, rows: number): number {
  const next = square + change;
  return next > 0.25 * square ? next : fourLaneDot(x, at, x, at, rows);
}

function rotate(x: Float64Array, p: number, q: number, count: number, c: number, s: number): void {
  const end = p + count;
  const shift = q - p;
  for (let i = p; i < end; i++) {
    const a = x[i]!;
    const b = x[i + shift]!;
    x[i] = c * a - s * b;
    x[i + shift] = s * a + c * b;
  }
}
