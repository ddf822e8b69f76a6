import { requireCount, requireNumber, requireOpenShare, requirePositive } from "../input-checks.ts";
import { averageOverChi } from "./chi-average.ts";
import { findRoot } from "./find-root.ts";
import { normalCdf, normalDensity } from "./normal-distribution.ts";

/**
 * P(range of `groups` means / standard error ≤ q), the error with df > 0 degrees of freedom; Infinity for a known one.
 * Absolute error below 1e-9. Copenhaver and Holland 1988 describe the integral.
 */
export function studentisedRangeCdf(q: number, groups: number, df: number): number {
  requireNumber("q", q);
  requireCount("groups", groups, 2);
  if (!(q > 0)) return 0;
  if (q === Infinity) return 1;
  if (df === Infinity || df > 1e7) return rangeCdf(q, groups);
  requirePositive("df", df);
  const f = (u: number) => rangeCdf(q * Math.exp(u), groups);
  return Math.min(
    1,
    averageOverChi(df, f, () => 0, 0.3 / (1 + q / 4)),
  );
}

/** q with P(range ≤ q) = p. `null` if not converged. */
export function studentisedRangeQuantile(p: number, groups: number, df: number): number | null {
  requireOpenShare("p", p);
  const excess = (q: number) => studentisedRangeCdf(q, groups, df) - p;
  let high = 4;
  while (excess(high) < 0 && high < 1e6) high *= 2;
  return findRoot(excess, 0, high, 1e-10);
}

/** The range of independent standard normals: k∫φ(z)(Φ(z) − Φ(z−w))^(k−1)dz, by the trapezoidal rule. */
function rangeCdf(w: number, groups: number): number {
  const step = 0.2;
  let total = 0;
  for (let z = -8.4; z <= 8.4; z += step) total += normalDensity(z) * (normalCdf(z) - normalCdf(z - w)) ** (groups - 1);
  return Math.min(1, groups * total * step);
}
