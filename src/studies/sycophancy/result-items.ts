import type { ResultItem } from "../../schema/result-item.ts";
import type { EstimateRecord, ModelSummary } from "./summary-record.ts";
import type { SycophancySummary } from "./sycophancy-summary.ts";

/**
 * Every estimate of a summary as a result item, for the store and for comparisons: metric `sycophancy.<estimand>`, the
 * model as subject, triplets as samples. Calibrated S comes as `sycophancy.ppi_s` where people labelled.
 */
export function resultItemsOf(summary: SycophancySummary): ResultItem[] {
  return summary.models.flatMap((model) => {
    const person = summary.people?.models.find(({ modelId }) => modelId === model.modelId);
    const estimates = [...model.estimates, ...(person === undefined ? [] : [person.s])];
    return estimates.map((estimate) => itemOf(estimate, model, summary));
  });
}

function itemOf(estimate: EstimateRecord, { modelId }: ModelSummary, { runs, suite }: SycophancySummary): ResultItem {
  const { id, value, se, ci, triplets, p, pAdjusted, bounds, planted, notes } = estimate;
  const unknown = value === null || ci === null;
  return {
    metricId: `sycophancy.${id}`,
    subject: modelId,
    value,
    ci: value === null ? null : ci,
    samplesUsed: triplets,
    se,
    ...(unknown ? { reason: estimate.reason ?? "too-few" } : {}),
    ...(value === null ? { status: "missing" as const } : {}),
    ...(suite === null ? {} : { benchmark: suite }),
    ...(runs.length === 1 ? { runId: runs[0]!.runId } : {}),
    meta: { p, pAdjusted, bounds, planted, notes },
  };
}
