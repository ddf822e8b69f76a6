import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { BootstrapEstimate } from "../../../stats/bootstrap/bootstrap-options.ts";
import type { LeakProof } from "../leakage/perturbation-test.ts";
import { errorMeasures } from "./error-statistics.ts";
import type { Evaluation, PredictorEvaluation } from "./evaluate.ts";

/** `evaluation.json`: what was measured, on what, and how sure it is. Keys as on disk. */
export function evaluationRecord(evaluation: Evaluation, table: ScoreTable, proofs: readonly LeakProof[]) {
  const { protocol, predictors, cells } = evaluation;
  return {
    schema: "assay/matrix-evaluation@1",
    protocol: { ...protocol, cells: cells.length, models: evaluation.models.length },
    settings: {
      seed: evaluation.seed,
      clip: evaluation.clip,
      level: evaluation.level,
      resamples: evaluation.resamples,
      resampled: "models",
    },
    predictors: predictors.map((predictor) => predictorRecord(predictor, evaluation, table)),
    differences: evaluation.differences.map(({ first, second, on, estimate, p, pAdjusted, mde, ...rest }) => ({
      first,
      second,
      on,
      cells: rest.cells,
      mae_difference: estimateRecord(estimate),
      p,
      p_adjusted: pAdjusted,
      correction: "holm",
      mde,
    })),
    leak_proof: proofs.map(({ predictor, tasks, cells: proved, perturbations, firstDifference }) => ({
      predictor,
      tasks,
      cells: proved,
      perturbations,
      identical: firstDifference === null,
      first_difference:
        firstDifference === null
          ? null
          : {
              perturbation: firstDifference.perturbation,
              model_id: table.models[firstDifference.cell.model]!.id,
              benchmark_id: table.benchmarks[firstDifference.cell.benchmark]!.id,
              before: firstDifference.before,
              after: firstDifference.after,
            },
    })),
  };
}

function predictorRecord(predictor: PredictorEvaluation, { cells, protocol }: Evaluation, table: ScoreTable) {
  const { run, values, unclipped, clipped } = predictor;
  const named = (side: PredictorEvaluation["clipped"]) =>
    Object.fromEntries(errorMeasures.map((measure) => [measure, estimateRecord(side[measure])]));
  return {
    id: run.id,
    title: run.note.title,
    summary: run.note.summary,
    constants: run.note.constants,
    source: run.note.source,
    status: run.status,
    reason: run.reason,
    n_tasks: protocol.tasks,
    n_cells: cells.length,
    coverage: predictor.coverage,
    fallbacks: values.fallbacks,
    n_out_of_range: predictor.outOfRange,
    n_left_out_of_medape: predictor.leftOutOfMedape,
    unclipped: named(unclipped),
    clipped: named(clipped),
    per_benchmark_mae: perBenchmark(values.value, cells, table),
    intervals: predictor.intervalQuality.map(
      ({ level, cells: judged, coverage, medianWidth, meanWidth, intervalScore }) => ({
        level,
        cells: judged,
        coverage: estimateRecord(coverage),
        median_width: estimateRecord(medianWidth),
        mean_width: estimateRecord(meanWidth),
        interval_score: estimateRecord(intervalScore),
      }),
    ),
  };
}

/** Mean normalised error by benchmark id, unclipped; benchmarks with a prediction only. */
export function perBenchmark(
  values: readonly (number | null)[],
  cells: Evaluation["cells"],
  table: ScoreTable,
): Record<string, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [i, { benchmark, truth, span }] of cells.entries()) {
    const value = values[i]!;
    if (value === null) continue;
    const { sum, count } = sums.get(benchmark) ?? { sum: 0, count: 0 };
    sums.set(benchmark, { sum: sum + (100 * Math.abs(value - truth)) / span, count: count + 1 });
  }
  return Object.fromEntries(
    [...sums]
      .toSorted(([a], [b]) => a - b)
      .map(([benchmark, { sum, count }]) => [table.benchmarks[benchmark]!.id, sum / count]),
  );
}

export function estimateRecord({ value, se, ci, method, n, reason, notes }: BootstrapEstimate) {
  return {
    value,
    se,
    ci: ci === null ? null : { low: ci.low, high: ci.high, level: ci.level, method: ci.method },
    method,
    n,
    ...(reason === undefined ? {} : { reason }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}
