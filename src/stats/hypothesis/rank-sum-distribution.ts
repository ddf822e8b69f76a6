import type { Tails } from "../permutation/p-value.ts";
import { subsetSumTable } from "../permutation/two-sample-distribution.ts";

/** Exact tails of W₊, the sum of the positive among signed ranks (mid-ranks allowed), by counting reachable sums. */
export function signedRankTails(ranks: Float64Array, observed: number): Tails {
  const doubled = ranks.map((rank) => 2 * rank);
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const chance = signedRankChances(doubled, total);
  const place = Math.round(2 * observed);
  const distance = Math.abs(place - total / 2) - 1e-9;
  const tails = { greater: 0, less: 0, absolute: 0 };
  chance.forEach((share, sum) => {
    if (sum >= place) tails.greater += share;
    if (sum <= place) tails.less += share;
    if (Math.abs(sum - total / 2) >= distance) tails.absolute += share;
  });
  return tails;
}

/** P(sum = s) for s = 0 … total, when each whole number is in or out with chance ½. */
export function signedRankChances(numbers: ArrayLike<number>, total: number): Float64Array {
  const chance = new Float64Array(total + 1);
  chance[0] = 1;
  let reach = 0;
  for (let i = 0; i < numbers.length; i++) {
    const size = numbers[i]!;
    reach += size;
    for (let s = reach; s >= 0; s--) chance[s] = 0.5 * (chance[s]! + (s >= size ? chance[s - size]! : 0));
  }
  return chance;
}

/** Exact tails of the rank sum of the first `n` of pooled mid-ranks; `null` when the table would be too large. */
export function rankSumTails(pooled: Float64Array, n: number, observed: number): Tails | null {
  return subsetSumTable(pooled, n, observed);
}
