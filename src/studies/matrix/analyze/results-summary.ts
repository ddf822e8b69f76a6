import { number, percent, plural } from "../../../report/words.ts";
import type { Evaluation } from "../evaluate/evaluate.ts";
import { estimateRecord, perBenchmark } from "../evaluate/evaluation-record.ts";
import { byName } from "../names.ts";
import { whyTheyDiffer } from "../report/rank-text.ts";
import { selectionCriteria } from "../select/selection-record.ts";
import type { Analysis } from "./analyze.ts";

/** `results_summary.json`: what was really done, in the tree every analyst is asked to fill. */
export function resultsSummary(analysis: Analysis, provenance: Record<string, unknown>) {
  const { extracted, cleaned, rank, selection, development, masked, predictor, filter } = analysis;
  const { table, extraction } = extracted;
  const own = development.predictors[0]!;
  const overall = own.clipped.mae.value!;
  const r = rank.recommended.rank;
  return {
    data_discovery: {
      raw_schema: rawSchema(extraction),
      extraction_decisions: extraction.decisions
        .map(({ step, choice, why }) => `${step}: ${choice} (${why})`)
        .join("; "),
      n_models_raw: extraction.nModels,
      n_benchmarks_raw: extraction.nBenchmarks,
    },
    data: {
      n_models: table.models.length,
      n_benchmarks: table.benchmarks.length,
      missing_fraction: extraction.missingFraction,
      preprocessing: `The whole table is used for prediction. "Cleaned" means the ${cleaned.models.length} models and ${cleaned.benchmarks.length} benchmarks left when those with fewer than ${filter.minPerModel} and ${filter.minPerBenchmark} scores are taken out in turns; rank and selection use it. Proportions go through a logit, everything is standardised from visible scores alone, nothing is filled in.`,
      benchmarks_used: table.benchmarks.map(({ name }) => name),
    },
    rank_analysis: {
      method: "cross-validated factor analysis with covariates, smallest rank within one standard error of the best",
      effective_rank: r,
      variance_explained_by_rank: rank.cumulativeVariance[Math.max(0, r - 1)]!,
      singular_values: Array.from(rank.singularValues),
      justification: whyTheyDiffer(rank),
    },
    benchmark_selection: {
      method: selection.method,
      selected_benchmarks: selection.order.map((j) => cleaned.benchmarks[j]!.name),
      n_selected: selection.order.length,
      selection_criterion: selectionCriteria[selection.method],
    },
    prediction: {
      method: `${predictor.describe().title}: ${predictor.describe().summary}`,
      overall_mae: overall,
      per_benchmark_mae: byName(perBenchmark(own.values.clipped, development.cells, table), table.benchmarks),
      evaluation_protocol: `${development.protocol.note}; ${plural(development.protocol.tasks, "task")}, ${development.cells.length} held-out scores of ${development.models.length} models, the masked ones not among them`,
      n_predictor_benchmarks: table.benchmarks.length,
      achieves_mae_under_5: overall < 5,
    },
    methodology_notes: notesOf(analysis),
    degrees_of_freedom: degreesOfFreedom(analysis),
    canonical_evaluation: masked === null ? null : canonical(masked.evaluation, table),
    provenance,
  };
}

function rawSchema({ shape, mapping, rawSchema: raw }: Analysis["extracted"]["extraction"]): string {
  return `${shape}: ${raw}; read with --map '${mapping.map}'`;
}

function canonical(evaluation: Evaluation, table: Analysis["cleaned"]) {
  const own = evaluation.predictors[0]!;
  return {
    mae: own.unclipped.mae.value,
    mae_clipped: own.clipped.mae.value,
    median: own.unclipped.median.value,
    coverage: own.coverage,
    n_pairs: evaluation.cells.length,
    n_out_of_range: own.outOfRange,
    per_benchmark_mae: byName(perBenchmark(own.values.value, evaluation.cells, table), table.benchmarks),
    ci: estimateRecord(own.unclipped.mae).ci,
    ci_clipped: estimateRecord(own.clipped.mae).ci,
    difference_from: evaluation.differences
      .filter(({ first, on }) => first === own.run.id && on === "clipped")
      .map(({ second, estimate, p, pAdjusted, mde }) => ({
        predictor: second,
        mae_difference_clipped: estimateRecord(estimate),
        p,
        p_adjusted: pAdjusted,
        mde,
      })),
    interval_coverage: own.intervalQuality.map(({ level, coverage }) => ({ level, ...estimateRecord(coverage) })),
    flaws: evaluation.protocol.flaws,
  };
}

