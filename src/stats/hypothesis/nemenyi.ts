import { ranks } from "../describe/ranks.ts";
import { finiteCopy, requireCount, requireOpenShare, requireSameLength } from "../input-checks.ts";
import { studentisedRangeCdf, studentisedRangeQuantile } from "../special/studentised-range.ts";

/** Two treatments differ when their mean ranks differ by more than this: q·√(k(k+1)/(12n)). Nemenyi 1963. */
export function nemenyiCriticalDifference(treatments: number, blocks: number, alpha = 0.05): number | null {
  requireCount("treatments", treatments, 2);
  requireCount("blocks", blocks, 1);
  const q = studentisedRangeQuantile(1 - requireOpenShare("alpha", alpha), treatments, Infinity);
  return q === null ? null : (q / Math.SQRT2) * Math.sqrt((treatments * (treatments + 1)) / (6 * blocks));
}

/** Mean ranks of treatments over the same blocks (1 = smallest) and p of each pair, corrected for all pairs. */
export function nemenyi(treatments: readonly ArrayLike<number>[]): { meanRanks: number[]; p: (number | null)[][] } {
  const lists = treatments.map((list, i) => finiteCopy(`treatments[${i}]`, list));
  for (const [i, list] of lists.entries()) requireSameLength("treatments[0]", lists[0]!, `treatments[${i}]`, list);
  const [k, n] = [lists.length, lists[0]?.length ?? 0];
  const sums = new Float64Array(k);
  for (let block = 0; block < n; block++) {
    ranks(lists.map((list) => list[block]!)).forEach((rank, i) => {
      sums[i]! += rank;
    });
  }
  const meanRanks = Array.from(sums, (sum) => sum / n);
  const unit = Math.sqrt((k * (k + 1)) / (6 * n));
  const p = meanRanks.map((first, i) =>
    meanRanks.map((second, j) => {
      if (i === j) return null;
      return 1 - studentisedRangeCdf((Math.SQRT2 * Math.abs(first - second)) / unit, k, Infinity);
    }),
  );
  return { meanRanks, p };
}
