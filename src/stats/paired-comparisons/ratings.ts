import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireOpenShare } from "../input-checks.ts";
import type { Estimate, Interval } from "../records.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import type { PairTable } from "./battles.ts";
import { type BradleyTerryFit, winProbability } from "./bradley-terry.ts";

/** θ_i − θ_j with z interval from the robust covariance; P(i beats j) is 1/(1 + e^−value). */
export function strengthDifference(fit: BradleyTerryFit, i: number, j: number, level = 0.95): Estimate {
  const method = "Bradley-Terry difference";
  if (fit.theta === null || fit.covariance === null) {
    return { value: null, se: null, ci: null, method, n: 0, reason: fit.reason ?? "not-identified", notes: [] };
  }
  const n = fit.theta.length;
  const at = (p: number, q: number) => fit.covariance!.data[p * n + q]!;
  const value = fit.theta[i]! - fit.theta[j]!;
  const variance = at(i, i) + at(j, j) - 2 * at(i, j);
  if (!(variance > 0)) return { value, se: null, ci: null, method, n, reason: "no-variation", notes: [] };
  const se = Math.sqrt(variance);
  const half = normalQuantile((1 + requireOpenShare("level", level)) / 2) * se;
  return {
    value,
    se,
    ci: { low: value - half, high: value + half, level, method: "z", sides: "two" },
    method,
    n,
    notes: [],
  };
}

export interface RatingOptions {
  /** Rating points per unit of θ, default 400/ln 10. */
  scale?: number;
  /** Rating of the anchor, or the mean of all without one. Default 1000. */
  offset?: number;
  /** A player whose rating is fixed; it then has no interval, and the others' are of differences to it. */
  anchor?: number;
  level?: number;
}

/** Ratings with intervals, against the mean of all players or an anchor. Reasons of the fit are passed on. */
export function ratings(fit: BradleyTerryFit, options: RatingOptions = {}): Estimate[] {
  const scale = options.scale ?? 400 / Math.LN10;
  const offset = options.offset ?? 1000;
  const level = requireOpenShare("level", options.level ?? 0.95);
  const players = fit.components.reduce((sum, group) => sum + group.length, 0);
  const { anchor } = options;
  if (anchor !== undefined && !(anchor >= 0 && anchor < players)) {
    throw new InvalidOptionError("anchor", anchor, `a player from 0 to ${players - 1}`);
  }
  return Array.from({ length: players }, (_, p): Estimate => {
    const method = "Bradley-Terry rating";
    const n = players;
    if (fit.theta === null || fit.covariance === null) {
      return { value: null, se: null, ci: null, method, n, reason: fit.reason ?? "not-identified", notes: [] };
    }
    if (p === anchor)
      return { value: offset, se: null, ci: null, method, n, reason: "not-identified", notes: ["anchor"] };
    if (anchor !== undefined) return scaled(strengthDifference(fit, p, anchor, level), scale, offset, method);
    const variance = fit.covariance.data[p * n + p]!;
    const value = fit.theta[p]!;
    if (!(variance > 0))
      return { value: offset + scale * value, se: null, ci: null, method, n, reason: "no-variation", notes: [] };
    const se = Math.sqrt(variance);
    const half = normalQuantile((1 + level) / 2) * se;
    const ci = { low: value - half, high: value + half, level, method: "z", sides: "two" as const };
    return scaled({ value, se, ci, method, n, notes: [] }, scale, offset, method);
  });
}

/** Places each player may hold: 1 + those surely above, to all minus those surely below. `null` without an interval. */
export function rankIntervals(
  intervals: readonly (Pick<Interval, "low" | "high"> | null)[],
): ({ best: number; worst: number } | null)[] {
  return intervals.map((own) => {
    if (own === null) return null;
    const above = intervals.filter((other) => other !== null && (other.low ?? -Infinity) > (own.high ?? Infinity));
    const below = intervals.filter((other) => other !== null && (other.high ?? Infinity) < (own.low ?? -Infinity));
    return { best: 1 + above.length, worst: intervals.length - below.length };
  });
}

/**
 * About how few battles, if removed, would put j at or above i: the most influential first, by their first-order
 * influence on θ_i − θ_j. 0 when j is there already; `null` when no set of battles would do, or there is no fit.
 */
export function fragility(fit: BradleyTerryFit, table: PairTable, i: number, j: number): number | null {
  if (fit.theta === null || fit.inverseInformation === null) return null;
  const { theta, inverseInformation } = fit;
  const m = theta.length;
  let gap = theta[i]! - theta[j]!;
  if (gap <= 0) return 0;
  const along = Float64Array.from(
    { length: m },
    (_, p) => inverseInformation.data[i * m + p]! - inverseInformation.data[j * m + p]!,
  );
  const { battles } = table;
  const influence = Float64Array.from(table.pairOf, (pair, b) => {
    const [p, q] = [table.i[pair]!, table.j[pair]!];
    const y = battles.first[b] === p ? battles.score[b]! : 1 - battles.score[b]!;
    const weight = battles.weight?.[b] ?? 1;
    return weight * (y - winProbability(theta, p, q)) * (along[p]! - along[q]!);
  }).sort();
  for (let count = 1; count <= influence.length; count++) {
    const most = influence[influence.length - count]!;
    if (most <= 0) return null;
    gap -= most;
    if (gap <= 0) return count;
  }
  return null;
}

/** Online Elo, for comparison with old boards only (`legacy`): the result depends on the order of the battles. */
export function legacyElo(
  table: PairTable,
  options: { k?: number; scale?: number; offset?: number } = {},
): Float64Array {
  const [k, scale, offset] = [options.k ?? 4, options.scale ?? 400, options.offset ?? 1000];
  const rating = new Float64Array(table.players).fill(offset);
  const { first, second, score } = table.battles;
  for (let b = 0; b < first.length; b++) {
    const [p, q] = [first[b]!, second[b]!];
    const expected = 1 / (1 + 10 ** ((rating[q]! - rating[p]!) / scale));
    rating[p]! += k * (score[b]! - expected);
    rating[q]! -= k * (score[b]! - expected);
  }
  return rating;
}

function scaled(estimate: Estimate, scale: number, offset: number, method: string): Estimate {
  const { value, se, ci } = estimate;
  const moved = (x: number | null) => (x === null ? null : offset + scale * x);
  const interval = ci && { ...ci, low: moved(ci.low), high: moved(ci.high) };
  return { ...estimate, value: moved(value), se: se === null ? null : se * scale, ci: interval, method };
}
