import { finiteCopy, requireOpenShare } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { chiSquareQuantile } from "../special/chi-square.ts";
import { logGamma } from "../special/log-gamma.ts";
import { isConstant, varianceOf } from "./moments.ts";

/**
 * Standard deviation (ddof 1) of normal values with its χ² interval, in their unit. Not robust: for skewed values the
 * interval is far too narrow. n < 2: `too-few`; equal values: `no-variation`.
 */
export function standardDeviationInterval(values: ArrayLike<number>, options: { level?: number } = {}): Estimate {
  const x = finiteCopy("values", values);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = x.length;
  const method = "chi-square";
  if (n < 2) return { value: null, se: null, ci: null, method, n, reason: "too-few", notes: [] };
  if (isConstant(x)) return { value: 0, se: null, ci: null, method, n, reason: "no-variation", notes: [] };
  const value = Math.sqrt(varianceOf(x));
  const limit = (p: number) => value * Math.sqrt((n - 1) / chiSquareQuantile(p, n - 1)!);
  const ci = { low: limit((1 + level) / 2), high: limit((1 - level) / 2), level, method, sides: "two" as const };
  return { value, se: value / Math.sqrt(2 * (n - 1)), ci, method, n, notes: [] };
}

/** σ's upper confidence limit from a pilot, s·√(ν/χ²_{q,ν}); q is the chance that σ lies above. */
export function sigmaUpperLimit(s: number, df: number, q: number): number {
  return s * Math.sqrt(df / chiSquareQuantile(requireOpenShare("q", q), df)!);
}

/** E(s)/σ for n normal values: √(2/(n−1))·Γ(n/2)/Γ((n−1)/2). Divides s to make it unbiased. */
export function sdBiasFactor(n: number): number {
  return Math.sqrt(2 / (n - 1)) * Math.exp(logGamma(n / 2) - logGamma((n - 1) / 2));
}
