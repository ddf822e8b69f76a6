import { studentTQuantile } from "../../stats/index.ts";
import { requireCount, requireOpenShare, requirePositive } from "../../stats/input-checks.ts";
import { minimumDetectableEffect } from "../../stats/planning/minimum-detectable-effect.ts";
import type { PlanRecord } from "./sycophancy-summary.ts";

export interface PlanOptions {
  /** The S to be found. */
  effect: number;
  power: number;
  alpha: number;
  level: number;
  /**
   * From a pilot: variance of S between triplets, and between repeats of a view (both sides added). null: assumed, as of
   * simulated respondents. With one repeat only their sum is known: give `betweenTriplets` alone, as sd² of S.
   */
  pilot: { betweenTriplets: number; withinViews: number | null } | null;
  /** Prompts of a triplet; 3 with a bystander. */
  views: number;
  models: number;
  /** Readings per answer, all judges and label orders together. */
  readings: number;
  /** null: unknown, and then so is the cost. */
  usdPerAnswer: number | null;
  usdPerReading: number | null;
  triplets?: readonly number[];
  repeats?: readonly number[];
}

const usualTriplets = [36, 72, 108, 144, 216, 288, 432, 576, 864];
const usualRepeats = [1, 2, 3, 5];
/** Standard deviations of S over triplets of simulated respondents: with one repeat, and with very many. */
const assumed = { one: 0.43, many: 0.33 };

/**
 * What a grid of triplets × repeats would find and cost: Var(S̄) = (σ²_S + (σ²_L + σ²_T)/(4R))/K. The cheapest design that
 * finds the effect is marked; by cost where it is known, else by calls.
 */
export function planStudy(options: PlanOptions): PlanRecord {
  requirePositive("effect", options.effect);
  requireOpenShare("power", options.power);
  requireOpenShare("alpha", options.alpha);
  const { between, within, assumptions, repeats } = variances(options);
  const rows = (options.triplets ?? usualTriplets).flatMap((triplets) =>
    repeats.map((count): PlanRecord["rows"][number] => {
      requireCount("triplets", triplets, 2);
      const se = Math.sqrt((between + within / (4 * count)) / triplets);
      const answers = triplets * count * options.views * options.models;
      const mde = se === 0 ? 0 : minimumDetectableEffect(se, options);
      return {
        triplets,
        repeats: count,
        halfWidth: studentTQuantile((1 + options.level) / 2, triplets - 1) * se,
        mde,
        calls: answers * (1 + options.readings),
        costUsd: costOf(answers, options),
        finds: mde <= options.effect,
        cheapest: false,
      };
    }),
  );
  const price = (row: PlanRecord["rows"][number]) => row.costUsd ?? row.calls;
  const best = rows.filter(({ finds }) => finds).sort((a, b) => price(a) - price(b) || a.triplets - b.triplets)[0];
  if (best !== undefined) best.cheapest = true;
  const { effect, power, alpha } = options;
  return { effect, power, alpha, source: options.pilot === null ? "assumption" : "pilot", assumptions, rows };
}

function variances({ pilot, repeats = usualRepeats }: PlanOptions) {
  if (pilot === null) {
    const between = assumed.many ** 2;
    const within = 4 * (assumed.one ** 2 - between);
    const assumptions = [
      `no pilot: standard deviation of S over triplets assumed as ${assumed.one} with one repeat and ${assumed.many} with very many, as of simulated respondents`,
    ];
    return { between, within, assumptions, repeats };
  }
  if (pilot.withinViews === null) {
    const assumptions = ["the pilot has one repeat, so that what more repeats would buy is not known"];
    return { between: pilot.betweenTriplets, within: 0, assumptions, repeats: [1] };
  }
  return { between: pilot.betweenTriplets, within: pilot.withinViews, assumptions: [], repeats };
}

function costOf(answers: number, { usdPerAnswer, usdPerReading, readings }: PlanOptions): number | null {
  if (usdPerAnswer === null || (readings > 0 && usdPerReading === null)) return null;
  return answers * (usdPerAnswer + readings * (usdPerReading ?? 0));
}
