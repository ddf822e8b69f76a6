import { requireNumber } from "../input-checks.ts";

/**
 * P(K > x) of Kolmogorov's limiting distribution: 2Σ(−1)^(k−1)e^(−2k²x²), or its theta transform for small x. Absolute
 * error below 1e-12.
 */
export function kolmogorovSurvival(x: number): number {
  if (!(requireNumber("x", x) > 0)) return 1;
  if (x < 1) {
    let cdf = 0;
    for (let k = 1; k < 40; k += 2) cdf += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * cdf;
  }
  let survival = 0;
  for (let k = 1; k < 40; k++) survival += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.max(0, survival);
}
