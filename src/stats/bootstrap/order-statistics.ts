/** The values of a list in ascending order, by rank from 0. A sorted Float64Array is one. */
export interface OrderStatistics {
  readonly length: number;
  at(rank: number): number | undefined;
}

/**
 * The order statistics of a list of numbers without NaN, for the few ranks that limits are read from: values are dealt
 * into buckets by size, and a bucket is sorted when a rank in it is asked for. The same numbers as sorting everything.
 */
export function orderStatistics(values: Float64Array): OrderStatistics {
  const n = values.length;
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const buckets = Math.min(4096, n >> 2);
  const scale = buckets / (most - least);
  if (buckets < 16 || !Number.isFinite(scale) || scale === 0) return values.slice().sort();
  const place = new Uint16Array(n);
  const ends = new Int32Array(buckets + 1);
  for (let i = 0; i < n; i++) {
    // Rounding is monotone, so that a greater value never has a lower bucket.
    const bucket = Math.min(buckets - 1, ((values[i]! - least) * scale) | 0);
    place[i] = bucket;
    ends[bucket + 1]!++;
  }
  for (let bucket = 1; bucket <= buckets; bucket++) ends[bucket]! += ends[bucket - 1]!;
  const starts = ends.slice();
  const dealt = new Float64Array(n);
  for (let i = 0; i < n; i++) dealt[starts[place[i]!]!++] = values[i]!;
  const sorted = new Uint8Array(buckets);

  function at(rank: number): number | undefined {
    let [low, high] = [0, buckets - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle + 1]! > rank) high = middle;
      else low = middle + 1;
    }
    if (sorted[low] === 0) dealt.subarray(ends[low], ends[low + 1]).sort();
    sorted[low] = 1;
    return dealt[rank];
  }

  return { length: n, at };
}
