import type { Rng } from "../../../stats/chance/rng.ts";
import { cellsOfModel, type MaskedView, narrowView, scoresOf, scoresOn } from "../masked-view.ts";
import type { CellEstimate, Predictor } from "../predictor.ts";
import { shuffled } from "../protocols/shuffle.ts";
import { type WorkingSpace, workingSpace } from "../working-space/working-space.ts";

/** How far off a prediction was for a model that had been held out, in its own standard deviations. */
export interface CalibrationScore {
  readonly model: number;
  /** Visible scores of the benchmark when it was predicted. */
  readonly support: number;
  /** |z − m| / sd in working space. */
  readonly score: number;
}

export interface CalibrationOptions {
  /** Visible scores of a held-out model: as many as the target has. */
  readonly reveal: number;
  /** Models that are to be predicted later, and so may not calibrate. */
  readonly except: ReadonlySet<number>;
  readonly rng: Rng;
  readonly signal?: AbortSignal;
  /** Models are held out a tenth at a time. */
  readonly groups?: number;
  /** How often each model is held out, with other scores visible each time. Default 3. */
  readonly masks?: number;
}

/**
 * Holds out calibration models, a tenth at a time, down to the target's number of visible scores, and measures how far
 * their predictions fall from the truth. Everything comes from `view`, so nothing hidden there can get in.
 */
export function calibrationScores(
  predictor: Predictor,
  view: MaskedView,
  { reveal, except, rng, signal, groups = 10, masks = 3 }: CalibrationOptions,
): CalibrationScore[] {
  const models = [...view.models.keys()].filter((model) => !except.has(model) && scoresOf(view, model) > reveal);
  const scores: CalibrationScore[] = [];
  for (let mask = 0; mask < masks; mask++) {
    const order = shuffled(models, rng.fork(`groups ${mask}`));
    for (let group = 0; group < Math.min(groups, order.length); group++) {
      signal?.throwIfAborted();
      const members = order.filter((_model, i) => i % groups === group);
      const hidden = members.flatMap((model) =>
        shuffled(cellsOfModel(view, model), rng.fork(`cells ${mask} ${view.models[model]!.id}`)).slice(reveal),
      );
      const narrow = narrowView(view, hidden);
      const fitted = predictor.fit(narrow, {
        rng: rng.fork(`fit ${mask} ${group}`),
        ...(signal === undefined ? {} : { signal }),
      });
      const space = workingSpace(narrow);
      for (const [i, estimate] of fitted.predict(hidden).entries()) {
        const located = locate(estimate, space);
        if (located === null) continue;
        const truth = space.toWorking(hidden[i]!.benchmark, hidden[i]!.value);
        scores.push({
          model: hidden[i]!.model,
          support: scoresOn(narrow, hidden[i]!.benchmark),
          score: Math.abs(truth - located.centre) / located.sd,
        });
      }
    }
  }
  return scores;
}

/**
 * Centre and scale of a prediction in working space. A method without a standard deviation of its own gets 1, the spread
 * of a column there, so that calibration alone sets its width. Null without a prediction.
 */
export function locate(
  estimate: CellEstimate,
  space: WorkingSpace,
): { readonly centre: number; readonly sd: number } | null {
  if (estimate.value === null) return null;
  if (estimate.working !== null && estimate.sd !== null) return { centre: estimate.working, sd: estimate.sd };
  return { centre: space.toWorking(estimate.cell.benchmark, estimate.value), sd: 1 };
}
