import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { BootstrapEstimate } from "../../../stats/bootstrap/bootstrap-options.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { CalibrationMethod } from "../conformal/conformal-quantile.ts";
import type { PredictionInterval } from "../conformal/prediction-intervals.ts";
import type { Predictor } from "../predictor.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { bootstrapClusters, type ClusteredStatistic } from "./clustered-statistics.ts";
import { type Difference, differences } from "./differences.ts";
import { clustersOf, type ErrorMeasure, errorMeasures, errorStatistics, smallestForShare } from "./error-statistics.ts";
import { type IntervalQuality, intervalQuality } from "./interval-quality.ts";
import { type PredictorRun, runPredictor } from "./run-predictor.ts";
import { type ScoredCell, scoredCells } from "./scored-cells.ts";
import { type Clip, type SettledValues, settleValues } from "./settled-values.ts";
import { taskIntervals } from "./task-intervals.ts";

export interface EvaluateOptions {
  readonly seed: number;
  /** Bootstrap draws over models. Default 10,000. */
  readonly resamples?: number;
  /** Coverage of every interval. Default 0.95. */
  readonly level?: number;
  /** Default `range`. */
  readonly clip?: Clip;
  /** Prediction intervals too: at `level`, and at the levels of `curve` to see whether they hold; of `only`, or of all. */
  readonly intervals?: {
    readonly level: number;
    readonly method: CalibrationMethod;
    readonly curve?: readonly number[];
    readonly only?: string;
  };
  readonly signal?: AbortSignal;
  readonly onTask?: (predictor: string, done: number, of: number) => void;
}

/** How well each predictor did under one protocol, and how they differ. */
export interface Evaluation {
  readonly protocol: {
    readonly id: string;
    readonly note: string;
    readonly flaws: readonly string[];
    readonly tasks: number;
  };
  readonly clip: Clip;
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
  readonly cells: readonly ScoredCell[];
  /** Models with scored cells: the clusters. */
  readonly models: readonly number[];
  readonly predictors: readonly PredictorEvaluation[];
  readonly differences: readonly Difference[];
}

export interface PredictorEvaluation {
  readonly run: PredictorRun;
  readonly values: SettledValues;
  /** Share of cells the predictor answered itself. */
  readonly coverage: number;
  /** Predictions more than 10 normalised points outside the benchmark's range; unclipped. */
  readonly outOfRange: number;
  /** Cells whose truth is too near 0 for a relative error. */
  readonly leftOutOfMedape: number;
  readonly unclipped: Readonly<Record<ErrorMeasure, BootstrapEstimate>>;
  readonly clipped: Readonly<Record<ErrorMeasure, BootstrapEstimate>>;
  /** In the order of the scored cells, at the level asked for; null where none were asked for. */
  readonly intervals: readonly PredictionInterval[] | null;
  /** One entry a level, ascending. */
  readonly intervalQuality: readonly IntervalQuality[];
}

/**
 * Runs the predictors under the protocol and measures their errors, every figure with a bootstrap interval over models, all
 * of them on the same draws. A predictor that throws is kept with its reason; the others go on.
 */
export function evaluate(
  table: ScoreTable,
  protocol: Protocol,
  predictors: readonly Predictor[],
  options: EvaluateOptions,
): Evaluation {
  const { seed, resamples = 10_000, level = 0.95, clip = "range", signal, onTask } = options;
  const tasks = protocol.tasks(table);
  const cells = scoredCells(table, tasks);
  const clusters = clustersOf(cells);
  const runs = predictors.map((predictor) => {
    const run = runPredictor(predictor, table, tasks, {
      seed,
      ...(signal === undefined ? {} : { signal }),
      ...(onTask === undefined ? {} : { onTask: (done, of) => onTask(predictor.id, done, of) }),
    });
    return { run, values: settleValues(run, cells, table.benchmarks, clip) };
  });

  const statistics: Record<string, ClusteredStatistic> = {};
  for (const [p, { values }] of runs.entries()) {
    for (const side of ["value", "clipped"] as const) {
      const own = errorStatistics(cells, values[side], clusters);
      for (const measure of errorMeasures) statistics[`${p}/${side}/${measure}`] = own[measure];
    }
  }
  const draw = { rng: rngStream(seed, "matrix", "evaluate", protocol.id), resamples, level };
  const estimates = bootstrapClusters(clusters.models.length, statistics, draw);
  const measuresOf = (p: number, side: "value" | "clipped") =>
    Object.fromEntries(errorMeasures.map((measure) => [measure, estimates[`${p}/${side}/${measure}`]!])) as Record<
      ErrorMeasure,
      BootstrapEstimate
    >;

  const intervalsOf = (predictor: Predictor, run: PredictorRun) => {
    const { only = predictor.id } = options.intervals ?? {};
    if (options.intervals === undefined || run.status === "error" || only !== predictor.id)
      return { intervals: null, intervalQuality: [] };
    const { level: own, method, curve = [] } = options.intervals;
    const levels = [...new Set([own, ...curve])].toSorted((a, b) => a - b);
    const asked = { levels, method, seed, ...(signal === undefined ? {} : { signal }) };
    const intervals = taskIntervals(predictor, run, table, tasks, asked);
    return {
      intervals: intervals.get(own)!,
      intervalQuality: levels.map((at) => intervalQuality(intervals.get(at)!, cells, clusters, at, draw)),
    };
  };

  return {
    protocol: { id: protocol.id, note: protocol.note, flaws: protocol.flaws, tasks: tasks.length },
    clip,
    level,
    resamples,
    seed,
    cells,
    models: clusters.models,
    predictors: runs.map(({ run, values }, p) => ({
      ...intervalsOf(predictors[p]!, run),
      run,
      values,
      coverage: values.own.filter((value) => value !== null).length / cells.length,
      outOfRange: values.value.filter((value, i) => value !== null && isOutOfRange(value, cells[i]!)).length,
      leftOutOfMedape: cells.filter(({ truth }) => Math.abs(truth) < smallestForShare).length,
      unclipped: measuresOf(p, "value"),
      clipped: measuresOf(p, "clipped"),
    })),
    differences: differences(
      runs.map(({ run, values }) => ({ id: run.id, values })),
      cells,
      clusters,
      draw,
    ),
  };
}

/** More than 10 points outside [0, 100] of the benchmark's official scale. */
export function isOutOfRange(value: number, { low, span }: Pick<ScoredCell, "low" | "span">): boolean {
  const scaled = (100 * (value - low)) / span;
  return scaled < -10 || scaled > 110;
}
