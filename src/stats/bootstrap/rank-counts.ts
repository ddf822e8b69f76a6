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
 * The fractional interquartile mean of a resample given as counts by rank, n = Σcounts: the weights, the order and the
 * compensated sum of `iqmSorted`, so bit for bit the same number. `scratch` has room for n + 3 values.
 */
export function iqmFromCounts(sorted: Float64Array, counts: Int32Array, n: number, scratch: Float64Array): number {
  const [from, to] = [n / 4, (3 * n) / 4];
  const first = Math.floor(from);
  const last = Math.ceil(to);
  let rank = 0;
  let next = 0;
  while (next + counts[rank]! <= first) next += counts[rank++]!;
  // Each rank is written three times and overwritten where it counts less: faster than asking each time.
  for (; next < last; rank++) {
    const value = sorted[rank]!;
    const copies = counts[rank]!;
    scratch[next] = value;
    scratch[next + 1] = value;
    scratch[next + 2] = value;
    for (let k = 3; k < copies; k++) scratch[next + k] = value;
    next += copies;
  }
  scratch[first]! *= Math.min(first + 1, to) - from;
  if (last - 1 > first) scratch[last - 1]! *= to - (last - 1);
  let total = 0;
  let lost = 0;
  for (let i = first; i < last; i++) {
    const value = scratch[i]!;
    const after = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - after + value : value - after + total;
    total = after;
  }
  return (total + lost) / (n / 2);
}
