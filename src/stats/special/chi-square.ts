import { requireNumber, requirePositive, requireProbability } from "../input-checks.ts";
import { gammaTails, invertGamma } from "./incomplete-gamma.ts";

/** P(X ≤ x) of χ² with df > 0 degrees of freedom, not necessarily whole. */
export function chiSquareCdf(x: number, df: number): number {
  return gammaTails(requirePositive("df", df) / 2, requireNumber("x", x) / 2).lower;
}

/** P(X > x), exact where tiny. */
export function chiSquareSurvival(x: number, df: number): number {
  return gammaTails(requirePositive("df", df) / 2, requireNumber("x", x) / 2).upper;
}

/** x with P(X ≤ x) = p; Infinity at p = 1, `null` if not converged. */
export function chiSquareQuantile(p: number, df: number): number | null {
  const x = invertGamma(requireProbability("p", p), 1 - p, requirePositive("df", df) / 2);
  return x === null ? null : 2 * x;
}
