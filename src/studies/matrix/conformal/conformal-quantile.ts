import type { Rng } from "../../../stats/chance/rng.ts";
import type { CalibrationScore } from "./calibration-scores.ts";

/**
 * How calibration scores of several models become one width. `hierarchical`: every model weighs the same. `pooled`: every
 * cell does. `one-per-model`: one cell a model, drawn again and again, and the widths averaged.
 */
export type CalibrationMethod = "hierarchical" | "pooled" | "one-per-model";

export type ConformalQuantile =
  | { readonly value: number; readonly models: number; readonly cells: number }
  | {
      readonly value: null;
      readonly models: number;
      readonly reason: "too_few_calibration_models";
      readonly needed: number;
    };

/** A support bin with fewer calibration models than this is joined with the next fuller one. */
const smallestBin = 20;
/** Lower ends of the support bins. */
const binEdges = [0, 8, 31] as const;

/**
 * How many of its standard deviations a prediction may be off, for a share `level` of new models' cells to lie within.
 *
 * Models, not cells, are exchangeable, so what counts is how many of them calibrate: with G models no level above
 * G/(G+1) can be had, and the answer is null with the number needed. Only scores of benchmarks with like support are used
 * (< 8, 8–30, > 30 visible scores), where at least 20 models have such; else the fuller bins join, at last all.
 */
export function conformalQuantile(
  scores: readonly CalibrationScore[],
  options: {
    readonly level: number;
    readonly support: number;
    readonly method: CalibrationMethod;
    /** The model to be predicted, where it is among those that were held out. */
    readonly except?: number;
    readonly rng: Rng;
  },
): ConformalQuantile {
  const { level, method, rng } = options;
  const usable = scores.filter(({ model }) => model !== options.except);
  const chosen = likeSupport(usable, options.support);
  const byModel = [...Map.groupBy(chosen, ({ model }) => model).values()];
  const models = byModel.length;
  const needed = Math.ceil(level / (1 - level) - 1e-9);
  if (models < needed) return { value: null, models, reason: "too_few_calibration_models", needed };
  const value =
    method === "hierarchical"
      ? hierarchical(chosen, byModel, level)
      : method === "pooled"
        ? pooled(chosen, level)
        : onePerModel(byModel, level, rng);
  return { value, models, cells: chosen.length };
}

/** Lower end of the bin of a number of visible scores; the quantile is the same for all numbers of one bin. */
export function supportBin(support: number): number {
  return binEdges.findLast((edge) => edge <= support)!;
}

function likeSupport(scores: readonly CalibrationScore[], support: number): readonly CalibrationScore[] {
  const low = supportBin(support);
  for (const high of [...binEdges.slice(1), Number.POSITIVE_INFINITY]) {
    if (high <= support) continue;
    const inside = scores.filter((score) => score.support >= low && score.support < high);
    if (new Set(inside.map(({ model }) => model)).size >= smallestBin) return inside;
  }
  return scores;
}

/**
 * Each model has weight 1/(G+1), shared over its cells; the last 1/(G+1) lies at infinity. Quick where the scores come in
 * ascending order.
 */
function hierarchical(
  chosen: readonly CalibrationScore[],
  byModel: readonly (readonly CalibrationScore[])[],
  level: number,
): number {
  const weights = new Map(byModel.map((cells) => [cells[0]!.model, 1 / (cells.length * (byModel.length + 1))]));
  const ascending = chosen.toSorted((a, b) => a.score - b.score);
  let passed = 0;
  for (const { model, score } of ascending) {
    passed += weights.get(model)!;
    if (passed >= level - 1e-12) return score;
  }
  return ascending.at(-1)!.score;
}

function pooled(scores: readonly CalibrationScore[], level: number): number {
  const sorted = Float64Array.from(scores, ({ score }) => score).sort();
  return sorted[Math.min(sorted.length, Math.ceil((sorted.length + 1) * level - 1e-9)) - 1]!;
}

const draws = 200;

function onePerModel(byModel: readonly (readonly CalibrationScore[])[], level: number, rng: Rng): number {
  let sum = 0;
  const picked = new Float64Array(byModel.length);
  for (let draw = 0; draw < draws; draw++) {
    for (const [i, cells] of byModel.entries()) picked[i] = cells[rng.integer(cells.length)]!.score;
    const rank = Math.min(picked.length, Math.ceil((picked.length + 1) * level - 1e-9));
    sum += picked.slice().sort()[rank - 1]!;
  }
  return sum / draws;
}
