import { isConstant, meanOf } from "../describe/moments.ts";
import { finiteCopy } from "../input-checks.ts";
import type { TestResult } from "../records.ts";
import { normalSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

/**
 * Shapiro and Wilk's (1965) W for 3 to 5,000 values, with Royston's (1995, AS R94) coefficients and p. Small W speaks
 * against normality. A diagnostic only: choosing a later test by it changes that test's error rate.
 */
export function shapiroWilk(values: ArrayLike<number>): TestResult {
  const x = finiteCopy("values", values).sort();
  const n = x.length;
  const method = "Shapiro-Wilk";
  const frame = { alternative: "two-sided", convention: "upper-tail", exact: false, n, ties: 0, zeros: 0 } as const;
  if (n < 3) return { ...frame, statistic: null, p: null, method, reason: "too-few" };
  if (isConstant(x)) return { ...frame, statistic: null, p: null, method, reason: "no-variation" };
  const a = shapiroWeights(n);
  const centre = meanOf(x);
  let top = 0;
  for (let i = 0; i < a.length; i++) top += a[i]! * (x[n - 1 - i]! - x[i]!);
  const bottom = x.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const w = Math.min(1, top ** 2 / bottom);
  const notes = n > 5000 ? `${method}, p extrapolated beyond 5,000` : method;
  return { ...frame, statistic: w, p: shapiroP(w, n), method: notes };
}

/** Weights of the largest minus the smallest, the second largest minus the second smallest, … */
export function shapiroWeights(n: number): Float64Array {
  const half = Math.floor(n / 2);
  if (n === 3) return Float64Array.of(Math.SQRT1_2);
  const m = Float64Array.from({ length: half }, (_, i) => -normalQuantile((i + 1 - 0.375) / (n + 0.25)));
  const squares = 2 * m.reduce((sum, value) => sum + value ** 2, 0);
  const u = 1 / Math.sqrt(n);
  const a = new Float64Array(half);
  const first = m[0]! / Math.sqrt(squares) + polynomial(firstTerms, u);
  a[0] = first;
  let from = 1;
  let scale = (squares - 2 * m[0]! ** 2) / (1 - 2 * first ** 2);
  if (n > 5) {
    const second = m[1]! / Math.sqrt(squares) + polynomial(secondTerms, u);
    a[1] = second;
    from = 2;
    scale = (squares - 2 * m[0]! ** 2 - 2 * m[1]! ** 2) / (1 - 2 * first ** 2 - 2 * second ** 2);
  }
  for (let i = from; i < half; i++) a[i] = m[i]! / Math.sqrt(scale);
  return a;
}

/** p of W for n ≥ 3 values: exact for 3, else by Royston's normal approximation of ln(1−W). */
export function shapiroP(w: number, n: number): number {
  if (n === 3) {
    const p = (6 / Math.PI) * (Math.asin(Math.sqrt(w)) - Math.asin(Math.sqrt(0.75)));
    return Math.min(1, Math.max(0, p));
  }
  const y = Math.log1p(-w);
  if (n <= 11) {
    const gamma = -2.273 + 0.459 * n;
    if (y >= gamma) return 0;
    const centre = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], n);
    const spread = Math.exp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], n));
    return normalSurvival((-Math.log(gamma - y) - centre) / spread);
  }
  const size = Math.log(n);
  const centre = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], size);
  const spread = Math.exp(polynomial([-0.4803, -0.082676, 0.0030302], size));
  return normalSurvival((y - centre) / spread);
}

function polynomial(terms: readonly number[], x: number): number {
  return terms.reduceRight((sum, term) => sum * x + term, 0);
}

const firstTerms = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const secondTerms = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
