import { type Kernel, kernel } from "../kernel/kernel.ts";

/**
 * A factored into reflections and an upper triangle, column by column: column j of the work array starts at j · rows.
 * Under and on the diagonal of column j lies the reflector vⱼ, above it column j of R; R's diagonal is `diagonal`.
 * Hⱼ = I − betaⱼ vⱼ vⱼᵀ. R(i, j) belongs to input column pivots[j].
 */
export interface Reflections {
  readonly rows: number;
  readonly cols: number;
  readonly count: number;
  readonly columns: Float64Array;
  readonly diagonal: Float64Array;
  readonly beta: Float64Array;
  readonly pivots: Int32Array;
}

/** Of entries scaled to about 1: a smaller sum of squares has lost digits to underflow, and counts as 0. */
export const negligibleSquare = 1e-280;

/**
 * Householder QR of a column-major array of entries scaled to about 1, which is overwritten. With `pivoting`, the column with the largest remaining
 * norm goes next (Businger & Golub 1965); norms are downdated and measured again once cancellation has eaten half their
 * digits (Drmač & Bujanović 2008).
 */
export function reflect(columns: Float64Array, rows: number, cols: number, pivoting: boolean): Reflections {
  const fast = kernel();
  const memory = fast?.memory(columns.length) ?? null;
  if (fast === null || memory === null) return reflectIn(columns, rows, cols, pivoting, applyReflector);
  memory.set(columns);
  const reflections = reflectIn(memory, rows, cols, pivoting, kernelReflector(fast));
  columns.set(memory.subarray(0, columns.length));
  return { ...reflections, columns };
}

function reflectIn(
  columns: Float64Array,
  rows: number,
  cols: number,
  pivoting: boolean,
  apply: ApplyReflector,
): Reflections {
  const count = Math.min(rows, cols);
  const diagonal = new Float64Array(count);
  const beta = new Float64Array(count);
  const pivots = Int32Array.from({ length: cols }, (_, j) => j);
  const left = new Float64Array(pivoting ? cols : 0);
  const measured = new Float64Array(pivoting ? cols : 0);
  for (let j = 0; j < left.length; j++) measured[j] = left[j] = sumOfSquares(columns, j * rows, (j + 1) * rows);
  for (let j = 0; j < count; j++) {
    if (pivoting) {
      let best = j;
      for (let c = j + 1; c < cols; c++) if (left[c]! > left[best]!) best = c;
      if (best !== j) exchange(columns, rows, j, best, pivots, left, measured);
    }
    const at = j * rows + j;
    const end = (j + 1) * rows;
    makeReflector(columns, at, end, j, diagonal, beta);
    if (beta[j] !== 0) apply(columns, at, end, beta[j]!, columns, at + rows, rows, cols - j - 1);
    if (pivoting) downdateNorms(columns, rows, cols, j, left, measured);
  }
  return { rows, cols, count, columns, diagonal, beta, pivots };
}

/** target ← H₀H₁…·target, for `width` column-major columns of reflections.rows entries. */
export function applyQ(reflections: Reflections, target: Float64Array, width: number): void {
  applyAll(reflections, target, width, true);
}

/** target ← …H₁H₀·target, that is Qᵀ·target. */
export function applyQTransposed(reflections: Reflections, target: Float64Array, width: number): void {
  applyAll(reflections, target, width, false);
}

function applyAll(reflections: Reflections, target: Float64Array, width: number, backward: boolean): void {
  const { rows, count, columns, beta } = reflections;
  const fast = kernel();
  const own = rows * count;
  const memory = fast?.memory(own + rows * width) ?? null;
  const apply = fast === null || memory === null ? applyReflector : kernelReflector(fast);
  memory?.set(columns.subarray(0, own));
  memory?.set(target.subarray(0, rows * width), own);
  for (let step = 0; step < count; step++) {
    const j = backward ? count - 1 - step : step;
    if (beta[j] === 0) continue;
    const end = (j + 1) * rows;
    if (memory === null) apply(columns, j * rows + j, end, beta[j]!, target, j, rows, width);
    else apply(memory, j * rows + j, end, beta[j]!, memory, own + j, rows, width);
  }
  if (memory !== null) target.set(memory.subarray(own, own + rows * width));
}

