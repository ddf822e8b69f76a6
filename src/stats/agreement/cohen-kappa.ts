import { requireOpenShare, requireSameLength } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { type AgreementWeights, agreementWeights } from "./agreement-weights.ts";
import { codeRatings, type Rating } from "./ratings.ts";

export interface KappaOptions {
  /** Every category of the scale, in order: an empty level changes weighted κ, so it is declared and never inferred. */
  categories: readonly (number | string)[];
  weights?: AgreementWeights;
  level?: number;
}

/**
 * Cohen's κ of two raters, (p_o − p_e)/(1 − p_e), weighted if asked, with the large-sample standard error of Fleiss, Cohen
 * and Everitt (1969). Units either rater left out are dropped and noted. Both constant on one category: `no-variation`.
 */
export function cohenKappa(first: readonly Rating[], second: readonly Rating[], options: KappaOptions): Estimate {
  requireSameLength("first", first, "second", second);
  const q = options.categories.length;
  const table = Array.from({ length: q }, () => new Array<number>(q).fill(0));
  const { units } = codeRatings(
    first.map((rating, i) => [rating, second[i]!]),
    options.categories,
  );
  let dropped = 0;
  for (const unit of units) {
    if (unit[0]! < 0 || unit[1]! < 0) dropped++;
    else table[unit[0]!]![unit[1]!]!++;
  }
  const estimate = cohenKappaTable(table, options);
  return dropped === 0
    ? estimate
    : { ...estimate, notes: [...estimate.notes, `${dropped} units with one rating dropped`] };
}

/** The same from the table of counts: rows the first rater's category, columns the second's. */
export function cohenKappaTable(
  table: readonly (readonly number[])[],
  options: { weights?: AgreementWeights; level?: number } = {},
): Estimate {
  const q = table.length;
  const level = requireOpenShare("level", options.level ?? 0.95);
  const weights = agreementWeights(options.weights ?? "unweighted", q);
  const n = table.reduce((sum, row) => sum + row.reduce((part, count) => part + count, 0), 0);
  const method = `Cohen kappa, ${typeof options.weights === "string" ? options.weights : options.weights ? "given weights" : "unweighted"}`;
  const base = { method, n, notes: [] };
  if (n === 0) return { ...base, value: null, se: null, ci: null, reason: "too-few" };
  const p = table.map((row) => row.map((count) => count / n));
  const rows = p.map((row) => row.reduce((sum, share) => sum + share, 0));
  const cols = rows.map((_, j) => p.reduce((sum, row) => sum + row[j]!, 0));
  const over = (f: (i: number, j: number) => number) => {
    let sum = 0;
    for (let i = 0; i < q; i++) for (let j = 0; j < q; j++) sum += f(i, j);
    return sum;
  };
  const observed = over((i, j) => weights[i]![j]! * p[i]![j]!);
  const expected = over((i, j) => weights[i]![j]! * rows[i]! * cols[j]!);
  if (1 - expected < 1e-12) return { ...base, value: null, se: null, ci: null, reason: "no-variation" };
  const value = (observed - expected) / (1 - expected);
  const rowWeight = weights.map((row) => row.reduce((sum, weight, j) => sum + weight * cols[j]!, 0));
  const colWeight = cols.map((_, j) => weights.reduce((sum, row, i) => sum + row[j]! * rows[i]!, 0));
  const squares = over(
    (i, j) => p[i]![j]! * (weights[i]![j]! * (1 - expected) - (rowWeight[i]! + colWeight[j]!) * (1 - observed)) ** 2,
  );
  const centre = (observed * expected - 2 * expected + observed) ** 2;
  const variance = (squares - centre) / (n * (1 - expected) ** 4);
  if (!(variance > 1e-20)) return { ...base, value, se: null, ci: null, reason: "no-variation" };
  const se = Math.sqrt(variance);
  const half = normalQuantile((1 + level) / 2) * se;
  const ci = {
    low: Math.max(-1, value - half),
    high: Math.min(1, value + half),
    level,
    method: "large-sample",
    sides: "two" as const,
  };
  return { ...base, value, se, ci };
}
