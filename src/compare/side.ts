import type { Direction } from "../schema/metric.ts";
import type { AnswerOrigin } from "./read/shared-answers.ts";

/** One value of one metric on one side. Ids are text, as they were written. */
export interface Observation {
  readonly itemId: string | null;
  readonly seed: string | null;
  readonly repeat: string | null;
  readonly clusterId: string | null;
  /** null: it was tried and there is no value. */
  readonly value: number | null;
  /** Line of the file it stands in, for messages. */
  readonly line: number | null;
}

/** A value that comes with its doubt, or with nothing, instead of single observations. */
export interface Summary {
  readonly value: number | null;
  readonly se: number | null;
  readonly ci: { readonly low: number; readonly high: number; readonly level: number } | null;
  /** Trials behind a proportion. */
  readonly n: number | null;
}

/** What two sides must agree on to be compared; null where a side does not say. */
export interface Facts {
  readonly benchmark: string | null;
  readonly benchmarkVersion: string | null;
  readonly datasetHash: string | null;
  readonly scorer: string | null;
  readonly scorerHash: string | null;
  readonly unit: string | null;
  readonly direction: string | null;
}

export const noFacts: Facts = {
  benchmark: null,
  benchmarkVersion: null,
  datasetHash: null,
  scorer: null,
  scorerHash: null,
  unit: null,
  direction: null,
};

/** All that one side knows of one metric. */
export interface Measured {
  readonly observations: readonly Observation[];
  readonly summary: Summary | null;
  /** A player of a Bradley–Terry fit. */
  readonly fit: Fit | null;
  readonly facts: Facts;
}

/** Strengths of players on a common scale with their covariance; `player` is the side. */
export interface Fit {
  readonly hash: string;
  readonly player: number;
  readonly values: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/** One side of a comparison, as it was read. */
export interface Side {
  /** As the user named it. */
  readonly ref: string;
  /** Short name for rows and pictures. */
  readonly label: string;
  /** sha256 of what was read. */
  readonly hash: string | null;
  readonly file: string | null;
  readonly metrics: ReadonlyMap<string, Measured>;
  /** Columns that are no metric, by name. */
  readonly ignored: readonly string[];
  /** When it was measured to its end, UTC, where it says so. */
  readonly measuredAt: string | null;
  /** Whose calls its answers are, for telling sides that share some. */
  readonly answers: readonly AnswerOrigin[];
}

/** A side that says nothing of what a side may say besides its metrics. */
export const unknownSide = { hash: null, file: null, ignored: [], measuredAt: null, answers: [] } as const;

/** The metric of a list of numbers that nobody named. */
export const unnamedMetric = "value";

export function isDirection(text: string | null): text is Direction {
  return text === "higher" || text === "lower";
}
