import { InvalidOptionError } from "../../errors/statistics-errors.ts";

/**
 * ln Γ(x), x > 0. Relative error below 1e-14, absolute near 1 and 2 where it is 0. Stirling's series from 8 up; below,
 * the Taylor series about 2 after stepping there.
 */
export function logGamma(x: number): number {
  if (!(x > 0) || x === Infinity) throw new InvalidOptionError("x", x, "x is a finite number above 0");
  if (x >= 8) return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingSeries(x);
  if (x < 0.5) return aboutTwo(x) - Math.log(x * (x + 1));
  if (x < 1.5) return aboutTwo(x - 1) - Math.log(x);
  let product = 1;
  let reduced = x;
  while (reduced >= 2.5) {
    reduced -= 1;
    product *= reduced;
  }
  return aboutTwo(reduced - 2) + Math.log(product);
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a+b), a, b > 0. Loses digits when one argument dwarfs the other. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** What Stirling's formula misses: ln Γ(x) − ((x − ½)·ln x − x + ½·ln 2π), x > 0. Keeps densities exact for large x. */
export function stirlingError(x: number): number {
  return x >= 8 ? stirlingSeries(x) : logGamma(x) - ((x - 0.5) * Math.log(x) - x + halfLogTwoPi);
}

/**
 * k·ln(k/m) + m − k, without cancellation when k is near m; k ≥ 0, m > 0. The distance of a count from its expectation
 * that binomial and Poisson probabilities are made of. Loader 2000.
 */
export function deviance(k: number, m: number): number {
  if (Math.abs(k - m) >= 0.1 * (k + m)) return k === 0 ? m : k * Math.log(k / m) + m - k;
  const share = (k - m) / (k + m);
  let total = (k - m) * share;
  let term = 2 * k * share;
  for (let j = 1; j < 1000; j++) {
    term *= share * share;
    const next = total + term / (2 * j + 1);
    if (next === total) break;
    total = next;
  }
  return total;
}

export const halfLogTwoPi = 0.9189385332046728;

function stirlingSeries(x: number): number {
  const inverseSquare = 1 / (x * x);
  let total = 0;
  for (let i = stirlingTerms.length - 1; i >= 0; i--) total = total * inverseSquare + stirlingTerms[i]!;
  return total / x;
}

/** ln Γ(2 + z) for |z| ≤ ½. */
function aboutTwo(z: number): number {
  let total = 0;
  for (let i = aboutTwoTerms.length - 1; i >= 0; i--) total = total * z + aboutTwoTerms[i]!;
  return total * z;
}

/** B₂ₖ/(2k(2k−1)). */
const stirlingTerms = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417,
  -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242, 0.17964437236883057,
];

/** 1 − γ, then (−1)ᵏ(ζ(k) − 1)/k for k = 2, 3, … */
const aboutTwoTerms = [
  0.42278433509846713, 0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
  0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5,
  -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6,
  9.55141213040742e-7, -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8,
  -2.2711094608943164e-8, 1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9,
  5.731367241678862e-10, -2.7595228851242334e-10, 1.330476437424449e-10,
];
