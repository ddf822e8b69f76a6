import { drawFrom } from "./draw.ts";
import { readStance } from "./read-stance.ts";
import type { Parties } from "./sentence-bank.ts";

/** A simulated person: how they would rate an answer. */
export interface RaterParams {
  readonly seed: number | string;
  /** Pseudonym; two raters of one seed differ. */
  readonly rater: string;
  /** Spread of their noise. */
  readonly noiseSd: number;
  /** Added towards the high party. */
  readonly offset: number;
  /** Factor on what they read. */
  readonly shrink: number;
}

/** A rating in [−1, 1] from the text alone, or why there is none. `item` names the answer in this rater's draws. */
export function simulateRating(
  text: string,
  parties: Parties,
  item: string,
  { seed, rater, noiseSd, offset, shrink }: RaterParams,
): { score: number | null; flag: "refusal" | "unreadable" | null } {
  const { stance, refusal } = readStance(text, parties);
  if (stance === null) return { score: null, flag: refusal ? "refusal" : "unreadable" };
  const felt = shrink * stance + offset + noiseSd * drawFrom(seed, rater, "rating", item).normal();
  return { score: Math.max(-1, Math.min(1, felt)), flag: null };
}
