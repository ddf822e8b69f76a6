import { ranks } from "../describe/ranks.ts";
import { finiteCopy, requireSameLength } from "../input-checks.ts";

/** A₁₂ = P(a > b) + ½P(a = b) over all pairs of values. `null` when a sample is empty. Vargha and Delaney 2000. */
export function probabilityOfSuperiority(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const [x, y] = [finiteCopy("a", a), finiteCopy("b", b)];
  const [n, m] = [x.length, y.length];
  if (n === 0 || m === 0) return null;
  const pooled = ranks(Float64Array.from([...x, ...y]));
  const sum = pooled.subarray(0, n).reduce((total, rank) => total + rank, 0);
  return (sum - (n * (n + 1)) / 2) / (n * m);
}

/** Cliff's δ = 2·A₁₂ − 1, from −1 (b always greater) to 1. */
export function cliffDelta(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const share = probabilityOfSuperiority(a, b);
  return share === null ? null : 2 * share - 1;
}

/** Share of pairs in which a is greater, ties ½: the same-seed win rate. `null` without pairs. */
export function winRate(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSameLength("a", a, "b", b);
  const [x, y] = [finiteCopy("a", a), finiteCopy("b", b)];
  if (x.length === 0) return null;
  const tolerance = 1e-10 * Math.max(1, ...x.map(Math.abs), ...y.map(Math.abs));
  const wins = x.reduce((sum, value, i) => {
    const gap = value - y[i]!;
    return sum + (Math.abs(gap) <= tolerance ? 0.5 : gap > 0 ? 1 : 0);
  }, 0);
  return wins / x.length;
}
