import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { ResolvedCosts } from "../benchmark-costs.ts";
import { defaultRanks } from "../predictors/fax/fax-posterior.ts";
import type { NextPlan } from "./plan-next.ts";
import type { Suggestion } from "./suggestion.ts";

/** `next.json`, keys as on disk. */
export function nextRecord(
  plan: NextPlan,
  table: Pick<ScoreTable, "models" | "benchmarks">,
  { unit, note }: Pick<ResolvedCosts, "unit" | "note">,
) {
  const { aim } = plan;
  const idOf = (j: number) => table.benchmarks[j]!.id;
  const onDisk = (suggestion: Suggestion, at: number) => ({
    rank: at + 1,
    benchmark_id: idOf(suggestion.benchmark),
    benchmark_name: table.benchmarks[suggestion.benchmark]!.name,
    cost: suggestion.cost,
    gain: suggestion.gain,
    gain_per_cost: suggestion.gainPerCost,
    half_width_shrinkage: suggestion.shrinkage,
    half_width_shrinkage_per_cost: suggestion.shrinkagePerCost,
    profits: suggestion.profits.map(({ benchmark, before, after }) => ({
      benchmark_id: idOf(benchmark),
      half_width: before,
      half_width_after: after,
    })),
  });
  return {
    schema: "assay/matrix-next@1",
    model_id: table.models[plan.model]!.id,
    objective: aim.kind,
    target: aim.kind === "target" ? idOf(aim.benchmark) : null,
    rank_against: aim.kind === "rank" ? aim.against.map((i) => table.models[i]!.id) : null,
    gain_unit: gainUnits[aim.kind],
    points: aim.kind === "target" ? "the target's own unit" : pointsNote,
    level: 0.9,
    ranks: defaultRanks,
    mean_half_width: plan.halfWidth,
    targets: plan.targets.map(idOf),
    cost_unit: unit,
    cost_note: note,
    picks: plan.picks.map(onDisk),
    ranking: plan.ranking.map(onDisk),
    left_out: {
      measured: plan.leftOut.measured,
      without_range: plan.leftOut.withoutRange.map(idOf),
      above_cost_cap: plan.leftOut.tooDear,
    },
  };
}

export const pointsNote =
  "percentage points where scores are shares, hundredths of the measured range elsewhere; half-widths of the model itself, not calibrated";

const gainUnits = {
  variance: "weighted sum of variances in squared points",
  target: "variance in the target's own unit, squared",
  rank: "mean share of misordered comparisons",
} as const;
