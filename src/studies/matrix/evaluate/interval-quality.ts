import type { BootstrapEstimate } from "../../../stats/bootstrap/bootstrap-options.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import type { PredictionInterval } from "../conformal/prediction-intervals.ts";
import { bootstrapClusters, meanStatistic, medianStatistic } from "./clustered-statistics.ts";
import type { Clusters } from "./error-statistics.ts";
import type { ScoredCell } from "./scored-cells.ts";

/** How often the intervals held, and what they cost in width. Widths in normalised points. */
export interface IntervalQuality {
  readonly level: number;
  /** Cells with both limits. */
  readonly cells: number;
  readonly coverage: BootstrapEstimate;
  readonly medianWidth: BootstrapEstimate;
  readonly meanWidth: BootstrapEstimate;
  /** (u − l) + (2/α)·[(l − y)₊ + (y − u)₊], mean. Gneiting and Raftery 2007. Less is better. */
  readonly intervalScore: BootstrapEstimate;
}

export function intervalQuality(
  intervals: readonly PredictionInterval[],
  cells: readonly ScoredCell[],
  clusters: Clusters,
  level: number,
  draw: { readonly rng: Rng; readonly resamples: number; readonly level: number },
): IntervalQuality {
  const alpha = 1 - level;
  const judged = intervals.map(({ low, high }, i) => {
    if (low === null || high === null) return null;
    const { truth, span } = cells[i]!;
    const missed = Math.max(low - truth, 0) + Math.max(truth - high, 0);
    return {
      covered: Number(missed === 0),
      width: (100 * (high - low)) / span,
      score: (100 * (high - low + (2 / alpha) * missed)) / span,
    };
  });
  const each = (key: "covered" | "width" | "score") => judged.map((cell) => cell?.[key] ?? null);
  const n = clusters.models.length;
  const { coverage } = bootstrapClusters(
    n,
    { coverage: meanStatistic(each("covered"), clusters.of, n) },
    { ...draw, range: [0, 1] },
  );
  const { medianWidth, meanWidth, intervalScore } = bootstrapClusters(
    n,
    {
      medianWidth: medianStatistic(each("width"), clusters.of),
      meanWidth: meanStatistic(each("width"), clusters.of, n),
      intervalScore: meanStatistic(each("score"), clusters.of, n),
    },
    draw,
  );
  return {
    level,
    cells: judged.filter((cell) => cell !== null).length,
    coverage,
    medianWidth,
    meanWidth,
    intervalScore,
  };
}
