import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Selection } from "./select-benchmarks.ts";

export const selectionCriteria = {
  greedy: "largest fall of the error on other scores of models the fit has not seen, step by step",
  exhaustive: "largest expected fall of the variance of other scores, over all sets",
  correlation: "most correlated with what is not chosen, less its correlation with what is",
  variance: "largest expected fall of the variance of other scores, step by step",
  coverage: "most scores",
  random: "by chance, as a baseline",
} as const;

/** `selected_benchmarks.json`, keys as on disk. */
export function selectionRecord(selection: Selection, table: Pick<ScoreTable, "benchmarks">) {
  const { method, order, steps, stability } = selection;
  const last = steps[order.length];
  return {
    schema: "assay/matrix-selection@1",
    selected_benchmarks: order.map((j) => table.benchmarks[j]!.name),
    selected_benchmark_ids: order.map((j) => table.benchmarks[j]!.id),
    n_selected: order.length,
    method,
    selection_criterion: selectionCriteria[method],
    order: order.map((j, at) => ({ k: at + 1, benchmark_id: table.benchmarks[j]!.id })),
    cost: selection.cost,
    held_out_error: last?.error ?? null,
    in_sample_error: last?.inSample ?? null,
    steps: steps.map((step) => ({
      k: step.k,
      held_out_error: step.error,
      low: step.low,
      high: step.high,
      error_without_probes: step.unprobed,
      in_sample_error_optimistic: step.inSample,
      random_median: step.random.median,
      random_best: step.random.best,
      top_coverage: step.coverage,
      n_cells: step.cells,
      models_without_probe: step.withoutProbe,
    })),
    stability: {
      draws: stability.draws,
      mean_jaccard: stability.jaccard,
      frequency: Object.fromEntries(
        [...stability.frequency]
          .toSorted(([, a], [, b]) => b - a)
          .map(([j, share]) => [table.benchmarks[j]!.id, Number(share.toFixed(6))]),
      ),
    },
  };
}
