import type { Tails } from "../permutation/p-value.ts";
import { normalSurvival } from "../special/normal-distribution.ts";

/** Tails of a statistic that lies `distance` from its mean, in units of its `sd`; continuity moves it towards the mean. */
export function normalTails(distance: number, sd: number, continuity = 0): Tails {
  const greater = normalSurvival((distance - continuity) / sd);
  const less = normalSurvival((-distance - continuity) / sd);
  const far = Math.max(0, Math.abs(distance) - continuity);
  return { greater, less, absolute: Math.min(1, 2 * normalSurvival(far / sd)) };
}
