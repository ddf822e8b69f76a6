import { kernel } from "../kernel/kernel.ts";
import type { ProductSide } from "../products/product-side.ts";
import { fourLaneDot } from "./four-lane-dot.ts";
import { negligibleSquare } from "./householder.ts";

/** Rows a block: with R, what the first cache holds at 64 columns. */
const blockRows = 64;
const pad = 16;

/**
 * R of the QR decomposition of a tall matrix of entries scaled by `unit` to about 1: row by row cols × cols, upper, signs as they come.
 * Entry (i, j) is `data[offset + i * depthStep + j * step]`. Blocks of 64 rows are folded into R one after another, so
 * that the matrix is read from memory once (Demmel, Grigori, Hoemmen & Langou 2012, sequential TSQR). As accurate as
 * one reflection a column.
 */
export function tallTriangle(side: ProductSide, rows: number, cols: number, unit: number): Float64Array {
  const stride = 2 * Math.ceil((cols + pad) / 2);
  const blockAt = cols * stride;
  const vAt = blockAt + blockRows * stride;
  const size = vAt + blockRows;
  const fast = kernel();
  const memory = fast?.memory(size) ?? null;
  const work = memory ?? new Float64Array(size);
  work.fill(0, 0, size);
  for (let start = 0; start < rows; start += blockRows) {
    const high = Math.min(blockRows, rows - start);
    loadBlock(work, blockAt, stride, side, start, high, cols, unit);
    if (fast !== null && memory !== null) {
      fast.foldRows(0, cols, stride, blockAt * 8, high, vAt * 8, negligibleSquare);
    } else {
      foldRowsPlainly(work, cols, stride, blockAt, high, vAt);
    }
  }
  const r = new Float64Array(cols * cols);
  for (let i = 0; i < cols; i++) r.set(work.subarray(i * stride + i, i * stride + cols), i * cols + i);
  return r;
}

function loadBlock(
  work: Float64Array,
  to: number,
  stride: number,
  { data, offset, step, depthStep }: ProductSide,
  start: number,
  high: number,
  cols: number,
  unit: number,
): void {
  if (step === 1) {
    for (let i = 0; i < high; i++) {
      const from = offset + (start + i) * depthStep;
      const at = to + i * stride;
      for (let j = 0; j < cols; j++) work[at + j] = data[from + j]! * unit;
    }
    return;
  }
  for (let j = 0; j < cols; j++) {
    let from = offset + start * depthStep + j * step;
    let at = to + j;
    for (let i = 0; i < high; i++, at += stride, from += depthStep) work[at] = data[from]! * unit;
  }
}

/** The kernel's `foldRows`, sum for sum. */
function foldRowsPlainly(
  work: Float64Array,
  cols: number,
  stride: number,
  blockAt: number,
  high: number,
  vAt: number,
): void {
  for (let j = 0; j < cols; j++) {
    for (let i = 0; i < high; i++) work[vAt + i] = work[blockAt + i * stride + j]!;
    const tail = fourLaneDot(work, vAt, work, vAt, high);
    if (tail < negligibleSquare) continue;
    const top = j * stride;
    const head = work[top + j]!;
    const norm = Math.sqrt(head * head + tail);
    const beta = 1 / (norm * (norm + Math.abs(head)));
    const pivot = head > 0 ? -norm : norm;
    work[top + j] = pivot;
    for (let c = j + 1; c < cols; c += 4) {
      reflectFourColumns(work, top + c, head - pivot, beta, blockAt + c, stride, high, vAt);
    }
  }
}

/** The last four may reach past the columns, into zeros that stay so. */
function reflectFourColumns(
  work: Float64Array,
  top: number,
  first: number,
  beta: number,
  at: number,
  stride: number,
  high: number,
  vAt: number,
): void {
  let s0 = first * work[top]!;
  let s1 = first * work[top + 1]!;
  let s2 = first * work[top + 2]!;
  let s3 = first * work[top + 3]!;
  for (let i = 0, row = at; i < high; i++, row += stride) {
    const v = work[vAt + i]!;
    s0 += v * work[row]!;
    s1 += v * work[row + 1]!;
    s2 += v * work[row + 2]!;
    s3 += v * work[row + 3]!;
  }
  s0 *= beta;
  s1 *= beta;
  s2 *= beta;
  s3 *= beta;
  work[top]! -= first * s0;
  work[top + 1]! -= first * s1;
  work[top + 2]! -= first * s2;
  work[top + 3]! -= first * s3;
  for (let i = 0, row = at; i < high; i++, row += stride) {
    const v = work[vAt + i]!;
    work[row]! -= v * s0;
    work[row + 1]! -= v * s1;
    work[row + 2]! -= v * s2;
    work[row + 3]! -= v * s3;
  }
}
