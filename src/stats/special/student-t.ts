import { requireNumber, requirePositive, requireProbability } from "../input-checks.ts";
import { newtonRoot } from "./find-root.ts";
import { betaTails } from "./incomplete-beta.ts";
import { halfLogTwoPi, stirlingError } from "./log-gamma.ts";
import { normalQuantile } from "./normal-quantile.ts";

/** P(T ≤ t) of Student's t with `df` > 0 degrees of freedom, not necessarily whole. */
export function studentTCdf(t: number, df: number): number {
  return studentTSurvival(-t, df);
}

/** P(T > t), exact in relative terms far out. */
export function studentTSurvival(t: number, df: number): number {
  requireNumber("t", t);
  requirePositive("df", df);
  const square = (t * t) / df;
  const x = 1 / (1 + square);
  const y = square === Infinity ? 1 : square * x;
  const { lower, upper } = betaTails(x, y, df / 2, 0.5);
  return t >= 0 ? 0.5 * lower : 0.5 + 0.5 * upper;
}

/** The density of Student's t. */
export function studentTDensity(t: number, df: number): number {
  requireNumber("t", t);
  const half = requirePositive("df", df) / 2;
  const scale = stirlingError(half + 0.5) - stirlingError(half) + half * Math.log1p(0.5 / half) - 0.5;
  return Math.exp(scale - halfLogTwoPi - (half + 0.5) * Math.log1p((t * t) / df));
}

/** t with P(T ≤ t) = p. p in (0,1); the ends give −Infinity and Infinity. Relative error below 1e-12. */
export function studentTQuantile(p: number, df: number): number {
  requireProbability("p", p);
  return p < 0.5 ? -studentTSurvivalQuantile(p, df) : p === 0.5 ? 0 : -studentTSurvivalQuantile(p, df);
}

/** t with P(T > t) = q; exact for tiny q. */
export function studentTSurvivalQuantile(q: number, df: number): number {
  requireProbability("q", q);
  requirePositive("df", df);
  if (q > 0.5) return -positiveQuantile(1 - q, q - 0.5, df);
  return positiveQuantile(q, 0.5 - q, df);
}

/** Solves for ln t: on the log of the tail when it is small, on the log of the mass next to the centre otherwise. */
function positiveQuantile(tail: number, fromCentre: number, df: number): number {
  if (tail === 0) return Infinity;
  if (fromCentre === 0) return 0;
  const start = Math.log(-normalQuantile(Math.min(tail, 0.5 - 1e-17))) || 0;
  const root = newtonRoot(
    (u) => {
      const t = Math.exp(u);
      const slope = t * studentTDensity(t, df);
      if (tail < 0.25) {
        const survival = studentTSurvival(t, df);
        return [Math.log(tail / survival), slope / survival];
      }
      const square = (t * t) / df;
      const mass = 0.5 * betaTails(square / (1 + square), 1 / (1 + square), 0.5, df / 2).lower;
      return [Math.log(mass / fromCentre), slope / mass];
    },
    -745,
    700,
    Number.isFinite(start) ? start : 0,
  );
  return root === null ? Number.NaN : Math.exp(root);
}
