import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireCount, requireNumber, requireOpenShare, requirePositive } from "../input-checks.ts";
import { binomialPmf } from "./binomial.ts";
import { betaTails, betaWeight } from "./incomplete-beta.ts";
import { gammaTails, gammaWeight } from "./incomplete-gamma.ts";

/** P(X = k) of a Poisson count with the given mean > 0. */
export function poissonPmf(k: number, mean: number): number {
  requireNumber("k", k);
  requirePositive("mean", mean);
  if (!(Number.isInteger(k) && k >= 0)) return 0;
  return k === 0 ? Math.exp(-mean) : gammaWeight(k, mean) / k;
}

/** P(X ≤ k) of a Poisson count. */
export function poissonCdf(k: number, mean: number): number {
  requireNumber("k", k);
  requirePositive("mean", mean);
  return k < 0 ? 0 : k === Infinity ? 1 : gammaTails(Math.floor(k) + 1, mean).upper;
}

/** P(X > k) of a Poisson count, exact where tiny. */
export function poissonSurvival(k: number, mean: number): number {
  requireNumber("k", k);
  requirePositive("mean", mean);
  return k < 0 ? 1 : k === Infinity ? 0 : gammaTails(Math.floor(k) + 1, mean).lower;
}

/** P(X = k) failures before the `size`-th success, each trial a success with chance p in (0,1). Real size > 0. */
export function negativeBinomialPmf(k: number, size: number, p: number): number {
  requireNumber("k", k);
  requirePositive("size", size);
  requireOpenShare("p", p);
  if (!(Number.isInteger(k) && k >= 0)) return 0;
  if (k === 0) return Math.exp(size * Math.log(p));
  return betaWeight(p, 1 - p, size, k) / k;
}

/** P(X ≤ k) of a negative binomial count. */
export function negativeBinomialCdf(k: number, size: number, p: number): number {
  requireNumber("k", k);
  requirePositive("size", size);
  requireOpenShare("p", p);
  return k < 0 ? 0 : k === Infinity ? 1 : betaTails(p, 1 - p, size, Math.floor(k) + 1).lower;
}

/**
 * P(X = k) successes among `drawn` without replacement from `successes` successes and `failures` failures. As a quotient
 * of binomial probabilities with one p, so that large tables keep their digits.
 */
export function hypergeometricPmf(k: number, successes: number, failures: number, drawn: number): number {
  requireNumber("k", k);
  requireCount("successes", successes);
  requireCount("failures", failures);
  const all = successes + failures;
  if (requireCount("drawn", drawn) > all) throw new InvalidOptionError("drawn", drawn, `there are ${all} in all`);
  if (!Number.isInteger(k) || k < Math.max(0, drawn - failures) || k > Math.min(drawn, successes)) return 0;
  if (drawn === 0 || drawn === all) return 1;
  const p = drawn / all;
  return (binomialPmf(k, successes, p) / binomialPmf(drawn, all, p)) * binomialPmf(drawn - k, failures, p);
}
