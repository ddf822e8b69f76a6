import type { RankReport } from "./rank-matrix.ts";

/** `singular_values.json`, keys as on disk. */
export function rankRecord(report: RankReport) {
  const { crossValidated, parallel, submatrices } = report;
  return {
    schema: "assay/matrix-rank@1",
    matrix: { view: "filled", n: report.models, p: report.benchmarks, filled_with: "column mean of z-scores" },
    singular_values: Array.from(report.singularValues),
    variance_explained: Array.from(report.varianceExplained),
    cumulative_variance: Array.from(report.cumulativeVariance),
    criteria: report.criteria,
    parallel_analysis: { rank: parallel.rank, draws: parallel.draws, limit_95: Array.from(parallel.limit) },
    cross_validation: {
      seeds: crossValidated.seeds,
      hidden_cells: crossValidated.hidden,
      points: crossValidated.points.map(({ method, rank, error, standardError, lambda }) => ({
        method,
        rank,
        error,
        standard_error: standardError,
        lambda,
      })),
    },
    complete_submatrices: submatrices.map(({ models, benchmarks, varianceByRank, search }) => ({
      search,
      n: models.length,
      p: benchmarks.length,
      variance_by_rank: varianceByRank,
    })),
    recommended: report.recommended,
  };
}