type ApplyReflector = typeof applyReflector;

/** The same on arrays that are the kernel's memory. */
function kernelReflector(fast: Kernel): ApplyReflector {
  return (_v, from, end, beta, _target, first, stride, width) =>
    fast.applyReflector(from * 8, end - from, beta, first * 8, stride * 8, width);
}

function makeReflector(
  x: Float64Array,
  at: number,
  end: number,
  j: number,
  diagonal: Float64Array,
  beta: Float64Array,
): void {
  const head = x[at]!;
  const tail = sumOfSquares(x, at + 1, end);
  if (tail < negligibleSquare) {
    diagonal[j] = head;
    return;
  }
  const norm = Math.sqrt(head * head + tail);
  const pivot = head > 0 ? -norm : norm;
  diagonal[j] = pivot;
  x[at] = head - pivot;
  beta[j] = 1 / (norm * (norm + Math.abs(head)));
}

/**
 * Applies I − beta·v·vᵀ to `width` columns, two at a time. Products with v are summed in two lanes, even and odd entries
 * from the first, as in the kernel.
 */
function applyReflector(
  v: Float64Array,
  from: number,
  end: number,
  beta: number,
  target: Float64Array,
  first: number,
  stride: number,
  width: number,
): void {
  const last = end - 1;
  let c = 0;
  for (; c + 2 <= width; c += 2) {
    const p = first + c * stride - from;
    const q = p + stride;
    let even0 = 0;
    let even1 = 0;
    let odd0 = 0;
    let odd1 = 0;
    let i = from;
    for (; i < last; i += 2) {
      const x = v[i]!;
      const y = v[i + 1]!;
      even0 += x * target[p + i]!;
      odd0 += y * target[p + i + 1]!;
      even1 += x * target[q + i]!;
      odd1 += y * target[q + i + 1]!;
    }
    if (i < end) {
      even0 += v[i]! * target[p + i]!;
      even1 += v[i]! * target[q + i]!;
    }
    const d0 = beta * (even0 + odd0);
    const d1 = beta * (even1 + odd1);
    for (i = from; i < end; i++) {
      const x = v[i]!;
      target[p + i]! -= d0 * x;
      target[q + i]! -= d1 * x;
    }
  }
  if (c === width) return;
  const p = first + c * stride - from;
  let even = 0;
  let odd = 0;
  let i = from;
  for (; i < last; i += 2) {
    even += v[i]! * target[p + i]!;
    odd += v[i + 1]! * target[p + i + 1]!;
  }
  if (i < end) even += v[i]! * target[p + i]!;
  const d = beta * (even + odd);
  for (i = from; i < end; i++) target[p + i]! -= d * v[i]!;
}

function downdateNorms(
  columns: Float64Array,
  rows: number,
  cols: number,
  j: number,
  left: Float64Array,
  measured: Float64Array,
): void {
  for (let c = j + 1; c < cols; c++) {
    const entry = columns[c * rows + j]!;
    const rest = left[c]! - entry * entry;
    if (rest > 1e-8 * measured[c]!) left[c] = rest;
    else measured[c] = left[c] = sumOfSquares(columns, c * rows + j + 1, (c + 1) * rows);
  }
}

function exchange(
  columns: Float64Array,
  rows: number,
  a: number,
  b: number,
  pivots: Int32Array,
  left: Float64Array,
  measured: Float64Array,
): void {
  for (let i = 0; i < rows; i++) {
    const kept = columns[a * rows + i]!;
    columns[a * rows + i] = columns[b * rows + i]!;
    columns[b * rows + i] = kept;
  }
  const pivot = pivots[a]!;
  pivots[a] = pivots[b]!;
  pivots[b] = pivot;
  left[b] = left[a]!;
  measured[b] = measured[a]!;
}

function sumOfSquares(x: Float64Array, from: number, end: number): number {
  let s0 = 0;
  let s1 = 0;
  let i = from;
  for (; i + 1 < end; i += 2) {
    s0 += x[i]! * x[i]!;
    s1 += x[i + 1]! * x[i + 1]!;
  }
  return i < end ? s0 + x[i]! * x[i]! + s1 : s0 + s1;
}
