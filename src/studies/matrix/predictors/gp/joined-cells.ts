import { accumulateProduct } from "../../../../linalg/products/accumulate-product.ts";
import { type CellList, cellCount, cellList, covarianceInto } from "./cell-list.ts";
import { type CommonFactor, whitenedCells } from "./common-factor.ts";

/**
 * Cells that some tasks see beside the common ones: their whitened covariances with the common cells, and what their own
 * covariance is given those (the Schur complement, noise included). Grows as tasks bring new cells; what is there stays,
 * so that each task's numbers are the same whichever task came first.
 */
export interface JoinedCells {
  /** Positions of these cells, added where they are new. */
  join(cells: CellList): Int32Array;
  /** V: `whitened[at · common + k]`. */
  readonly whitened: (at: number) => Float64Array;
  /** Covariance of two of them given the common cells. */
  readonly conditional: (a: number, b: number) => number;
}

export function joinedCells(common: CommonFactor): JoinedCells {
  const width = cellCount(common.cells);
  const places = new Map<string, number>();
  const known: { readonly model: number; readonly benchmark: number }[] = [];
  const whitened: Float64Array[] = [];
  /** Row a holds the covariances with 0 … a. */
  const rows: Float64Array[] = [];

  function join(cells: CellList): Int32Array {
    const fresh: { readonly model: number; readonly benchmark: number }[] = [];
    const at = new Int32Array(cellCount(cells));
    for (let k = 0; k < at.length; k++) {
      const cell = { model: cells.model[k]!, benchmark: cells.benchmark[k]! };
      const key = `${cell.model} ${cell.benchmark}`;
      let place = places.get(key);
      if (place === undefined) {
        place = places.size;
        places.set(key, place);
        fresh.push(cell);
      }
      at[k] = place;
    }
    if (fresh.length > 0) add(fresh);
    return at;
  }

  function add(fresh: readonly { readonly model: number; readonly benchmark: number }[]): void {
    const list = cellList(fresh);
    const block = whitenedCells(common, list);
    known.push(...fresh);
    const all = cellList(known);
    const before = known.length - fresh.length;
    for (let k = 0; k < fresh.length; k++) whitened.push(block.subarray(k * width, (k + 1) * width));
    const everything = new Float64Array(known.length * width);
    for (const [a, row] of whitened.entries()) everything.set(row, a * width);
    const covariance = conditionalCovariance(common, list, block, all, everything);
    for (let k = 0; k < fresh.length; k++) {
      const row = covariance.slice(k * known.length, k * known.length + before + k + 1);
      row[before + k]! += common.kernel.noise[list.benchmark[k]!]!;
      rows.push(row);
    }
  }

  return {
    join,
    whitened: (at) => whitened[at]!,
    conditional: (a, b) => (a >= b ? rows[a]![b]! : rows[b]![a]!),
  };
}

/** Covariances of true scores at `a` with those at `b`, given the common cells; V_a and V_b are their whitened rows. */
export function conditionalCovariance(
  { kernel, cells }: CommonFactor,
  a: CellList,
  whitenedA: Float64Array,
  b: CellList,
  whitenedB: Float64Array,
): Float64Array {
  const depth = cellCount(cells);
  const [rows, cols] = [cellCount(a), cellCount(b)];
  const covariance = new Float64Array(rows * cols);
  covarianceInto(covariance, kernel, a, b);
  accumulateProduct(
    { data: covariance, offset: 0, stride: cols },
    { data: whitenedA, offset: 0, step: depth, depthStep: 1 },
    { data: whitenedB, offset: 0, step: depth, depthStep: 1 },
    { rows, cols, depth, sign: -1 },
  );
  return covariance;
}
