import { requireFinite, requireOpenShare, requirePositive } from "../input-checks.ts";
import { averageOverChi } from "./chi-average.ts";
import { chiSquareCdf, chiSquareSurvival } from "./chi-square.ts";
import { findRoot } from "./find-root.ts";
import { normalCdf, normalLogCdf } from "./normal-distribution.ts";
import { studentTQuantile, studentTSurvival } from "./student-t.ts";

/**
 * P(T ≤ t) of noncentral t: T = (Z + δ)/√(χ²_df/df). Relative error below 1e-9 for |δ| ≤ 37, small tails included; beyond,
 * the error is absolute.
 */
export function noncentralTCdf(t: number, df: number, delta: number): number {
  requireFinite("t", t);
  requirePositive("df", df);
  if (requireFinite("delta", delta) === 0) return studentTSurvival(-t, df);
  const argument = (u: number) => t * Math.exp(u) - delta;
  // In units of u the normal step is as narrow as 1/|t·s|, and where it happens t·s is about δ.
  const steepness = Math.min(Math.abs(t), Math.abs(delta) + 8);
  if (Math.abs(delta) > 37 && steepness > 10 * Math.sqrt(2 * df)) return averageOverNormal(t, df, delta);
  const step = 0.25 / (steepness + 0.1);
  const total = averageOverChi(
    df,
    (u) => normalCdf(argument(u)),
    (u) => normalLogCdf(argument(u)),
    step,
  );
  return Math.min(1, total);
}

/**
 * P(T ≤ t) for |δ| so large that the step of Φ over ln s is far narrower than the law of s: the mean over Z instead, of
 * the chance that χ²/df lies beyond ((Z + δ)/t)², which is smooth in Z.
 */
function averageOverNormal(t: number, df: number, delta: number): number {
  const tail = t > 0 ? chiSquareSurvival : chiSquareCdf;
  const width = 0.25;
  let total = 0;
  for (let z = -12; z <= 12; z += width) {
    const ratio = (z + delta) / t;
    const chance = ratio > 0 ? tail(df * ratio * ratio, df) : t > 0 ? 1 : 0;
    total += Math.exp(-0.5 * z * z) * chance;
  }
  return Math.min(1, (total * width) / Math.sqrt(2 * Math.PI));
}

/** P(T > t), exact where tiny: the mirror image of the cdf. */
export function noncentralTSurvival(t: number, df: number, delta: number): number {
  return noncentralTCdf(-t, df, -delta);
}

/** t with P(T ≤ t) = p, p in (0,1); `null` if not converged. */
export function noncentralTQuantile(p: number, df: number, delta: number): number | null {
  requireOpenShare("p", p);
  const excess = (t: number) =>
    p <= 0.5 ? Math.log(noncentralTCdf(t, df, delta) / p) : -Math.log(noncentralTSurvival(t, df, delta) / (1 - p));
  const start = delta + studentTQuantile(p, df) * Math.sqrt(1 + (delta * delta) / (2 * df));
  let reach = 1 + Math.abs(start) / 4;
  for (let i = 0; i < 60; i++, reach *= 2) {
    const [low, high] = [start - reach, start + reach];
    if (excess(low) <= 0 && excess(high) >= 0) return findRoot(excess, low, high, 1e-13 * Math.max(1, Math.abs(start)));
  }
  return null;
}

/** δ with P(T ≤ t; δ) = p: a confidence limit of δ given t. `null` if not converged. */
export function noncentralTShift(t: number, df: number, p: number): number | null {
  requireOpenShare("p", p);
  const excess = (delta: number) =>
    p <= 0.5 ? -Math.log(noncentralTCdf(t, df, delta) / p) : Math.log(noncentralTSurvival(t, df, delta) / (1 - p));
  let reach = 2 + Math.abs(t) / 2;
  for (let i = 0; i < 12; i++, reach *= 2) {
    const [low, high] = [t - reach, t + reach];
    if (excess(low) <= 0 && excess(high) >= 0) return findRoot(excess, low, high, 1e-12);
  }
  return null;
}