/** The eight choices another analyst might have made differently. */
function degreesOfFreedom({ extracted, filter, rank, selection, predictor, development }: Analysis) {
  const { decisions } = extracted.extraction;
  const chosen = (step: string, fallback: string) => decisions.find((one) => one.step === step)?.choice ?? fallback;
  return [
    {
      choice: `duplicates ${chosen("duplicates", "mean")}, zeros ${chosen("zeros", "keep")}`,
      alternatives: ["last", "max", "zeros dropped"],
    },
    {
      choice: `missing scores masked; rank and selection after the filter ${filter.minPerBenchmark}/${filter.minPerModel}`,
      alternatives: ["mean fill", "iterative fill", "no filter", "15/10"],
    },
    { choice: "logit of proportions, then standardised", alternatives: ["raw", "z", "min-max", "quantile"] },
    { choice: "factor analysis", alternatives: ["SVD", "PCA", "NMF"] },
    {
      choice: `rank ${rank.recommended.rank} by ${rank.recommended.criterion}`,
      alternatives: ["variance 90 %", "variance 95 %", "elbow", "parallel analysis", "fixed"],
    },
    {
      choice: `${selection.method}, k = ${selection.order.length}`,
      alternatives: ["correlation", "coverage", "random"],
    },
    {
      choice: predictor.id,
      alternatives: ["mean", "knn", "ridge", "benchreg", "svd-logit", "soft-impute", "bias-als"],
    },
    { choice: development.protocol.id, alternatives: ["per-model 50 %", "cells", "leave one model out"] },
  ];
}

function notesOf({ rank, selection, development, masked, predictor, proofs }: Analysis): string {
  const own = development.predictors[0]!;
  const step = selection.steps[selection.order.length];
  const leak = proofs.every(({ firstDifference }) => firstDifference === null);
  return [
    `Scores are predicted by ${predictor.describe().title.toLowerCase()} from visible scores and public facts alone.`,
    `On ${masked === null ? "held-out scores" : "models outside the mask"} its mean error is ${number(own.clipped.mae.value, 2)} normalised points${limitsOf(own.clipped.mae)}, with only some scores of each visible.`,
    ...(masked === null
      ? ["There was no mask, so no masked scores were predicted."]
      : [
          `On the ${masked.evaluation.cells.length} masked scores it is ${number(masked.evaluation.predictors[0]!.unclipped.mae.value, 2)}, clipped to the visible range ${number(masked.evaluation.predictors[0]!.clipped.mae.value, 2)}${limitsOf(masked.evaluation.predictors[0]!.clipped.mae)}.`,
        ]),
    whyTheyDiffer(rank),
    step === undefined
      ? ""
      : `The ${selection.order.length} selected benchmarks leave an error of ${number(step.error, 2)} on the other scores of models that had no part in choosing them, against ${number(step.unprobed, 2)} without any; another draw of models chooses other ones (mean Jaccard ${number(selection.stability.jaccard, 2)}).`,
    leak
      ? "Replacing held-out scores changed no prediction."
      : "Replacing held-out scores changed predictions: they leak, and no figure here can be trusted.",
    "Scores are not missing at random, errors are averaged over cells so that models with many scores weigh most, and differences among the best predictors are within their noise.",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function limitsOf({
  ci,
}: {
  readonly ci: { readonly low: number | null; readonly high: number | null; readonly level: number } | null;
}) {
  return ci === null ? "" : ` (${percent(ci.level, 0)} interval ${number(ci.low, 2)} to ${number(ci.high, 2)})`;
}
