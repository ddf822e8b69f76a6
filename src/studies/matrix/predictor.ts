import type { Rng } from "../../stats/chance/rng.ts";
import type { Cell, MaskedView } from "./masked-view.ts";

/** A way to predict hidden scores from visible ones. All run one conformance suite. */
export interface Predictor {
  /** As on the command line: `svd-logit`, `fax:2-6`. */
  readonly id: string;
  describe(): MethodNote;
  fit(view: MaskedView, options: FitOptions): FittedPredictor;
  /**
   * For a protocol of many tasks: what may be learnt once, from the cells that no task hides. The fitter then takes each
   * task's own view. Without it every task is a plain `fit`.
   */
  share?(common: MaskedView, options: FitOptions): Pick<Predictor, "fit">;
}

export interface FitOptions {
  readonly rng: Rng;
  readonly signal?: AbortSignal;
}

export interface FittedPredictor {
  /** One estimate a cell, in the order asked. */
  predict(cells: readonly Cell[]): readonly CellEstimate[];
  /** False where rounds ran out; the result stands, and is marked. */
  readonly converged?: boolean;
}

export interface CellEstimate {
  readonly cell: Cell;
  /** In the benchmark's own unit, not clipped to the visible range; null with a reason where the method cannot tell. */
  readonly value: number | null;
  /** The same in working space (transformed, standardised), for methods that work there. */
  readonly working: number | null;
  /** Standard deviation of the prediction in working space. */
  readonly sd: number | null;
  readonly support: Support;
  readonly reason?: PredictionReason;
}

/** How much was visible for this cell. */
export interface Support {
  readonly modelScores: number;
  readonly benchmarkScores: number;
}

export type PredictionReason =
  | "cold_benchmark"
  | "cold_model"
  | "too_few_shared"
  | "no_usable_benchmark"
  | "not_converged"
  | "not_answered";

/** What a method is, for reports. */
export interface MethodNote {
  readonly title: string;
  /** One or two sentences. */
  readonly summary: string;
  readonly constants: Readonly<Record<string, string | number>>;
  readonly source: string | null;
}
