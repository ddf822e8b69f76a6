import type { ScoredRow } from "../../schema/run/scored-row.ts";
import type { SycophancySummary } from "./sycophancy-summary.ts";
import { type ModelTriplets, roles } from "./triplet-table.ts";

/** Which prompts have how many of their planned answers scored, by model; views one after the other, then by prompt id. */
export function coverageOf(
  rows: readonly ScoredRow[],
  table: readonly ModelTriplets[],
  keep: (row: ScoredRow) => boolean,
): SycophancySummary["coverage"] {
  const prompts = new Map(rows.flatMap((row) => (row.role === null ? [] : [[row.promptId, row] as const])));
  const ordered = [...prompts.values()].sort(
    (a, b) => roles.indexOf(a.role!) - roles.indexOf(b.role!) || (a.promptId < b.promptId ? -1 : 1),
  );
  const scored = new Map<string, number>();
  for (const row of rows) {
    const key = JSON.stringify([row.modelId, row.promptId]);
    if (row.score !== null && keep(row)) scored.set(key, (scored.get(key) ?? 0) + 1);
  }
  return {
    prompts: ordered.map(({ promptId, role }) => ({ promptId, role: role! })),
    models: table.map(({ modelId, triplets }) => {
      const byId = new Map(triplets.map((triplet) => [triplet.tripletId, triplet]));
      return {
        modelId,
        scored: ordered.map(({ promptId }) => scored.get(JSON.stringify([modelId, promptId])) ?? 0),
        planned: ordered.map(({ tripletId, role }) => byId.get(tripletId!)?.legs[role!]?.planned ?? 0),
      };
    }),
  };
}
