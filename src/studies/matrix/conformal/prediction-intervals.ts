import type { Rng } from "../../../stats/chance/rng.ts";
import { type MaskedView, scoresOn } from "../masked-view.ts";
import type { CellEstimate } from "../predictor.ts";
import { workingSpace } from "../working-space/working-space.ts";
import { type CalibrationScore, locate } from "./calibration-scores.ts";
import { type CalibrationMethod, type ConformalQuantile, conformalQuantile, supportBin } from "./conformal-quantile.ts";

/** Where a new score is expected, in the benchmark's own unit. */
export interface PredictionInterval {
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  /** Models whose held-out scores set the width. */
  readonly calibrationModels: number;
  readonly reason?: "too_few_calibration_models" | "no_prediction";
  /** Calibration models the level needs, where there are too few. */
  readonly needed?: number;
}

export interface IntervalOptions {
  readonly level: number;
  readonly method: CalibrationMethod;
  readonly rng: Rng;
}

/** Intervals around predictions made from `view`, as wide as held-out models of the calibration were off. */
export function predictionIntervals(
  estimates: readonly (CellEstimate | null)[],
  view: MaskedView,
  scores: readonly CalibrationScore[],
  { level, method, rng }: IntervalOptions,
): PredictionInterval[] {
  const space = workingSpace(view);
  const known = new Map<string, ConformalQuantile>();
  // Sorted once, for all models' quantiles; where one cell a model is drawn, the order is part of the draw.
  const ordered = method === "one-per-model" ? scores : scores.toSorted((a, b) => a.score - b.score);
  return estimates.map((estimate) => {
    const located = estimate === null ? null : locate(estimate, space);
    if (estimate === null || located === null) {
      return { low: null, high: null, level, calibrationModels: 0, reason: "no_prediction" };
    }
    const { model, benchmark } = estimate.cell;
    const seen = scoresOn(view, benchmark);
    const key = method === "one-per-model" ? `${model} ${seen}` : `${model} ${supportBin(seen)}`;
    const quantile = known.get(key) ?? conformalQuantile(ordered, { level, support: seen, method, except: model, rng });
    known.set(key, quantile);
    if (quantile.value === null) {
      const { models, reason, needed } = quantile;
      return { low: null, high: null, level, calibrationModels: models, reason, needed };
    }
    const half = quantile.value * located.sd;
    return {
      low: space.toScore(benchmark, located.centre - half),
      high: space.toScore(benchmark, located.centre + half),
      level,
      calibrationModels: quantile.models,
    };
  });
}
