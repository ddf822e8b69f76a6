import { requireNonNegative, requirePositive, requireProbability } from "../input-checks.ts";
import { newtonRoot } from "./find-root.ts";
import { deviance, logGamma, stirlingError } from "./log-gamma.ts";
import { normalQuantile } from "./normal-quantile.ts";

/** P(a, x), the regularised lower incomplete gamma function; a > 0, x ≥ 0. */
export function incompleteGamma(a: number, x: number): number {
  return gammaTails(requirePositive("a", a), requireNonNegative("x", x)).lower;
}

/** Q(a, x) = 1 − P(a, x), exact where tiny. */
export function incompleteGammaComplement(a: number, x: number): number {
  return gammaTails(requirePositive("a", a), requireNonNegative("x", x)).upper;
}

/** x with P(a, x) = p. The end p = 1 gives Infinity; `null` if not converged. */
export function inverseIncompleteGamma(p: number, a: number): number | null {
  return invertGamma(requireProbability("p", p), 1 - p, requirePositive("a", a));
}

/** Both tails at once: the series below the mean, the continued fraction above. */
export function gammaTails(a: number, x: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  const weight = gammaWeight(a, x);
  if (x < a + 1) {
    const lower = Math.min(1, (weight / a) * lowerSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, weight * upperFraction(a, x));
  return { lower: 1 - upper, upper };
}

/** xᵃe⁻ˣ/Γ(a), exact for large a. */
export function gammaWeight(a: number, x: number): number {
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(-stirlingError(a) - deviance(a, x));
}

/** x with lower tail p and upper tail q = 1 − p. */
export function invertGamma(p: number, q: number, a: number): number | null {
  if (p <= 0) return 0;
  if (q <= 0) return Infinity;
  const z = p < q ? normalQuantile(p) : -normalQuantile(q);
  const cube = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a));
  const fromPower = (Math.log(p) + logGamma(a + 1)) / a;
  const start = cube > 0.1 ? Math.log(a) + 3 * Math.log(cube) : fromPower;
  const root = newtonRoot(
    (u) => {
      const x = Math.exp(u);
      const { lower, upper } = gammaTails(a, x);
      const weight = gammaWeight(a, x);
      return p <= q ? [Math.log(lower / p), weight / lower] : [-Math.log(upper / q), weight / upper];
    },
    Math.min(fromPower, start) - 1e-6 - 1e-9 * Math.abs(fromPower),
    Math.log(a + 750 + 40 * Math.sqrt(a + 1)),
    start,
  );
  return root === null ? null : Math.exp(root);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let k = 1; k < 100_000; k++) {
    term *= x / (a + k);
    total += term;
    if (term < total * 1e-17) break;
  }
  return total;
}

/** Legendre's fraction for Γ(a, x)·eˣx⁻ᵃ, by Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let result = d;
  for (let k = 1; k < 100_000; k++) {
    const top = -k * (k - a);
    b += 2;
    d = 1 / (b + top * d);
    c = b + top / c;
    result *= c * d;
    if (Math.abs(c * d - 1) <= Number.EPSILON) break;
  }
  return result;
}
