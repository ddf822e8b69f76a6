import { kernel } from "../kernel/kernel.ts";
import { accumulateByKernel } from "./accumulate-by-kernel.ts";
import { addTile } from "./add-tile.ts";
import { colBlock, depthBlock, rowBlock, tile } from "./block-sizes.ts";
import { packLines } from "./pack-lines.ts";
import type { ProductShape, ProductSide, ProductTarget } from "./product-side.ts";

const smallProduct = 2048;

/**
 * target += sign · Σₖ left(i, k) · right(j, k), for 0 ≤ i < rows, 0 ≤ j < cols.
 * Every entry is summed in ascending k, one rounding per product and per sum, whatever the blocking: the answer has the
 * bits of the plain triple loop. Target may not overlap the sides. Blocks and packing after Goto & van de Geijn 2008.
 */
export function accumulateProduct(
  target: ProductTarget,
  left: ProductSide,
  right: ProductSide,
  shape: ProductShape,
): void {
  const { rows, cols, depth } = shape;
  if (rows * cols * depth <= smallProduct) {
    accumulatePlainly(target, left, right, shape);
    return;
  }
  const fast = kernel();
  if (fast === null || !accumulateByKernel(fast, target, left, right, shape)) {
    accumulateInBlocks(target, left, right, shape);
  }
}

function accumulateInBlocks(target: ProductTarget, left: ProductSide, right: ProductSide, shape: ProductShape): void {
  const { rows, cols, depth, lowerOnly = false, sign = 1 } = shape;
  const packedLeft = new Float64Array(roundUp(Math.min(rows, rowBlock)) * Math.min(depth, depthBlock));
  const packedRight = new Float64Array(roundUp(Math.min(cols, colBlock)) * Math.min(depth, depthBlock));
  const edge = new Float64Array(tile * tile);
  for (let k0 = 0; k0 < depth; k0 += depthBlock) {
    const deep = Math.min(depthBlock, depth - k0);
    for (let j0 = 0; j0 < cols; j0 += colBlock) {
      const wide = Math.min(colBlock, cols - j0);
      packLines(packedRight, 0, right, j0, wide, k0, deep, 1);
      for (let i0 = 0; i0 < rows; i0 += rowBlock) {
        const high = Math.min(rowBlock, rows - i0);
        if (lowerOnly && i0 + high <= j0) continue;
        packLines(packedLeft, 0, left, i0, high, k0, deep, sign);
        for (let j = 0; j < wide; j += tile) {
          for (let i = 0; i < high; i += tile) {
            if (lowerOnly && i0 + i + tile <= j0 + j) continue;
            const at = target.offset + (i0 + i) * target.stride + j0 + j;
            if (i + tile <= high && j + tile <= wide) {
              addTile(packedLeft, i * deep, packedRight, j * deep, deep, target.data, at, target.stride);
            } else {
              const height = Math.min(tile, high - i);
              const width = Math.min(tile, wide - j);
              copyTile(target.data, at, target.stride, edge, 0, tile, height, width);
              addTile(packedLeft, i * deep, packedRight, j * deep, deep, edge, 0, tile);
              copyTile(edge, 0, tile, target.data, at, target.stride, height, width);
            }
          }
        }
      }
    }
  }
}

function roundUp(count: number): number {
  return Math.ceil(count / tile) * tile;
}

function accumulatePlainly(target: ProductTarget, left: ProductSide, right: ProductSide, shape: ProductShape): void {
  const { rows, cols, depth, lowerOnly = false, sign = 1 } = shape;
  for (let i = 0; i < rows; i++) {
    const last = lowerOnly ? Math.min(cols, i + 1) : cols;
    for (let j = 0; j < last; j++) {
      let p = left.offset + i * left.step;
      let q = right.offset + j * right.step;
      const at = target.offset + i * target.stride + j;
      let total = target.data[at]!;
      for (let k = 0; k < depth; k++) {
        total += sign * left.data[p]! * right.data[q]!;
        p += left.depthStep;
        q += right.depthStep;
      }
      target.data[at] = total;
    }
  }
}

function copyTile(
  from: Float64Array,
  fromAt: number,
  fromStride: number,
  to: Float64Array,
  toAt: number,
  toStride: number,
  height: number,
  width: number,
): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) to[toAt + i * toStride + j] = from[fromAt + i * fromStride + j]!;
  }
}
