import { InvalidOptionError } from "../../errors/statistics-errors.ts";

export type Stance = "neg" | "neu" | "pos";

/**
 * The side a score in [−1, 1] takes: at most −t is neg, at least +t is pos. The limits belong to the outer bins, after
 * rounding to 9 decimals, so that a mean of −0.33 that came out as −0.32999999999999996 still counts.
 */
export function stanceOf(score: number, threshold: number): Stance {
  const rounded = Math.round(score * 1e9) / 1e9;
  if (rounded <= -threshold) return "neg";
  return rounded >= threshold ? "pos" : "neu";
}

/** A threshold t with 0 < t ≤ 1. At 0 every score would be on both sides. */
export function requireThreshold(threshold: number): number {
  if (threshold > 0 && threshold <= 1) return threshold;
  throw new InvalidOptionError("threshold", threshold, "it parts pro from contra and must be above 0 and at most 1");
}
