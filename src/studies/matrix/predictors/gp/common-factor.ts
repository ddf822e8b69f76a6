import { cholesky } from "../../../../linalg/factor/cholesky.ts";
import { accumulateProduct } from "../../../../linalg/products/accumulate-product.ts";
import { type CellList, cellCount, covarianceInto } from "./cell-list.ts";
import type { GpKernel } from "./gp-kernel.ts";

const block = 64;

/** Cells that all tasks see, their covariance factored once: C = LLᵀ. */
export interface CommonFactor {
  readonly kernel: GpKernel;
  readonly cells: CellList;
  /** L, row after row. */
  readonly lower: Float64Array;
}

export function factorCommon(kernel: GpKernel, cells: CellList): CommonFactor {
  const size = cellCount(cells);
  const covariance = new Float64Array(size * size);
  covarianceInto(covariance, kernel, cells, cells);
  for (let k = 0; k < size; k++) covariance[k * (size + 1)]! += kernel.noise[cells.benchmark[k]!]!;
  return { kernel, cells, lower: cholesky({ rows: size, cols: size, data: covariance }).lower.data };
}

/** L⁻¹·c for the covariances c of each cell with the common ones: one row a cell. A row does not depend on the others. */
export function whitenedCells({ kernel, cells: common, lower }: CommonFactor, cells: CellList): Float64Array {
  const width = cellCount(common);
  const rows = cellCount(cells);
  const whitened = new Float64Array(rows * width);
  covarianceInto(whitened, kernel, cells, common);
  for (let start = 0; start < width; start += block) {
    const end = Math.min(width, start + block);
    if (start > 0) {
      accumulateProduct(
        { data: whitened, offset: start, stride: width },
        { data: whitened, offset: 0, step: width, depthStep: 1 },
        { data: lower, offset: start * width, step: width, depthStep: 1 },
        { rows, cols: end - start, depth: start, sign: -1 },
      );
    }
    for (let r = 0; r < rows; r++) substitute(lower, whitened.subarray(r * width, (r + 1) * width), start, end, start);
  }
  return whitened;
}

/** L⁻¹·y. */
export function whitenedValues({ cells, lower }: CommonFactor, values: Float64Array): Float64Array {
  const result = values.slice();
  substitute(lower, result, 0, cellCount(cells), 0);
  return result;
}

/** Entries `from` … `to` of L⁻¹x in place, taking off what entries from `since` on say; earlier ones are done already. */
function substitute(lower: Float64Array, x: Float64Array, from: number, to: number, since: number): void {
  const width = x.length;
  for (let k = from; k < to; k++) {
    let value = x[k]!;
    for (let m = since; m < k; m++) value -= lower[k * width + m]! * x[m]!;
    x[k] = value / lower[k * width + k]!;
  }
}
