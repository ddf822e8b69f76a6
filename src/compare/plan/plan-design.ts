import { assurance, assuranceSampleSize } from "../../stats/planning/assurance.ts";
import { designEffect, type TwoLevelVariances, twoLevelVariance } from "../../stats/planning/precision.ts";
import {
  mcnemarPower,
  mcnemarSampleSize,
  nonInferiorityPower,
  nonInferioritySampleSize,
} from "../../stats/planning/proportion-power.ts";
import { type TDesign, tDetectable, tPower, tSampleSize, zPower } from "../../stats/planning/t-power.ts";

/** What a design can say about an n and a difference; `spread` is σ, or the discordant share of paired right and wrong. */
export interface PlannedDesign {
  readonly unit: string;
  /** Standard deviation or discordant share as given. */
  readonly spread: number;
  /** Smallest n with this power; null where none would do. */
  size(spread: number, effect: number, power: number, alpha: number): number | null;
  /** null where n leaves no degree of freedom. */
  power(spread: number, effect: number, n: number, alpha: number): number | null;
  detectable(spread: number, n: number, power: number, alpha: number): number | null;
  /** Values of a second group for n of the first. */
  second(n: number): number | null;
  /** Power averaged over σ's doubt, and the n that reaches a target; null where the design has none. */
  readonly assured: {
    power(effect: number, n: number, alpha: number): number;
    size(effect: number, target: number, alpha: number): number | null;
  } | null;
}

/** t designs: differences of pairs, two groups, or one-sided against a margin; `inflation` multiplies n for clusters. */
export function tDesign(
  options: TDesign & { sd: number; pilotDf: number | null; unit: string; inflation?: number },
): PlannedDesign {
  const { sd, pilotDf, unit, inflation = 1, ...design } = options;
  const at = (alpha: number) => ({ ...design, alpha });
  const second = (n: number) =>
    design.design === "paired" ? null : Math.max(2, Math.ceil(n * (design.ratio ?? 1) - 1e-9));
  const inflated = (n: number | null | undefined) => (n == null ? null : Math.ceil(n * inflation - 1e-9));
  /** Independent values that n is worth; null where they leave no degree of freedom to judge by. */
  const effective = (n: number) => {
    const worth = n / inflation;
    return worth < (design.design === "paired" ? 2 : 3 / (1 + (design.ratio ?? 1))) ? null : worth;
  };
  return {
    unit,
    spread: sd,
    second,
    size: (spread, effect, power, alpha) => inflated(tSampleSize(effect / spread, power, at(alpha))?.n),
    power: (spread, effect, n, alpha) => {
      const worth = effective(n);
      return worth === null ? null : tPower(effect / spread, worth, at(alpha));
    },
    detectable: (spread, n, power, alpha) => {
      const worth = effective(n);
      const d = worth === null ? null : tDetectable(worth, power, at(alpha));
      return d === null ? null : Math.abs(d) * spread;
    },
    assured:
      pilotDf === null
        ? null
        : {
            power: (effect, n, alpha) => assurance(effect / sd, n / inflation, { ...at(alpha), pilotDf }),
            size: (effect, target, alpha) =>
              inflated(assuranceSampleSize(effect / sd, target, { ...at(alpha), pilotDf })),
          },
  };
}

/** How much larger a sample in clusters must be. */
export function clusterInflation(parts: { size: number; icc: number; sizeCv?: number }): number {
  return designEffect(parts.size, parts.icc, parts.sizeCv ?? 0);
}

/** Right and wrong on the same items: McNemar's test, or non-inferiority within a margin when the truth is no difference. */
export function discordantDesign(goal: "mcnemar" | "non-inferiority", discordant: number): PlannedDesign {
  const superior = goal === "mcnemar";
  const power = (spread: number, effect: number, n: number, alpha: number) =>
    superior
      ? effect > spread
        ? 1
        : mcnemarPower(spread, effect, n, { alpha, variant: "mid-p" })
      : nonInferiorityPower(spread, effect, n, { alpha });
  return {
    unit: "items",
    spread: discordant,
    second: () => null,
    size: (spread, effect, target, alpha) =>
      superior
        ? mcnemarSampleSize(Math.max(spread, effect), effect, { alpha, power: target })
        : nonInferioritySampleSize(spread, effect, { alpha, power: target }),
    power,
    detectable: (spread, n, target, alpha) => detectableBy((effect) => power(spread, effect, n, alpha), spread, target),
    assured: null,
  };
}

/** Seeds × the same items: n counts seeds, the items are given. */
export function twoLevelDesign(parts: TwoLevelVariances, items: number): PlannedDesign {
  const se = (scale: number, seeds: number) => scale * Math.sqrt(twoLevelVariance(parts, seeds, items));
  const power = (spread: number, effect: number, n: number, alpha: number) => zPower(effect / se(spread, n), { alpha });
  return {
    unit: "seeds",
    // The parts carry the spread; the doubt about them scales all three alike.
    spread: 1,
    second: () => null,
    size: (spread, effect, target, alpha) => {
      if (power(spread, effect, 1e7, alpha) < target) return null;
      let [low, high] = [1, 1];
      while (power(spread, effect, high, alpha) < target) high *= 2;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (power(spread, effect, middle, alpha) >= target) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    power,
    detectable: (spread, n, target, alpha) =>
      detectableBy((effect) => power(spread, effect, n, alpha), 100 * se(spread, n), target),
    assured: null,
  };
}

/** The smallest effect up to `most` with this power, by halving; null where even `most` has less. */
function detectableBy(power: (effect: number) => number, most: number, target: number): number | null {
  if (power(most) < target) return null;
  let [low, high] = [0, most];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (power(middle) >= target) high = middle;
    else low = middle;
  }
  return high;
}
