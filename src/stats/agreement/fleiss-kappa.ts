import { bootstrap } from "../bootstrap/bootstrap.ts";
import type { Rng } from "../chance/rng.ts";
import { requireOpenShare } from "../input-checks.ts";
import { type Estimate, withoutRng } from "../records.ts";
import { codeRatings, type RatingTable } from "./ratings.ts";

export interface FleissOptions {
  /** For a BCa interval over units, from 10 of them; without it the estimate comes alone. */
  rng?: Rng;
  resamples?: number;
  level?: number;
}

/**
 * Fleiss' (1971) κ of units that all have the same number of ratings. Otherwise `incomplete-design`: use
 * `krippendorffAlpha`, of which it is the large-sample form: α = 1 − (1−κ)(1−1/n), n ratings in all.
 */
export function fleissKappa(table: RatingTable, options: FleissOptions = {}): Estimate {
  const level = requireOpenShare("level", options.level ?? 0.95);
  const { units, levels } = codeRatings(table);
  const rated = units.map((unit) => unit.filter((code) => code >= 0));
  const n = rated.length;
  const raters = rated[0]?.length ?? 0;
  const base = { se: null, ci: null, method: "Fleiss kappa", n, notes: [] };
  if (n === 0 || raters < 2) return { ...base, value: null, reason: "too-few" };
  if (rated.some((unit) => unit.length !== raters)) {
    const notes = ["unequal numbers of ratings: use Krippendorff's alpha"];
    return { ...base, value: null, reason: "incomplete-design", notes };
  }
  const kappa = (chosen: readonly Int32Array[]) => kappaOf(chosen, raters, levels.length);
  const value = kappa(rated);
  if (value === null) return { ...base, value, reason: "no-variation" };
  if (!options.rng) return { ...base, value, ...withoutRng };
  const statistic = (drawn: Float64Array) => kappa(Array.from(drawn, (place) => rated[place]!));
  const { resamples = 10_000, rng } = options;
  const drawn = bootstrap(Float64Array.from(rated.keys()), statistic, { rng, resamples, level, range: [-1, 1] });
  const { ci, notes, reason } = drawn;
  return { ...base, value, se: drawn.bootstrapSe, ci, notes, ...(reason ? { reason } : {}) };
}

/** `null` where only one category occurs. */
function kappaOf(rated: readonly Int32Array[], raters: number, categories: number): number | null {
  const n = rated.length;
  const totals = new Float64Array(categories);
  let agreeing = 0;
  for (const unit of rated) {
    const counts = new Float64Array(categories);
    for (const code of unit) counts[code]!++;
    counts.forEach((count, k) => {
      totals[k]! += count;
      agreeing += count * (count - 1);
    });
  }
  const observed = agreeing / (n * raters * (raters - 1));
  const expected = totals.reduce((sum, count) => sum + (count / (n * raters)) ** 2, 0);
  return 1 - expected < 1e-12 ? null : (observed - expected) / (1 - expected);
}
