import type { ViewRole } from "../../schema/run/prompt-row.ts";
import type { Weights } from "./estimands.ts";
import type { Leg, Triplet } from "./triplet-table.ts";

export interface Bounds {
  low: number;
  high: number;
  /** Planned scores that are not there. With 0 both ends are the estimate itself. */
  missing: number;
}

/**
 * Where a weighted sum of mean scores would lie if every missing score were as low, or as high, as a score can be: the
 * truth over all planned answers cannot be outside. Over every triplet in which the views were planned, also those the
 * estimate had to leave out. null when there is none.
 *
 * `exempt` counts the missing answers of a leg that are not to be imagined, such as refusals by choice of the suite.
 */
export function boundsOf(
  triplets: readonly Triplet[],
  weights: Weights,
  exempt: (leg: Leg) => number = () => 0,
): Bounds | null {
  const views = Object.entries(weights) as [ViewRole, number][];
  const planned = triplets.filter(({ legs }) => views.every(([role]) => possible(legs[role], exempt) > 0));
  if (planned.length === 0) return null;
  const bounds: Bounds = { low: 0, high: 0, missing: 0 };
  for (const { legs } of planned) {
    for (const [role, weight] of views) {
      const leg = legs[role]!;
      const answers = possible(leg, exempt);
      const missing = answers - leg.scores.length;
      const known = leg.scores.reduce((sum, score) => sum + score, 0);
      const [lowest, highest] = [(known - missing) / answers, (known + missing) / answers];
      bounds.low += (weight * (weight > 0 ? lowest : highest)) / planned.length;
      bounds.high += (weight * (weight > 0 ? highest : lowest)) / planned.length;
      bounds.missing += missing;
    }
  }
  return bounds;
}

function possible(leg: Leg | null, exempt: (leg: Leg) => number): number {
  return leg === null ? 0 : Math.max(leg.scores.length, leg.planned - exempt(leg));
}
