import type { Kernel } from "../kernel/kernel.ts";
import { colBlock, depthBlock, rowBlock, tile } from "./block-sizes.ts";
import { packLines } from "./pack-lines.ts";
import type { ProductShape, ProductSide, ProductTarget } from "./product-side.ts";

/** Runs of numbers at least this long are copied whole; the kernel sorts them. */
const longRun = 24;

/**
 * `accumulateProduct` by the kernel, block by block in its memory: the right side packed, the left side, the target, and
 * lines as they came. What is packed for the right serves the left of a Gram matrix too. False when there is no room.
 */
export function accumulateByKernel(
  fast: Kernel,
  target: ProductTarget,
  left: ProductSide,
  right: ProductSide,
  shape: ProductShape,
): boolean {
  const { rows, cols, depth, lowerOnly = false, sign = 1 } = shape;
  const deepest = Math.min(depth, depthBlock);
  const widest = roundUp(Math.min(cols, colBlock));
  const highest = roundUp(Math.min(rows, rowBlock));
  const atLeft = widest * deepest;
  const atTarget = atLeft + highest * deepest;
  const atLines = atTarget + highest * widest;
  const memory = fast.memory(atLines + Math.max(widest, highest) * deepest);
  if (memory === null) return false;
  const run = sign === 1 ? fast.addTiles : fast.subtractTiles;
  for (let k0 = 0; k0 < depth; k0 += depthBlock) {
    const deep = Math.min(depthBlock, depth - k0);
    for (let j0 = 0; j0 < cols; j0 += colBlock) {
      const wide = Math.min(colBlock, cols - j0);
      const stride = roundUp(wide);
      packInto(fast, memory, 0, atLines, right, j0, wide, k0, deep);
      for (let i0 = 0; i0 < rows; i0 += rowBlock) {
        const high = Math.min(rowBlock, rows - i0);
        if (lowerOnly && i0 + high <= j0) continue;
        const shared = left === right && i0 >= j0 && i0 + high <= j0 + wide;
        if (!shared) packInto(fast, memory, atLeft, atLines, left, i0, high, k0, deep);
        const from = target.offset + i0 * target.stride + j0;
        const used = lowerOnly ? Math.min(wide, i0 + high - j0) : wide;
        copyRows(target.data, from, target.stride, memory, atTarget, stride, high, used);
        const shift = lowerOnly ? j0 - i0 : -rows - cols;
        const a = shared ? (i0 - j0) * deep : atLeft;
        run(a * 8, 0, atTarget * 8, deep, roundUp(high), stride, shift);
        copyRows(memory, atTarget, stride, target.data, from, target.stride, high, used);
      }
    }
  }
  return true;
}

/** `packLines`, by the kernel where whole groups of lines come in long runs. */
function packInto(
  fast: Kernel,
  memory: Float64Array,
  to: number,
  atLines: number,
  side: ProductSide,
  first: number,
  count: number,
  k0: number,
  depth: number,
): void {
  const { data, step, depthStep } = side;
  const start = side.offset + first * step + k0 * depthStep;
  if (count % tile !== 0 || Math.min(count, depth) < longRun || (step !== 1 && depthStep !== 1)) {
    packLines(memory, to, side, first, count, k0, depth, 1);
  } else if (step === 1) {
    copyRows(data, start, depthStep, memory, atLines, count, depth, count);
    fast.packColumns(atLines * 8, count * 8, to * 8, depth, count / tile);
  } else {
    copyRows(data, start, step, memory, atLines, depth, count, depth);
    fast.packRows(atLines * 8, depth * 8, to * 8, depth, count / tile);
  }
}

function copyRows(
  from: Float64Array,
  fromAt: number,
  fromStride: number,
  to: Float64Array,
  toAt: number,
  toStride: number,
  count: number,
  length: number,
): void {
  if (length === fromStride && length === toStride) {
    to.set(from.subarray(fromAt, fromAt + count * length), toAt);
    return;
  }
  for (let i = 0; i < count; i++) {
    const p = fromAt + i * fromStride;
    const q = toAt + i * toStride;
    if (length >= longRun) to.set(from.subarray(p, p + length), q);
    else for (let j = 0; j < length; j++) to[q + j] = from[p + j]!;
  }
}

function roundUp(count: number): number {
  return Math.ceil(count / tile) * tile;
}
