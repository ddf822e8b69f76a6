import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { type CalibrationScore, calibrationScores } from "../conformal/calibration-scores.ts";
import type { CalibrationMethod } from "../conformal/conformal-quantile.ts";
import { type PredictionInterval, predictionIntervals } from "../conformal/prediction-intervals.ts";
import { type MaskedView, maskView } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import type { Task } from "../protocols/protocol.ts";
import type { PredictorRun } from "./run-predictor.ts";

export interface TaskIntervalOptions {
  readonly levels: readonly number[];
  readonly method: CalibrationMethod;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/**
 * Intervals of a predictor's answers at each level, in the order of the scored cells.
 *
 * Where the tasks predict at most half of the models, the others calibrate once, from a view that hides the cells of all
 * tasks. Otherwise each task calibrates on what it sees itself, and a model's own scores never set its width. Either way no
 * held-out cell has a part in any interval.
 */
export function taskIntervals(
  predictor: Predictor,
  run: PredictorRun,
  table: ScoreTable,
  tasks: readonly Task[],
  options: TaskIntervalOptions,
): Map<number, PredictionInterval[]> {
  const { levels, method, seed, signal } = options;
  const rng = rngStream(seed, "matrix", "calibration", predictor.id);
  const passed = signal === undefined ? {} : { signal };
  const targets = new Set(tasks.flatMap(({ scored }) => scored.map(({ model }) => model)));
  const views = tasks.map(({ hidden, blanked }) => maskView(table, hidden, blanked));
  const reveals = tasks.map((task, at) => visibleOf(views[at]!, task));

  let shared: CalibrationScore[] | null = null;
  if (2 * targets.size <= table.models.length) {
    const common = maskView(
      table,
      tasks.flatMap(({ hidden }) => hidden),
      tasks.flatMap(({ blanked }) => blanked ?? []),
    );
    shared = calibrationScores(predictor, common, { reveal: median(reveals), except: targets, rng, ...passed });
  }

  const intervals = new Map<number, PredictionInterval[]>(levels.map((level) => [level, []]));
  let place = 0;
  for (const [at, task] of tasks.entries()) {
    const estimates = run.estimates.slice(place, place + task.scored.length);
    place += task.scored.length;
    const scores =
      shared ??
      calibrationScores(predictor, views[at]!, {
        reveal: reveals[at]!,
        except: new Set(),
        rng: rng.fork(`task ${at}`),
        ...passed,
      });
    for (const level of levels) {
      const options_ = { level, method, rng: rng.fork(`widths ${at} ${level}`) };
      intervals.get(level)!.push(...predictionIntervals(estimates, views[at]!, scores, options_));
    }
  }
  return intervals;
}

/** Median number of visible scores of the models a task predicts. */
function visibleOf(view: MaskedView, task: Task): number {
  const models = new Set(task.scored.map(({ model }) => model));
  return median([...models].map((model) => view.rows.start[model + 1]! - view.rows.start[model]!));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
