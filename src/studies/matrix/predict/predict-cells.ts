import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { type CalibrationScore, calibrationScores } from "../conformal/calibration-scores.ts";
import type { CalibrationMethod } from "../conformal/conformal-quantile.ts";
import { predictionIntervals } from "../conformal/prediction-intervals.ts";
import { type Cell, type MaskedView, maskView } from "../masked-view.ts";
import type { CellEstimate, Predictor, Support } from "../predictor.ts";
import { explainCell } from "../predictors/fax/explain-cell.ts";
import { type FaxModel, fitFaxModel } from "../predictors/fax/fax-posterior.ts";

/** A score that was measured, or where it is expected. */
export interface ScorePrediction {
  readonly cell: Cell;
  /** The measured score where there is one. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly isObserved: boolean;
  readonly support: Support;
  /** Why there is no value, or no interval. */
  readonly reason: string | null;
  /** What the prediction rests on most, in words; empty for a measured score. */
  readonly because: readonly string[];
}

export interface PredictOptions {
  readonly level: number;
  readonly method: CalibrationMethod;
  readonly seed: number;
  /** Explain each prediction. Default true. */
  readonly explain?: boolean;
  readonly signal?: AbortSignal;
  readonly onStep?: (done: number, of: number) => void;
}

/**
 * Predicts cells from everything the table has. A measured cell gets its score and no predictive interval. Intervals are
 * calibrated on other models held out down to about as many scores as the predicted model has; the explanation reads
 * factor analysis with covariates, whatever the predictor.
 */
export function predictCells(
  table: ScoreTable,
  cells: readonly Cell[],
  predictor: Predictor,
  options: PredictOptions,
): ScorePrediction[] {
  const { level, method, seed, signal, onStep } = options;
  const passed = signal === undefined ? {} : { signal };
  const rng = rngStream(seed, "matrix", "predict", predictor.id);
  const view = maskView(table);
  const width = table.benchmarks.length;
  const scores = new Map(table.cells.map(({ model, benchmark, value }) => [model * width + benchmark, value]));
  const at = ({ model, benchmark }: Cell) => model * width + benchmark;
  const open = cells.filter((cell) => !scores.has(at(cell)));
  const estimates = predictor.fit(view, { rng: rng.fork("fit"), ...passed }).predict(open);
  const explained = options.explain === false || open.length === 0 ? null : fitFaxModel(view, passed);

  const reveals = view.models.map((_model, model) => revealFor(view, model));
  const byReveal = Map.groupBy(estimates, ({ cell }) => reveals[cell.model]!);
  const predicted = new Map<number, ScorePrediction>();
  let done = 0;
  for (const [reveal, group] of byReveal) {
    const calibration = calibrate(predictor, view, group, reveal, {
      rng: rng.fork(`calibration ${reveal}`),
      ...passed,
    });
    const intervals = predictionIntervals(group, view, calibration, { level, method, rng: rng.fork("widths") });
    for (const [i, estimate] of group.entries()) {
      const { low, high, reason, needed } = intervals[i]!;
      const why = estimate.reason ?? reason ?? null;
      predicted.set(at(estimate.cell), {
        cell: estimate.cell,
        value: estimate.value,
        low,
        high,
        level,
        isObserved: false,
        support: estimate.support,
        reason: needed === undefined ? why : `${why}: ${needed} needed`,
        because: explained === null ? [] : reasonsOf(table, view, explained, estimate.cell),
      });
    }
    done += group.length;
    onStep?.(done, open.length);
  }
  return cells.map((cell) => predicted.get(at(cell)) ?? measured(cell, scores.get(at(cell))!, view, level));
}

/** Numbers of visible scores for which intervals are calibrated; a model takes the largest it reaches. */
const revealSteps = [0, 1, 2, 3, 5, 8, 12, 18, 25] as const;

/** As many as the model has, but no more than leaves 30 models to calibrate on. */
function revealFor(view: MaskedView, model: number): number {
  const sizes = [...view.models.keys()].map((other) => view.rows.start[other + 1]! - view.rows.start[other]!);
  const enough = (reveal: number) => sizes.filter((size, other) => other !== model && size > reveal).length >= 30;
  return revealSteps.findLast((reveal) => reveal <= sizes[model]! && enough(reveal)) ?? 0;
}

function calibrate(
  predictor: Predictor,
  view: MaskedView,
  group: readonly CellEstimate[],
  reveal: number,
  options: { readonly rng: ReturnType<typeof rngStream>; readonly signal?: AbortSignal },
): CalibrationScore[] {
  const targets = new Set(group.map(({ cell }) => cell.model));
  // One model alone stays out of its own calibration; of many, each one's own scores are passed over when read.
  const except = targets.size === 1 ? targets : new Set<number>();
  return calibrationScores(predictor, view, { reveal, except, ...options });
}

function measured(cell: Cell, value: number, view: MaskedView, level: number): ScorePrediction {
  const { model, benchmark } = cell;
  const support = {
    modelScores: view.rows.start[model + 1]! - view.rows.start[model]!,
    benchmarkScores: view.columns.start[benchmark + 1]! - view.columns.start[benchmark]!,
  };
  return { cell, value, low: null, high: null, level, isObserved: true, support, reason: "measured", because: [] };
}

function reasonsOf(table: ScoreTable, view: MaskedView, model: FaxModel, cell: Cell): string[] {
  return explainCell(view, model, cell).map((reason) => {
    const points = `${reason.points >= 0 ? "+" : "−"}${Math.abs(reason.points).toFixed(1)}`;
    if (reason.kind === "covariate") return `${reason.group} (${points})`;
    return `${table.benchmarks[reason.benchmark]!.name} ${reason.value} (${points})`;
  });
}
