import type { Estimate } from "../records.ts";
import { codeRatings, type RatingTable } from "./ratings.ts";

/**
 * Fleiss' (1971) κ of units that all have the same number of ratings. Otherwise `incomplete-design`: use
 * `krippendorffAlpha`, of which it is the large-sample form: α = 1 − (1−κ)(1−1/n), n ratings in all.
 */
export function fleissKappa(table: RatingTable): Estimate {
  const { units, levels } = codeRatings(table);
  const rated = units.map((unit) => unit.filter((code) => code >= 0));
  const n = rated.length;
  const raters = rated[0]?.length ?? 0;
  const base = { se: null, ci: null, method: "Fleiss kappa", n };
  if (n === 0 || raters < 2) return { ...base, value: null, reason: "too-few", notes: [] };
  if (rated.some((unit) => unit.length !== raters)) {
    return {
      ...base,
      value: null,
      reason: "incomplete-design",
      notes: ["unequal numbers of ratings: use Krippendorff's alpha"],
    };
  }
  const totals = new Float64Array(levels.length);
  let agreeing = 0;
  for (const unit of rated) {
    const counts = new Float64Array(levels.length);
    for (const code of unit) counts[code]!++;
    counts.forEach((count, k) => {
      totals[k]! += count;
      agreeing += count * (count - 1);
    });
  }
  const observed = agreeing / (n * raters * (raters - 1));
  const expected = totals.reduce((sum, count) => sum + (count / (n * raters)) ** 2, 0);
  if (1 - expected < 1e-12) return { ...base, value: null, reason: "no-variation", notes: [] };
  return { ...base, value: (observed - expected) / (1 - expected), notes: ["no interval: bootstrap it over units"] };
}
