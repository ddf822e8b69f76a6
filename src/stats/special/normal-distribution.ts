import { requireNumber } from "../input-checks.ts";
import { halfLogTwoPi } from "./log-gamma.ts";

/** Φ(z) = P(Z ≤ z). Relative error below 1e-14 down to −37σ. Cody (1969); Laplace's fraction far out. */
export function normalCdf(z: number): number {
  requireNumber("z", z);
  return z <= 0 ? lowerTail(-z) : z < centreEdge ? 0.5 + centre(z) : 1 - lowerTail(z);
}

/** P(Z > z), exact in relative terms for large z where 1 − Φ(z) is 0. */
export function normalSurvival(z: number): number {
  return normalCdf(-z);
}

/** ln Φ(z), finite for any finite z. */
export function normalLogCdf(z: number): number {
  requireNumber("z", z);
  if (z > 1) return Math.log1p(-lowerTail(z));
  if (z > -30) return Math.log(lowerTail(-z));
  return -0.5 * z * z + Math.log(tailFactor(-z));
}

/** ln P(Z > z). */
export function normalLogSurvival(z: number): number {
  return normalLogCdf(-z);
}

/** The density φ(z). */
export function normalDensity(z: number): number {
  requireNumber("z", z);
  return Math.exp(-0.5 * z * z - halfLogTwoPi);
}

const centreEdge = 0.67448975;
const inverseRootTwoPi = 0.3989422804014327;

/** P(Z < −x) for x of either sign. */
function lowerTail(x: number): number {
  if (Math.abs(x) < centreEdge) return 0.5 - centre(x);
  if (x > 40) return 0; // Below the smallest double.
  return x < 0 ? 1 - lowerTail(-x) : expMinusHalfSquare(x) * tailFactor(x);
}

/** Φ(x) − ½ for small |x|. */
function centre(x: number): number {
  const square = x * x;
  let top = centreTop[4]! * square;
  let bottom = square;
  for (let i = 0; i < 3; i++) {
    top = (top + centreTop[i]!) * square;
    bottom = (bottom + centreBottom[i]!) * square;
  }
  return (x * (top + centreTop[3]!)) / (bottom + centreBottom[3]!);
}

/** P(Z > x)·exp(x²/2) for x beyond the centre. */
function tailFactor(x: number): number {
  if (x < 5.656854249492381) {
    let top = middleTop[8]! * x;
    let bottom = x;
    for (let i = 0; i < 7; i++) {
      top = (top + middleTop[i]!) * x;
      bottom = (bottom + middleBottom[i]!) * x;
    }
    return (top + middleTop[7]!) / (bottom + middleBottom[7]!);
  }
  let fraction = x;
  for (let k = 20; k >= 1; k--) fraction = x + k / fraction;
  return inverseRootTwoPi / fraction;
}

/** exp(−x²/2) with x² split, so that the rounding of the square does not reach the exponent. */
function expMinusHalfSquare(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (x - coarse) * (x + coarse));
}

const centreTop = [2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356, 0.06568233791820745];
const centreBottom = [47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const middleTop = [
  0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002, 2494.5375852903726, 6848.190450536283,
  11602.65143764735, 9842.714838383978, 1.0765576773720192e-8,
];
const middleBottom = [
  22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.429676859992,
];
