import { singularValues } from "../../../linalg/factor/svd.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { MaskedView } from "../masked-view.ts";
import { type CompleteSubmatrix, completeSubmatrices } from "./complete-submatrix.ts";
import { type CrossValidatedRank, crossValidatedRank, cvMethods } from "./cross-validated-rank.ts";
import { filledScores } from "./filled-spectrum.ts";
import { type ParallelAnalysis, parallelAnalysis } from "./parallel-analysis.ts";
import type { RankCriterion } from "./rank-criterion.ts";
import { spectrumCriteria } from "./spectrum-criteria.ts";

/** Every answer to "how many dimensions", side by side. */
export interface RankReport {
  readonly models: number;
  readonly benchmarks: number;
  /** Of the table with holes filled by column means. */
  readonly singularValues: Float64Array;
  readonly varianceExplained: Float64Array;
  readonly cumulativeVariance: Float64Array;
  readonly criteria: readonly RankCriterion[];
  readonly parallel: ParallelAnalysis;
  readonly crossValidated: CrossValidatedRank;
  readonly submatrices: readonly CompleteSubmatrix[];
  readonly recommended: { readonly rank: number; readonly criterion: string; readonly why: string };
}

export interface RankOptions {
  readonly seed: number;
  /** Repetitions of the cross-validation. Default 20. */
  readonly cvSeeds?: number;
  /** Permutations of the parallel analysis. Default 200. */
  readonly draws?: number;
}

const methodTitles = { "hard-impute": "hard imputation", "soft-impute": "soft imputation", fax: "factor analysis" };

export function rankMatrix(view: MaskedView, { seed, cvSeeds = 20, draws = 200 }: RankOptions): RankReport {
  const rows = view.models.length;
  const columns = view.benchmarks.length;
  const singular = singularValues(filledScores(view));
  const total = singular.reduce((sum, value) => sum + value ** 2, 0);
  const varianceExplained = singular.map((value) => (total > 0 ? value ** 2 / total : 0));
  let passed = 0;
  const cumulativeVariance = varianceExplained.map((share) => {
    passed += share;
    return passed;
  });
  const parallel = parallelAnalysis(view, rngStream(seed, "matrix", "rank", "parallel analysis"), draws);
  const crossValidated = crossValidatedRank(view, rngStream(seed, "matrix", "rank", "cross-validation"), cvSeeds);
  const submatrices = completeSubmatrices(view);
  const chosen = crossValidated.best.fax.oneStandardError;
  return {
    models: rows,
    benchmarks: columns,
    singularValues: singular,
    varianceExplained,
    cumulativeVariance,
    criteria: [
      ...spectrumCriteria(singular, { view: "filled", rows, columns }),
      {
        id: "parallel-analysis",
        title: "parallel analysis",
        view: "filled",
        value: parallel.rank,
        rank: parallel.rank,
        assumption: null,
        reason: null,
      },
      ...cvMethods.flatMap((method) => crossValidatedCriteria(method, crossValidated)),
      ...submatrices.map(submatrixCriterion),
    ],
    parallel,
    crossValidated,
    submatrices,
    recommended: {
      rank: chosen.rank,
      criterion: "cv-fax-1se",
      why: `hidden scores are predicted within one standard error of the best with ${chosen.rank}, and nothing was filled in`,
    },
  };
}

function crossValidatedCriteria(method: keyof typeof methodTitles, { best }: CrossValidatedRank): RankCriterion[] {
  const { minimum, oneStandardError } = best[method];
  const row = (id: string, title: string, { rank }: typeof minimum): RankCriterion => ({
    id: `cv-${method}-${id}`,
    title: `CV ${methodTitles[method]}, ${title}`,
    view: "masked",
    value: rank,
    rank: Math.round(rank),
    assumption: null,
    reason: null,
  });
  return [row("min", "minimum", minimum), row("1se", "1 SE", oneStandardError)];
}

function submatrixCriterion({ models, benchmarks, varianceByRank, search }: CompleteSubmatrix): RankCriterion {
  const reached = varianceByRank.findIndex((share) => share >= 0.9);
  const shares = varianceByRank.map((share) => `${(100 * share).toFixed(0)} %`).join(", ");
  return {
    id: `complete-${search}`,
    title: `complete ${models.length} × ${benchmarks.length}, ${search}, variance 90 %`,
    view: "complete",
    value: reached < 0 ? null : reached + 1,
    rank: reached < 0 ? null : reached + 1,
    assumption: null,
    reason: reached < 0 ? `ranks 1 to 3 hold ${shares}` : null,
  };
}
