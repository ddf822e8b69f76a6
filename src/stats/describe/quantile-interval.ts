import { finiteCopy, requireOpenShare } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { binomialCdf } from "../special/binomial.ts";
import { type QuantileType, quantileSorted } from "./quantile.ts";

export interface QuantileInterval extends Estimate {
  /** When n is too small for any such interval: the smallest n that has one. */
  needed: number | null;
}

/**
 * The q-quantile with limits that are order statistics, for any continuous distribution: x₍l₎ and x₍u₎ with
 * P(l ≤ #below < u) at least `level`, each side spending at most half of 1 − level; `level` of the interval is what is
 * achieved. When the tail holds too few values: `too-few` with the n needed, ⌈ln(α/2)/ln max(q, 1−q)⌉.
 */
export function quantileInterval(
  values: ArrayLike<number>,
  q: number,
  options: { level?: number; type?: QuantileType } = {},
): QuantileInterval {
  const x = finiteCopy("values", values).sort();
  requireOpenShare("q", q);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = x.length;
  const half = (1 - level) / 2;
  const value = quantileSorted(x, q, { type: options.type ?? 7 });
  const method = "order statistics";
  const base = { value, se: null, method, n, notes: [] };
  let low = 0;
  while (low < n && binomialCdf(low, n, q) <= half) low++;
  let high = n;
  while (high > 0 && 1 - binomialCdf(high - 1, n, q) <= half) high--;
  const [first, last] = [low, high + 1];
  if (first < 1 || last > n) {
    const needed = Math.ceil(Math.log(half) / Math.log(Math.max(q, 1 - q)));
    return { ...base, ci: null, reason: "too-few", needed: Math.max(needed, n + 1) };
  }
  const [lower, upper] = [x[first - 1]!, x[last - 1]!];
  if (lower === upper) return { ...base, ci: null, reason: "no-variation", needed: null };
  const achieved = binomialCdf(last - 1, n, q) - binomialCdf(first - 1, n, q);
  return { ...base, ci: { low: lower, high: upper, level: achieved, method, sides: "two" }, needed: null };
}
