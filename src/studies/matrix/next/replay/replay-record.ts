import type { ScoreTable } from "../../../../sources/score-table/score-table.ts";
import type { BootstrapEstimate } from "../../../../stats/bootstrap/bootstrap-options.ts";
import type { ResolvedCosts } from "../../benchmark-costs.ts";
import { type Replay, replayStrategies } from "./replay-next.ts";

/** `replay.json`, keys as on disk. */
export function replayRecord(
  { models, strategies, curves, draws, partitions }: Replay,
  table: Pick<ScoreTable, "models">,
  { unit, note }: Pick<ResolvedCosts, "unit" | "note">,
) {
  return {
    schema: "assay/matrix-next-replay@1",
    error: "mean absolute error in normalised points on a third of a model's scores that nobody may buy",
    area: "mean of that error over all spending, from nothing to everything that can be bought",
    random_draws: draws,
    partitions,
    cost_unit: unit,
    cost_note: note,
    strategies: replayStrategies.map((strategy) => {
      const { area, minusRandom } = strategies[strategy];
      return {
        strategy,
        area: figure(area),
        minus_random: minusRandom === null ? null : figure(minusRandom),
        curve: curves[strategy].map(({ spent, error }) => ({ spent_share: spent, ...figure(error) })),
      };
    }),
    models: models.map(({ model, scores, area }) => ({ model_id: table.models[model]!.id, n_scores: scores, area })),
  };
}

function figure({ value, ci, reason }: BootstrapEstimate) {
  return { value, low: ci?.low ?? null, high: ci?.high ?? null, ...(ci === null ? { reason } : {}) };
}
