import { varianceOf } from "../describe/moments.ts";
import { type AlphaOptions, krippendorffAlpha } from "./krippendorff-alpha.ts";
import type { RatingTable } from "./ratings.ts";

/** One rater, compared with the others. */
export interface RaterProfile {
  rater: number;
  ratings: number;
  /** Mean of own rating minus the mean of the others' on the same units; + is higher. `null` without shared units. */
  severity: number | null;
  /** Standard deviation of the own ratings. */
  spread: number | null;
  /** α of all others: above the overall α when this rater is the odd one. */
  alphaWithout: number | null;
}

/** Severity, spread and leave-one-rater-out α of every rater of a table of numbers. */
export function raterProfiles(table: RatingTable, options: Pick<AlphaOptions, "metric">): RaterProfile[] {
  const raters = table.reduce((most, row) => Math.max(most, row.length), 0);
  return Array.from({ length: raters }, (_, rater) => {
    const own: number[] = [];
    const gaps: number[] = [];
    for (const row of table) {
      const value = row[rater];
      if (typeof value !== "number") continue;
      own.push(value);
      const others = row.filter((rating, j): rating is number => j !== rater && typeof rating === "number");
      if (others.length > 0) gaps.push(value - others.reduce((sum, rating) => sum + rating, 0) / others.length);
    }
    const without = table.map((row) => row.filter((_, j) => j !== rater));
    return {
      rater,
      ratings: own.length,
      severity: gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
      spread: own.length < 2 ? null : Math.sqrt(varianceOf(own)),
      alphaWithout: raters < 3 ? null : krippendorffAlpha(without, { metric: options.metric }).value,
    };
  });
}
