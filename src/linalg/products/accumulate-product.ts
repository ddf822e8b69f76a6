/** How to read entry (i, k) of one side of a product: `data[offset + i * step + k * depthStep]`. */
export interface ProductSide {
  readonly data: Float64Array;
  readonly offset: number;
  readonly step: number;
  readonly depthStep: number;
}

/** A block inside a row-major array: entry (i, j) is `data[offset + i * stride + j]`. */
export interface ProductTarget {
  readonly data: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

export interface ProductShape {
  readonly rows: number;
  readonly cols: number;
  readonly depth: number;
  /** Only entries on and under the diagonal are promised; tiles wholly above it are left alone. */
  readonly lowerOnly?: boolean;
  /** −1 subtracts the product. */
  readonly sign?: 1 | -1;
}

const tile = 4;
const depthBlock = 256;
const rowBlock = 64;
const colBlock = 512;
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
  const { rows, cols, depth, lowerOnly = false, sign = 1 } = shape;
  if (rows * cols * depth <= smallProduct) {
    accumulatePlainly(target, left, right, shape);
    return;
  }
  const packedLeft = new Float64Array(roundUp(Math.min(rows, rowBlock)) * Math.min(depth, depthBlock));
  const packedRight = new Float64Array(roundUp(Math.min(cols, colBlock)) * Math.min(depth, depthBlock));
  const edge = new Float64Array(tile * tile);
  for (let k0 = 0; k0 < depth; k0 += depthBlock) {
    const deep = Math.min(depthBlock, depth - k0);
    for (let j0 = 0; j0 < cols; j0 += colBlock) {
      const wide = Math.min(colBlock, cols - j0);
      pack(packedRight, right, j0, wide, k0, deep, 1);
      for (let i0 = 0; i0 < rows; i0 += rowBlock) {
        const high = Math.min(rowBlock, rows - i0);
        if (lowerOnly && i0 + high <= j0) continue;
        pack(packedLeft, left, i0, high, k0, deep, sign);
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

/** Lays `count` lines from `first` out as groups of four, depth-major inside a group, missing lines as 0. */
function pack(
  packed: Float64Array,
  side: ProductSide,
  first: number,
  count: number,
  k0: number,
  depth: number,
  sign: number,
): void {
  const { data, step, depthStep } = side;
  for (let group = 0; group < count; group += tile) {
    const start = side.offset + (first + group) * step + k0 * depthStep;
    if (step === 1 && group + tile <= count) {
      packAdjacent(packed, group * depth, data, start, depthStep, depth, sign);
      continue;
    }
    for (let line = 0; line < tile; line++) {
      let to = group * depth + line;
      if (group + line >= count) {
        for (let k = 0; k < depth; k++, to += tile) packed[to] = 0;
        continue;
      }
      let from = start + line * step;
      for (let k = 0; k < depth; k++, to += tile, from += depthStep) packed[to] = sign * data[from]!;
    }
  }
}

/** Four lines that lie side by side, read in the order of memory. */
function packAdjacent(
  packed: Float64Array,
  to: number,
  data: Float64Array,
  from: number,
  depthStep: number,
  depth: number,
  sign: number,
): void {
  for (let k = 0, p = to, q = from; k < depth; k++, p += tile, q += depthStep) {
    packed[p] = sign * data[q]!;
    packed[p + 1] = sign * data[q + 1]!;
    packed[p + 2] = sign * data[q + 2]!;
    packed[p + 3] = sign * data[q + 3]!;
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

/** c (4 × 4 at `at`) += the product of two packed groups of four. Sixteen running sums stay in registers. */
function addTile(
  a: Float64Array,
  aFrom: number,
  b: Float64Array,
  bFrom: number,
  depth: number,
  c: Float64Array,
  at: number,
  stride: number,
): void {
  const p = at;
  const q = p + stride;
  const r = q + stride;
  const s = r + stride;
  let c00 = c[p]!;
  let c01 = c[p + 1]!;
  let c02 = c[p + 2]!;
  let c03 = c[p + 3]!;
  let c10 = c[q]!;
  let c11 = c[q + 1]!;
  let c12 = c[q + 2]!;
  let c13 = c[q + 3]!;
  let c20 = c[r]!;
  let c21 = c[r + 1]!;
  let c22 = c[r + 2]!;
  let c23 = c[r + 3]!;
  let c30 = c[s]!;
  let c31 = c[s + 1]!;
  let c32 = c[s + 2]!;
  let c33 = c[s + 3]!;
  let i = aFrom;
  let j = bFrom;
  for (let k = 0; k < depth; k++, i += 4, j += 4) {
    const b0 = b[j]!;
    const b1 = b[j + 1]!;
    const b2 = b[j + 2]!;
    const b3 = b[j + 3]!;
    const a0 = a[i]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = a[i + 1]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = a[i + 2]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = a[i + 3]!;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  c[p] = c00;
  c[p + 1] = c01;
  c[p + 2] = c02;
  c[p + 3] = c03;
  c[q] = c10;
  c[q + 1] = c11;
  c[q + 2] = c12;
  c[q + 3] = c13;
  c[r] = c20;
  c[r + 1] = c21;
  c[r + 2] = c22;
  c[r + 3] = c23;
  c[s] = c30;
  c[s + 1] = c31;
  c[s + 2] = c32;
  c[s + 3] = c33;
}
