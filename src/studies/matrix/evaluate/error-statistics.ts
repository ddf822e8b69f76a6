import {
  type ClusteredStatistic,
  meanOfMeansStatistic,
  meanStatistic,
  medianStatistic,
  pairStatistic,
} from "./clustered-statistics.ts";
import type { ScoredCell } from "./scored-cells.ts";

/** Which models the scored cells belong to, numbered from 0 in the table's order. */
export interface Clusters {
  readonly of: Int32Array;
  readonly models: readonly number[];
}

export function clustersOf(cells: readonly ScoredCell[]): Clusters {
  const models = [...new Set(cells.map(({ model }) => model))].toSorted((a, b) => a - b);
  const at = new Map(models.map((model, i) => [model, i]));
  return { of: Int32Array.from(cells, ({ model }) => at.get(model)!), models };
}

/** Margins, in the benchmark's own unit, by which two models must differ for their order to be asked for. */
export const rankMargins = [0, 1, 2, 5] as const;

/** The error measures, by name; `null` predictions do not count in any of them. */
export const errorMeasures = [
  "mae",
  "mae_visible_range",
  "mae_over_models",
  "median",
  "medape",
  "median_absolute",
  "within_3",
  "within_5",
  "rank_accuracy_0",
  "rank_accuracy_1",
  "rank_accuracy_2",
  "rank_accuracy_5",
] as const;
export type ErrorMeasure = (typeof errorMeasures)[number];

/**
 * One predictor's errors as statistics of cluster counts.
 *
 * mae: mean of 100·|ŷ−y|/(max−min), range of all scores of the benchmark. mae_visible_range: the same by the range of what
 * the task left visible. mae_over_models: mean of the models' own means. median: of the same as mae. medape: median of
 * 100·|ŷ−y|/|y| where |y| ≥ 1e-6. median_absolute: median of |ŷ−y|. within_3, within_5: share of |ŷ−y| up to 3 and 5, in
 * the benchmark's own unit. rank_accuracy_m: share of pairs of models, on one benchmark in one mask or fold, that differ by
 * more than m and are predicted in the right order (a tie counts half).
 */
export function errorStatistics(
  cells: readonly ScoredCell[],
  predictions: readonly (number | null)[],
  clusters: Clusters,
): Record<ErrorMeasure, ClusteredStatistic> {
  const n = clusters.models.length;
  const absolute = predictions.map((value, i) => (value === null ? null : Math.abs(value - cells[i]!.truth)));
  const scaled = absolute.map((error, i) => (error === null ? null : (100 * error) / cells[i]!.span));
  const visible = absolute.map((error, i) => {
    const column = cells[i]!.visible;
    if (error === null || column === null) return null;
    return (100 * error) / Math.max(column.high - column.low, 1e-9);
  });
  const relative = absolute.map((error, i) => {
    const size = Math.abs(cells[i]!.truth);
    return error === null || size < smallestForShare ? null : (100 * error) / size;
  });
  const within = (limit: number) =>
    meanStatistic(
      absolute.map((error) => (error === null ? null : Number(error <= limit))),
      clusters.of,
      n,
    );
  const ranks = rankMargins.map((margin) => rankStatistic(cells, predictions, clusters, margin));
  return {
    mae: meanStatistic(scaled, clusters.of, n),
    mae_visible_range: meanStatistic(visible, clusters.of, n),
    mae_over_models: meanOfMeansStatistic(scaled, clusters.of, n),
    median: medianStatistic(scaled, clusters.of),
    medape: medianStatistic(relative, clusters.of),
    median_absolute: medianStatistic(absolute, clusters.of),
    within_3: within(3),
    within_5: within(5),
    rank_accuracy_0: ranks[0]!,
    rank_accuracy_1: ranks[1]!,
    rank_accuracy_2: ranks[2]!,
    rank_accuracy_5: ranks[3]!,
  };
}

/** Below this size of the truth a relative error says nothing. */
export const smallestForShare = 1e-6;

function rankStatistic(
  cells: readonly ScoredCell[],
  predictions: readonly (number | null)[],
  clusters: Clusters,
  margin: number,
): ClusteredStatistic {
  const n = clusters.models.length;
  const right = new Float64Array(n * n);
  const all = new Float64Array(n * n);
  const columns = Map.groupBy(cells.keys(), (i) => `${cells[i]!.group}\n${cells[i]!.benchmark}`);
  for (const members of columns.values()) {
    for (const [at, i] of members.entries()) {
      for (const j of members.slice(at + 1)) {
        const [a, b] = [clusters.of[i]!, clusters.of[j]!];
        const [first, second] = [predictions[i]!, predictions[j]!];
        const truth = cells[i]!.truth - cells[j]!.truth;
        if (a === b || first === null || second === null || Math.abs(truth) <= margin) continue;
        const place = Math.min(a, b) * n + Math.max(a, b);
        all[place]!++;
        const predicted = first - second;
        right[place]! += predicted === 0 ? 0.5 : Number(Math.sign(predicted) === Math.sign(truth));
      }
    }
  }
  return pairStatistic(right, all, n);
}
