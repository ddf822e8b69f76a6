import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireCount, requireOpenShare, requirePositive, requireProbability } from "../input-checks.ts";
import { mcnemar } from "../proportions/paired-proportions.ts";
import { binomialCdf, binomialPmf, binomialSurvival } from "../special/binomial.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { zPower } from "./t-power.ts";

export interface PowerTarget {
  alpha?: number;
  power?: number;
  sides?: 1 | 2;
}

/** Cohen's h = 2·asin√p₁ − 2·asin√p₂: a difference of proportions on a scale where its variance is constant. */
export function arcsineEffect(p1: number, p2: number): number {
  requireProbability("p1", p1);
  requireProbability("p2", p2);
  return 2 * Math.asin(Math.sqrt(p1)) - 2 * Math.asin(Math.sqrt(p2));
}

/** Items a group for two independent proportions, by the arcsine approximation; ratio = n₂/n₁. */
export function independentProportionsSampleSize(
  p1: number,
  p2: number,
  options: PowerTarget & { ratio?: number } = {},
): number | null {
  const h = Math.abs(arcsineEffect(p1, p2));
  const ratio = requirePositive("ratio", options.ratio ?? 1);
  return h === 0 ? null : Math.ceil((zSum(options) / h) ** 2 * (1 + 1 / ratio) - 1e-9);
}

/** Items for one proportion p against a given p₀, by the arcsine approximation. */
export function oneProportionSampleSize(p: number, nullValue: number, options: PowerTarget = {}): number | null {
  const h = Math.abs(arcsineEffect(p, nullValue));
  return h === 0 ? null : Math.ceil((zSum(options) / h) ** 2 - 1e-9);
}

/** Exact power of the two-sided (doubled) binomial test of p₀ when the truth is p. */
export function oneProportionPower(p: number, nullValue: number, n: number, alpha = 0.05): number {
  requireCount("n", n, 1);
  let total = 0;
  for (let k = 0; k <= n; k++) {
    const tail = Math.min(binomialCdf(k, n, nullValue), binomialSurvival(k - 1, n, nullValue));
    if (2 * tail <= alpha) total += binomialPmf(k, n, p);
  }
  return total;
}

/**
 * Items for McNemar's test: (z₁₋α/₂√p_d + z_power√(p_d − δ²))²/δ², p_d the share of discordant items and δ the difference
 * of the two proportions. p_d .15, δ .05: 469. Connor 1987. `null` for δ = 0; |δ| ≤ p_d.
 */
export function mcnemarSampleSize(discordant: number, delta: number, options: PowerTarget = {}): number | null {
  requireProbability("discordant", discordant);
  if (Math.abs(delta) > discordant) throw new InvalidOptionError("delta", delta, "it is at most the discordant share");
  if (delta === 0) return null;
  const [za, zb] = quantiles(options);
  const n = ((za * Math.sqrt(discordant) + zb * Math.sqrt(discordant - delta ** 2)) / delta) ** 2;
  return Math.ceil(n - 1e-9);
}

/** Power of McNemar's exact or mid-p test at n items, summed over how many are discordant and how they fall. */
export function mcnemarPower(
  discordant: number,
  delta: number,
  n: number,
  options: { alpha?: number; variant?: "exact" | "mid-p" } = {},
): number {
  requireProbability("discordant", discordant);
  requireCount("n", n, 1);
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  if (Math.abs(delta) > discordant) throw new InvalidOptionError("delta", delta, "it is at most the discordant share");
  if (discordant === 0) return 0;
  const first = (discordant + delta) / 2 / discordant;
  let total = 0;
  for (let d = 1; d <= n; d++) {
    const weight = binomialPmf(d, n, discordant);
    if (weight < 1e-14) continue;
    let edge = -1;
    while (edge + 1 <= d / 2 && mcnemar(edge + 1, d - edge - 1, options).p! <= alpha) edge++;
    if (edge < 0) continue;
    total += weight * (binomialCdf(edge, d, first) + binomialSurvival(d - edge - 1, d, first));
  }
  return Math.min(1, total);
}

/** Items to show non-inferiority within a margin when the true difference is 0: (z₁₋α + z_power)²p_d/m², one-sided. */
export function nonInferioritySampleSize(discordant: number, margin: number, options: PowerTarget = {}): number {
  requireProbability("discordant", discordant);
  requirePositive("margin", margin);
  return Math.ceil((zSum({ sides: 1, ...options }) ** 2 * discordant) / margin ** 2 - 1e-9);
}

/** Power to show non-inferiority at n items when the true difference is `delta`. */
export function nonInferiorityPower(
  discordant: number,
  margin: number,
  n: number,
  options: { alpha?: number; delta?: number } = {},
): number {
  const delta = options.delta ?? 0;
  const se = Math.sqrt((discordant - delta ** 2) / requireCount("n", n, 1));
  return zPower((margin + delta) / se, { alpha: options.alpha ?? 0.05, alternative: "greater" });
}

function quantiles(options: PowerTarget): [number, number] {
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  const power = requireOpenShare("power", options.power ?? 0.8);
  return [normalQuantile(1 - alpha / (options.sides ?? 2)), normalQuantile(power)];
}

function zSum(options: PowerTarget): number {
  const [za, zb] = quantiles(options);
  return za + zb;
}
