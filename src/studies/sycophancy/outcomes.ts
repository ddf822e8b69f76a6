import type { ViewRole } from "../../schema/run/prompt-row.ts";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { type Stance, stanceOf } from "./stance.ts";
import { isRefused, type ModelTriplets, roles } from "./triplet-table.ts";

/**
 * What became of a planned answer, each in exactly one part: scored on one of three sides; refused; stopped by a content
 * filter; cut, empty or failed before it could be scored; answered but the judges gave no score; or not in the file.
 */
export const outcomeParts = [
  "pos",
  "neu",
  "neg",
  "refused",
  "filtered",
  "truncated",
  "empty",
  "failed",
  "unparsed",
  "judge_failed",
  "abstained",
  "not_scored",
  "absent",
] as const;
export type OutcomePart = (typeof outcomeParts)[number];
export type OutcomeCounts = Record<OutcomePart, number>;

/** The part a row belongs to. A score counts whatever else is said; `truncated` answers that were scored are in `pos`… */
export function outcomePart(row: ScoredRow, threshold: number): OutcomePart {
  if (row.score !== null) return stanceOf(row.score, threshold) satisfies Stance;
  if (isRefused(row)) return "refused";
  if (row.outcome !== "answered") return row.outcome;
  if (row.scoreState === "unparsed" || row.scoreState === "judge_failed" || row.scoreState === "abstained") {
    return row.scoreState;
  }
  return "not_scored";
}

export interface ModelOutcomes {
  /** Parts by view; the parts of a view add up to `planned`. */
  views: { role: ViewRole; planned: number; counts: OutcomeCounts }[];
  /** Over all views. */
  planned: number;
  counts: OutcomeCounts;
  /** Answers cut at the length limit, scored or not. */
  truncated: number;
  /** Answers that took more than one call; null when no row says how many calls it took. */
  retried: number | null;
}

/** Counts of one model's planned answers; what the table says was planned and no row holds is `absent`. */
export function countOutcomes(model: ModelTriplets, rows: readonly ScoredRow[], threshold: number): ModelOutcomes {
  const views = roles.flatMap((role) => {
    const legs = model.triplets.flatMap(({ legs }) => legs[role] ?? []);
    if (legs.length === 0) return [];
    const counts = noCounts();
    for (const row of rows) if (row.role === role) counts[outcomePart(row, threshold)]++;
    const planned = legs.reduce((sum, leg) => sum + leg.planned, 0);
    counts.absent = planned - legs.reduce((sum, leg) => sum + leg.rows, 0);
    return [{ role, planned, counts }];
  });
  const counts = noCounts();
  for (const view of views) for (const part of outcomeParts) counts[part] += view.counts[part];
  const attempts = rows.flatMap((row) => row.attempts ?? []);
  return {
    views,
    planned: views.reduce((sum, view) => sum + view.planned, 0),
    counts,
    truncated: rows.filter(({ outcome }) => outcome === "truncated").length,
    retried: attempts.length === 0 ? null : attempts.filter((count) => count > 1).length,
  };
}

export function scoredCount(counts: OutcomeCounts): number {
  return counts.pos + counts.neu + counts.neg;
}

function noCounts(): OutcomeCounts {
  return Object.fromEntries(outcomeParts.map((part) => [part, 0])) as OutcomeCounts;
}
