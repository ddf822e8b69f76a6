import type { ProductSide } from "./product-side.ts";

const tile = 4;

/** Lays `count` lines from `first` out from `base` on as groups of four, depth-major inside a group, missing lines as 0. */
export function packLines(
  packed: Float64Array,
  base: number,
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
      packAdjacent(packed, base + group * depth, data, start, depthStep, depth, sign);
      continue;
    }
    for (let line = 0; line < tile; line++) {
      let to = base + group * depth + line;
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
