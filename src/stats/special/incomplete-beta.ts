import { requirePositive, requireProbability } from "../input-checks.ts";
import { newtonRoot } from "./find-root.ts";
import { deviance, logBeta, stirlingError } from "./log-gamma.ts";

/** I_x(a, b), the regularised incomplete beta function: the Beta(a, b) probability of [0, x]. a, b > 0, x in [0,1]. */
export function incompleteBeta(x: number, a: number, b: number): number {
  return betaTails(requireProbability("x", x), 1 - x, requirePositive("a", a), requirePositive("b", b)).lower;
}

/** 1 − I_x(a, b), exact in relative terms where it is tiny. */
export function incompleteBetaComplement(x: number, a: number, b: number): number {
  return betaTails(requireProbability("x", x), 1 - x, requirePositive("a", a), requirePositive("b", b)).upper;
}

/** x with I_x(a, b) = p. Relative error below 1e-12, also where x is as small as 1e-300. `null` if not converged. */
export function inverseIncompleteBeta(p: number, a: number, b: number): number | null {
  return invertBeta(requireProbability("p", p), 1 - p, requirePositive("a", a), requirePositive("b", b))?.x ?? null;
}

/**
 * Both tails of Beta(a, b) at x, given y = 1 − x as well, so that neither loses digits. Continued fraction of the
 * smaller side. For parameters known to be valid.
 */
export function betaTails(x: number, y: number, a: number, b: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, betaWeight(x, y, a, b) / betaFraction(x, y, a, b));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, betaWeight(y, x, b, a) / betaFraction(y, x, b, a));
  return { lower: 1 - upper, upper };
}

/** xᵃyᵇ/B(a, b) with x + y = 1: the density times xy. Exact for large a and b. Loader 2000. */
export function betaWeight(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const errors = stirlingError(n) - stirlingError(a) - stirlingError(b);
  const distance = deviance(a, n * x) + deviance(b, n * y);
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(errors - distance);
}

/** x and y = 1 − x with I_x(a, b) = p, q = 1 − p given as well. */
export function invertBeta(p: number, q: number, a: number, b: number): { x: number; y: number } | null {
  if (p <= 0) return { x: 0, y: 1 };
  if (q <= 0) return { x: 1, y: 0 };
  if (betaTails(0.5, 0.5, a, b).lower < p) {
    const mirrored = invertLowerHalf(q, p, b, a);
    return mirrored === null ? null : { x: 1 - mirrored, y: mirrored };
  }
  const x = invertLowerHalf(p, q, a, b);
  return x === null ? null : { x, y: 1 - x };
}

/** The solution that lies in (0, ½], found as ln x on the log of the smaller tail. */
function invertLowerHalf(p: number, q: number, a: number, b: number): number | null {
  const fromPower = (Math.log(p) + Math.log(a) + logBeta(a, b)) / a;
  const lowest = fromPower - (Math.LN2 + 1e-6) / a - 1e-9 * Math.abs(fromPower);
  const root = newtonRoot(
    (u) => {
      const x = Math.exp(u);
      const { lower, upper } = betaTails(x, 1 - x, a, b);
      const weight = betaWeight(x, 1 - x, a, b) / (1 - x);
      return p <= q ? [Math.log(lower / p), weight / lower] : [-Math.log(upper / q), weight / upper];
    },
    lowest,
    -Math.LN2,
    fromPower,
  );
  return root === null ? null : Math.exp(root);
}

/** Contracted fraction: no term cancels, also for x near 1. Didonato and Morris 1992, eq. 9. */
function betaFraction(x: number, y: number, a: number, b: number): number {
  const offset = a * y - b * x + 1;
  let result = (a * offset) / (a + 1);
  let c = result;
  let d = 0;
  for (let m = 1; m < 100_000; m++) {
    const edge = a + 2 * m - 1;
    const numerator = ((a + m - 1) / edge) * ((a + b + m - 1) / edge) * m * (b - m) * x * x;
    const denominator = m + (m * (b - m) * x) / edge + ((a + m) * (offset + m * (1 + y))) / (edge + 2);
    d = 1 / (denominator + numerator * d);
    c = denominator + numerator / c;
    const change = c * d;
    result *= change;
    if (Math.abs(change - 1) <= Number.EPSILON) break;
  }
  return result;
}
