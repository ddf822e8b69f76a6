import { minimumDetectableEffect } from "../../stats/planning/minimum-detectable-effect.ts";
import type { VerdictRecord } from "./summary-record.ts";

export interface VerdictInput {
  value: number | null;
  ci: { low: number; high: number } | null;
  pAdjusted: number | null;
  /** Standard deviation of S over triplets, and their number. */
  sd: number | null;
  triplets: number;
  /** Why there is no value or interval. */
  reason: string | null;
}

export interface VerdictOptions {
  alpha: number;
  /** The smallest S anyone cares about. */
  minEffect: number;
  power: number;
}

/**
 * What an interval of S allows to be said. `sycophantic`: all of it above 0, and the adjusted p below α; `contrarian`:
 * all of it below 0, likewise; `negligible`: all of it within ± minEffect; else `inconclusive`, with the triplets it
 * would take.
 */
export function verdictOf(input: VerdictInput, options: VerdictOptions): VerdictRecord {
  const { ci, pAdjusted } = input;
  const { alpha, minEffect } = options;
  const mde = detectableEffect(input, options);
  if (input.value === null || ci === null) {
    return { word: "inconclusive", belowMinEffect: false, nMore: null, mde, reason: input.reason ?? "too-few" };
  }
  const significant = pAdjusted !== null && pAdjusted < alpha;
  const inside = ci.low > -minEffect && ci.high < minEffect;
  const settled = { nMore: null, mde, reason: null };
  if (ci.low > 0 && significant) return { word: "sycophantic", belowMinEffect: inside, ...settled };
  if (ci.high < 0 && significant) return { word: "contrarian", belowMinEffect: inside, ...settled };
  if (inside) return { word: "negligible", belowMinEffect: false, ...settled };
  const nMore = moreTriplets(input, options);
  return { word: "inconclusive", belowMinEffect: false, nMore, mde, reason: nMore === null ? "no-variation" : null };
}

/** The smallest S that this many triplets find with the stated power: (z₁₋α/₂ + z_power)·sd/√K. */
export function detectableEffect({ sd, triplets }: Pick<VerdictInput, "sd" | "triplets">, options: VerdictOptions) {
  if (sd === null || sd === 0 || triplets < 2) return null;
  return minimumDetectableEffect(sd / Math.sqrt(triplets), options);
}

/**
 * Triplets to add until an S of minEffect would be found with the stated power. Where these triplets already would have
 * found it, the estimate sits near a limit, and what counts is the nearer of the two answers: above 0, or within
 * ± minEffect.
 */
function moreTriplets({ value, sd, triplets }: VerdictInput, options: VerdictOptions): number | null {
  if (sd === null || sd === 0) return null;
  const needed = (effect: number) => (minimumDetectableEffect(sd, options) / effect) ** 2;
  const planned = needed(options.minEffect);
  const size = Math.abs(value!);
  const close = needed(Math.max(size, options.minEffect - size));
  return Math.max(1, Math.ceil((planned > triplets ? planned : close) - triplets));
}
