import type { Rng } from "../../../../stats/chance/rng.ts";
import { averageLinkage } from "./average-linkage.ts";
import { adjustedRand, meanSilhouette } from "./cluster-quality.ts";
import type { ResponseMatrix } from "./response-matrix.ts";
import { tvdMi } from "./tvd-mi.ts";

/** Groups of runs that answer alike, and whether they would be found again with other queries of the kind. */
export interface RunClusters {
  readonly k: number;
  /** labels[run], counted from 0 by first member. */
  readonly labels: Int32Array;
  readonly silhouette: number;
  /** Mean adjusted Rand index between these clusters and those of bootstrap draws of queries. */
  readonly stability: number;
  readonly stable: boolean;
  readonly candidates: readonly { readonly k: number; readonly silhouette: number }[];
}

/** Clusters count as found again from this mean adjusted Rand index on. */
const stableFrom = 0.6;

/**
 * Average linkage on 1 − 2I, cut at the number of clusters between 2 and 6 with the largest mean silhouette. Null with
 * under 4 runs or under 2 queries.
 */
export function clusterRuns(
  matrix: Pick<ResponseMatrix, "answers" | "runs">,
  options: { readonly rng: Rng; readonly resamples: number },
): RunClusters | null {
  const n = matrix.runs.length;
  if (n < 4 || matrix.answers.length < 2) return null;
  const counts = [2, 3, 4, 5, 6].filter((k) => k < n);
  const distance = distances(matrix);
  const cuts = averageLinkage(distance, counts);
  const candidates = counts.map((k) => ({ k, silhouette: meanSilhouette(distance, cuts.get(k)!)! }));
  const best = candidates.reduce((a, b) => (b.silhouette > a.silhouette ? b : a));
  const labels = cuts.get(best.k)!;
  let total = 0;
  for (let b = 0; b < options.resamples; b++) {
    const answers = matrix.answers.map(() => matrix.answers[options.rng.integer(matrix.answers.length)]!);
    total += adjustedRand(labels, averageLinkage(distances({ ...matrix, answers }), [best.k]).get(best.k)!);
  }
  const stability = total / options.resamples;
  return { ...best, labels, stability, stable: stability >= stableFrom, candidates };
}

/** 1 − 2I off the diagonal, 0 on it. */
function distances(matrix: Pick<ResponseMatrix, "answers" | "runs">): readonly Float64Array[] {
  const { information } = tvdMi(matrix);
  return information.map((row, i) => {
    const distance = new Float64Array(row.length);
    for (let j = 0; j < row.length; j++) distance[j] = i === j ? 0 : 1 - 2 * row[j]!;
    return distance;
  });
}
