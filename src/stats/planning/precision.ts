import { requireFinite, requireNonNegative, requireOpenShare, requirePositive } from "../input-checks.ts";
import { studentTQuantile } from "../special/student-t.ts";

/**
 * The smallest n whose t interval has half-width ≤ ε: t·σ/√n, both in one unit (or CV and relative ε). At least 2. With
 * a pilot, pass σ's upper limit (`sigmaUpperLimit`) as well as s, and print both.
 */
export function sampleSizeForPrecision(sd: number, halfWidth: number, options: { level?: number } = {}): number {
  requirePositive("sd", sd);
  requirePositive("halfWidth", halfWidth);
  const p = (1 + requireOpenShare("level", options.level ?? 0.95)) / 2;
  const fits = (n: number) => (studentTQuantile(p, n - 1) * sd) / Math.sqrt(n) <= halfWidth;
  let high = 2;
  while (!fits(high)) high *= 2;
  let low = 2;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Variance of a mean over clusters relative to independent rows: 1 + (m̄(1+cv²) − 1)ρ, cv of the cluster sizes. */
export function designEffect(meanSize: number, icc: number, sizeCv = 0): number {
  requirePositive("meanSize", meanSize);
  requireFinite("icc", icc);
  return 1 + (meanSize * (1 + requireNonNegative("sizeCv", sizeCv) ** 2) - 1) * icc;
}

/** Variances of one score: between seeds, between items, and of each item under each seed. */
export interface TwoLevelVariances {
  seed: number;
  item: number;
  seedItem: number;
}

/** Variance of a mean over S seeds × I items, the items the same under every seed: σ_s²/S + σ_i²/I + σ_si²/(SI). */
export function twoLevelVariance(parts: TwoLevelVariances, seeds: number, items: number): number {
  return parts.seed / seeds + parts.item / items + parts.seedItem / (seeds * items);
}
