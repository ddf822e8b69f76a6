import { meanOf } from "../describe/moments.ts";
import { median } from "../describe/quantile.ts";
import { tieSizes } from "../describe/ranks.ts";
import { compensatedSum } from "../describe/sum.ts";
import { requireOpenShare } from "../input-checks.ts";
import { type Comparison, tComparison } from "../means/t-comparison.ts";
import type { Estimate } from "../records.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import type { Curve } from "./curve.ts";

/** Least-squares slope of values on steps, per step, with t interval and test; 3 points or more. */
export function linearTrend(curve: Curve, options: { level?: number } = {}): Comparison & { intercept: number | null } {
  const { steps, values } = curve;
  const n = steps.length;
  const method = "least-squares slope";
  const empty = { value: Number.NaN, se: Number.NaN, df: n - 2, n, method };
  if (n < 3) return { ...tComparison(empty, options), intercept: null };
  const [centreX, centreY] = [meanOf(steps), meanOf(values)];
  const sum = (f: (i: number) => number) => compensatedSum(Array.from(steps, (_, i) => f(i)));
  const sxx = sum((i) => (steps[i]! - centreX) ** 2);
  const slope = sum((i) => (steps[i]! - centreX) * (values[i]! - centreY)) / sxx;
  const residual = sum((i) => (values[i]! - centreY - slope * (steps[i]! - centreX)) ** 2);
  const spread = sum((i) => (values[i]! - centreY) ** 2);
  const se = residual <= 1e-28 * spread || spread === 0 ? 0 : Math.sqrt(residual / (n - 2) / sxx);
  return { ...tComparison({ value: slope, se, df: n - 2, n, method }, options), intercept: centreY - slope * centreX };
}

/**
 * Theil and Sen's slope: the median of the slopes of all pairs of points, per step, robust to a quarter of wild values,
 * with Sen's (1968) interval from the ranks of Kendall's statistic. Intercept: median(y) − slope·median(x).
 */
export function theilSen(curve: Curve, options: { level?: number } = {}): Estimate & { intercept: number | null } {
  const { steps, values } = curve;
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = steps.length;
  const method = "Theil-Sen slope";
  const slopes: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) slopes.push((values[i]! - values[j]!) / (steps[i]! - steps[j]!));
  }
  const sorted = Float64Array.from(slopes).sort();
  const value = median(sorted);
  const base = { value, se: null, method, n, notes: [] };
  if (value === null) return { ...base, ci: null, reason: "too-few", intercept: null };
  const intercept = median(values)! - value * median(steps)!;
  const ties = tieSizes(values, { tieTolerance: 0 }).reduce((total, t) => total + t * (t - 1) * (2 * t + 5), 0);
  const sd = Math.sqrt((n * (n - 1) * (2 * n + 5) - ties) / 18);
  const reach = normalQuantile((1 + level) / 2) * sd;
  const low = Math.round((sorted.length - reach) / 2) - 1;
  const high = Math.round((sorted.length + reach) / 2);
  if (low < 0 || high >= sorted.length) return { ...base, ci: null, reason: "too-few", intercept };
  if (sorted[low] === sorted[high]) return { ...base, ci: null, reason: "no-variation", intercept };
  const ci = { low: sorted[low]!, high: sorted[high]!, level, method, sides: "two" as const };
  return { ...base, ci, intercept };
}
