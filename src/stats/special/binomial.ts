import { requireCount, requireNumber, requireProbability } from "../input-checks.ts";
import { betaTails } from "./incomplete-beta.ts";
import { deviance, stirlingError } from "./log-gamma.ts";

/** P(X = k) of n trials with chance p each. Whole n ≥ 0; 0 outside 0…n. Loader 2000. */
export function binomialPmf(k: number, n: number, p: number): number {
  requireNumber("k", k);
  requireCount("n", n);
  requireProbability("p", p);
  if (!(Number.isInteger(k) && k >= 0 && k <= n)) return 0;
  if (k === 0) return p === 1 ? (n === 0 ? 1 : 0) : Math.exp(n * Math.log1p(-p));
  if (k === n) return p ** n;
  if (p === 0 || p === 1) return 0;
  const errors = stirlingError(n) - stirlingError(k) - stirlingError(n - k);
  const distance = deviance(k, n * p) + deviance(n - k, n * (1 - p));
  return Math.sqrt(n / (2 * Math.PI * k * (n - k))) * Math.exp(errors - distance);
}

/** P(X ≤ k). */
export function binomialCdf(k: number, n: number, p: number): number {
  requireNumber("k", k);
  requireCount("n", n);
  requireProbability("p", p);
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  return whole >= n ? 1 : betaTails(1 - p, p, n - whole, whole + 1).lower;
}

/** P(X > k), exact where tiny. */
export function binomialSurvival(k: number, n: number, p: number): number {
  requireNumber("k", k);
  requireCount("n", n);
  requireProbability("p", p);
  const whole = Math.floor(k);
  if (whole < 0) return 1;
  return whole >= n ? 0 : betaTails(p, 1 - p, whole + 1, n - whole).lower;
}
