import { finiteCopy, requireSameLength } from "../input-checks.ts";
import { compensatedSum } from "./sum.ts";

/** Arithmetic mean, in the unit of the values. `null` for no values: a mean of nothing is not 0. */
export function mean(values: ArrayLike<number>): number | null {
  const x = finiteCopy("values", values);
  return x.length === 0 ? null : meanOf(x);
}

/** Sample variance, Σ(x−x̄)²/(n−1), two-pass. `null` for n < 2. */
export function variance(values: ArrayLike<number>): number | null {
  const x = finiteCopy("values", values);
  return x.length < 2 ? null : varianceOf(x);
}

/** Variance with ddof 0: the values are the whole population. `null` for no values. */
export function populationVariance(values: ArrayLike<number>): number | null {
  const x = finiteCopy("values", values);
  return x.length === 0 ? null : centralMoment(x, 2);
}

/** Square root of `variance` (ddof 1), in the unit of the values. `null` for n < 2. */
export function standardDeviation(values: ArrayLike<number>): number | null {
  const value = variance(values);
  return value === null ? null : Math.sqrt(value);
}

/** Standard error of the mean, s/√n, for independent values. `null` for n < 2. */
export function standardError(values: ArrayLike<number>): number | null {
  const value = variance(values);
  return value === null ? null : Math.sqrt(value / values.length);
}

/** s/|x̄|, without unit, for a ratio scale. `null` for n < 2 and where the mean is 0 beside the values (|x̄| ≤ 1e-10·max|x|). */
export function coefficientOfVariation(values: ArrayLike<number>): number | null {
  const x = finiteCopy("values", values);
  if (x.length < 2) return null;
  const centre = Math.abs(meanOf(x));
  return centre <= 1e-10 * largestMagnitude(x) ? null : Math.sqrt(varianceOf(x)) / centre;
}

/** Sample covariance, ddof 1. Same lengths; `null` for n < 2. */
export function covariance(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  requireSameLength("a", a, "b", b);
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  return x.length < 2 ? null : covarianceOf(x, y);
}

/**
 * Skewness: `g1` = m₃/m₂^1.5 (default), or `G1` = g₁√(n(n−1))/(n−2), unbiased for normal samples. `null` without
 * variation and for n below 2 (g1) or 3 (G1).
 */
export function skewness(values: ArrayLike<number>, options: { type?: "g1" | "G1" } = {}): number | null {
  const x = finiteCopy("values", values);
  const n = x.length;
  if (n < (options.type === "G1" ? 3 : 2) || isConstant(x)) return null;
  const g1 = centralMoment(x, 3) / centralMoment(x, 2) ** 1.5;
  return options.type === "G1" ? (g1 * Math.sqrt(n * (n - 1))) / (n - 2) : g1;
}

/**
 * Excess kurtosis (normal = 0): `g2` = m₄/m₂² − 3 (default), or `G2` = ((n+1)g₂ + 6)(n−1)/((n−2)(n−3)). `null` without
 * variation and for n below 2 (g2) or 4 (G2).
 */
export function kurtosis(values: ArrayLike<number>, options: { type?: "g2" | "G2" } = {}): number | null {
  const x = finiteCopy("values", values);
  const n = x.length;
  if (n < (options.type === "G2" ? 4 : 2) || isConstant(x)) return null;
  const g2 = centralMoment(x, 4) / centralMoment(x, 2) ** 2 - 3;
  return options.type === "G2" ? (((n + 1) * g2 + 6) * (n - 1)) / ((n - 2) * (n - 3)) : g2;
}

/** Geometric mean of positive values, as exp of the mean log. `null` for no values or any value ≤ 0. */
export function geometricMean(values: ArrayLike<number>): number | null {
  const x = finiteCopy("values", values);
  if (x.length === 0 || x.some((value) => value <= 0)) return null;
  return Math.exp(meanOf(x.map(Math.log)));
}

/**
 * Σwx/Σw and Kish's effective n, (Σw)²/Σw². Weights ≥ 0 in any unit, one per value. Both `null` where the weights sum
 * to 0.
 */
export function weightedMean(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
): { value: number | null; effectiveN: number | null } {
  requireSameLength("values", values, "weights", weights);
  const x = finiteCopy("values", values);
  const w = finiteCopy("weights", weights);
  const total = compensatedSum(w);
  if (!(total > 0)) return { value: null, effectiveN: null };
  const weighted = compensatedSum(x.map((value, i) => value * w[i]!));
  return { value: weighted / total, effectiveN: total ** 2 / compensatedSum(w.map((weight) => weight * weight)) };
}

/** `mean` for one or more numbers known to be finite. The second pass makes equal values give exactly that value. */
export function meanOf(x: ArrayLike<number>): number {
  return compensatedSum(x) / x.length;
}

/** `variance` for two or more numbers known to be finite. Equal values give exactly 0. */
export function varianceOf(x: ArrayLike<number>): number {
  return covarianceOf(x, x);
}

/** `covariance` for two or more pairs known to be finite. */
export function covarianceOf(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (isConstant(x) || isConstant(y)) return 0;
  const centreX = meanOf(x);
  const centreY = meanOf(y);
  const products = new Float64Array(x.length);
  for (let i = 0; i < products.length; i++) products[i] = (x[i]! - centreX) * (y[i]! - centreY);
  return compensatedSum(products) / (x.length - 1);
}

/** Every value equal to the first, bit for bit. True for none. */
export function isConstant(x: ArrayLike<number>): boolean {
  for (let i = 1; i < x.length; i++) if (x[i] !== x[0]) return false;
  return true;
}

/** max|x|; 0 for none. */
export function largestMagnitude(x: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
  return largest;
}

function centralMoment(x: Float64Array, power: number): number {
  const centre = meanOf(x);
  return compensatedSum(x.map((value) => (value - centre) ** power)) / x.length;
}
