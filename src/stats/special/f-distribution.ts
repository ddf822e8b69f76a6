import { requireNumber, requirePositive, requireProbability } from "../input-checks.ts";
import { betaTails, invertBeta } from "./incomplete-beta.ts";

/** P(F ≤ f) with df1, df2 > 0 degrees of freedom. */
export function fCdf(f: number, df1: number, df2: number): number {
  return fTails(f, df1, df2).lower;
}

/** P(F > f), exact where tiny. */
export function fSurvival(f: number, df1: number, df2: number): number {
  return fTails(f, df1, df2).upper;
}

/** f with P(F ≤ f) = p; Infinity at p = 1, `null` if not converged. */
export function fQuantile(p: number, df1: number, df2: number): number | null {
  requireProbability("p", p);
  const root = invertBeta(p, 1 - p, requirePositive("df1", df1) / 2, requirePositive("df2", df2) / 2);
  return root === null ? null : (df2 * root.x) / (df1 * root.y);
}

function fTails(f: number, df1: number, df2: number): { lower: number; upper: number } {
  requireNumber("f", f);
  requirePositive("df1", df1);
  requirePositive("df2", df2);
  if (f <= 0) return { lower: 0, upper: 1 };
  const ratio = (df1 * f) / df2;
  return betaTails(ratio / (1 + ratio), 1 / (1 + ratio), df1 / 2, df2 / 2);
}
