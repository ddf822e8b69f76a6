import { compensatedSum } from "../describe/sum.ts";

/** Values sorted once, and for each place of the input where it went. */
export interface SortedPool {
  sorted: Float64Array;
  /** place[i]: where value i stands in `sorted`. */
  place: Int32Array;
}

/** Sort a pool once, so that a resample of it can be counted by rank instead of sorted. */
export function sortPool(values: ArrayLike<number>): SortedPool {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const place = new Int32Array(values.length);
  order.forEach((from, to) => {
    place[from] = to;
  });
  return { sorted: Float64Array.from(order, (i) => values[i]!), place };
}

/** Expand counts by rank to the sorted resample they stand for. `out` holds Σcounts values. */
export function expandCounts(sorted: Float64Array, counts: Int32Array, out: Float64Array): void {
  let next = 0;
  for (let i = 0; i < counts.length; i++) {
    const value = sorted[i]!;
    for (let copies = counts[i]!; copies > 0; copies--) out[next++] = value;
  }
}

/**
 * The fractional interquartile mean of a resample given as counts by rank, n = Σcounts: the same weights in the same
 * order as `iqmSorted` of the expanded resample, so bit for bit the same number.
 */
export function iqmFromCounts(sorted: Float64Array, counts: Int32Array, n: number, scratch: Float64Array): number {
  const [from, to] = [n / 4, (3 * n) / 4];
  const first = Math.floor(from);
  const last = Math.ceil(to);
  let [position, kept] = [0, 0];
  for (let rank = 0; rank < counts.length && position < last; rank++) {
    const end = position + counts[rank]!;
    if (end > first) {
      const value = sorted[rank]!;
      for (let i = Math.max(position, first); i < Math.min(end, last); i++) {
        scratch[kept++] = value * (Math.min(i + 1, to) - Math.max(i, from));
      }
    }
    position = end;
  }
  return compensatedSum(scratch.subarray(0, kept)) / (n / 2);
}
