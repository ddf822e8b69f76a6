import { kurtosis, meanOf, skewness, varianceOf } from "../describe/moments.ts";
import { finiteCopy } from "../input-checks.ts";
import type { ReasonCode, TestResult } from "../records.ts";
import { chiSquareSurvival } from "../special/chi-square.ts";
import { normalLogCdf, normalLogSurvival } from "../special/normal-distribution.ts";

/**
 * D'Agostino and Pearson's (1973) K²: skewness and kurtosis, each made normal, squared and added; χ² with 2 df. From 8
 * values. A diagnostic only: no other test here waits for it.
 */
export function dagostinoPearson(values: ArrayLike<number>): TestResult {
  const x = finiteCopy("values", values);
  const n = x.length;
  const g1 = skewness(x);
  const g2 = kurtosis(x);
  if (n < 8) return unknown("D'Agostino-Pearson", n, "too-few");
  if (g1 === null || g2 === null) return unknown("D'Agostino-Pearson", n, "no-variation");
  const k2 = skewnessZ(g1, n) ** 2 + kurtosisZ(g2, n) ** 2;
  return result("D'Agostino-Pearson", k2, chiSquareSurvival(k2, 2), n, 2);
}

/** Jarque and Bera's (1980) n/6·(g₁² + g₂²/4), χ² with 2 df: only for hundreds of values. */
export function jarqueBera(values: ArrayLike<number>): TestResult {
  const x = finiteCopy("values", values);
  const [g1, g2] = [skewness(x), kurtosis(x)];
  if (x.length < 3) return unknown("Jarque-Bera", x.length, "too-few");
  if (g1 === null || g2 === null) return unknown("Jarque-Bera", x.length, "no-variation");
  const statistic = (x.length / 6) * (g1 ** 2 + g2 ** 2 / 4);
  return result("Jarque-Bera", statistic, chiSquareSurvival(statistic, 2), x.length, 2);
}

/**
 * Anderson and Darling's (1952) A² against a normal law with mean and variance of the values; p by the polynomials of
 * D'Agostino and Stephens (1986). From 3 values.
 */
export function andersonDarling(values: ArrayLike<number>): TestResult {
  const x = finiteCopy("values", values).sort();
  const n = x.length;
  if (n < 3) return unknown("Anderson-Darling", n, "too-few");
  const sd = Math.sqrt(varianceOf(x));
  if (sd === 0) return unknown("Anderson-Darling", n, "no-variation");
  const centre = meanOf(x);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const low = normalLogCdf((x[i]! - centre) / sd);
    const high = normalLogSurvival((x[n - 1 - i]! - centre) / sd);
    sum += (2 * i + 1) * (low + high);
  }
  const statistic = -n - sum / n;
  return result("Anderson-Darling", statistic, andersonP(statistic * (1 + 0.75 / n + 2.25 / n ** 2)), n);
}

function andersonP(a: number): number {
  if (a >= 0.6) return Math.exp(1.2937 - 5.709 * a + 0.0186 * a * a);
  if (a >= 0.34) return Math.exp(0.9177 - 4.279 * a - 1.38 * a * a);
  if (a >= 0.2) return 1 - Math.exp(-8.318 + 42.796 * a - 59.938 * a * a);
  return 1 - Math.exp(-13.436 + 101.14 * a - 223.73 * a * a);
}

/** D'Agostino 1970. */
function skewnessZ(g1: number, n: number): number {
  const y = g1 * Math.sqrt(((n + 1) * (n + 3)) / (6 * (n - 2)));
  const spread = (3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)) / ((n - 2) * (n + 5) * (n + 7) * (n + 9));
  const w2 = -1 + Math.sqrt(2 * (spread - 1));
  const delta = 1 / Math.sqrt(0.5 * Math.log(w2));
  const alpha = Math.sqrt(2 / (w2 - 1));
  return delta * Math.asinh(y / alpha);
}

/** Anscombe and Glynn 1983. */
function kurtosisZ(g2: number, n: number): number {
  const expected = (3 * (n - 1)) / (n + 1);
  const variance = (24 * n * (n - 2) * (n - 3)) / ((n + 1) ** 2 * (n + 3) * (n + 5));
  const x = (g2 + 3 - expected) / Math.sqrt(variance);
  const root = Math.sqrt((6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3)));
  const skew = ((6 * (n * n - 5 * n + 2)) / ((n + 7) * (n + 9))) * root;
  const a = 6 + (8 / skew) * (2 / skew + Math.sqrt(1 + 4 / skew ** 2));
  const bottom = 1 + x * Math.sqrt(2 / (a - 4));
  const term = Math.cbrt((1 - 2 / a) / Math.abs(bottom));
  return (1 - 2 / (9 * a) - Math.sign(bottom) * term) / Math.sqrt(2 / (9 * a));
}

const upperTail = { alternative: "two-sided", convention: "upper-tail", exact: false, ties: 0, zeros: 0 } as const;

function result(method: string, statistic: number, p: number, n: number, df?: number): TestResult {
  return { ...upperTail, statistic, p: Math.min(1, Math.max(0, p)), method, n, ...(df === undefined ? {} : { df }) };
}

function unknown(method: string, n: number, reason: ReasonCode): TestResult {
  return { ...upperTail, statistic: null, p: null, method, n, reason };
}
