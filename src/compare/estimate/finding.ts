import type { IntervalRecord } from "../../schema/interval.ts";
import type { Rng } from "../../stats/chance/rng.ts";
import type { Comparison } from "../../stats/means/t-comparison.ts";
import type { Interval, TestResult } from "../../stats/records.ts";

/** What every estimator needs besides the values. */
export interface EstimateOptions {
  /** Coverage of the interval that is shown. */
  readonly level: number;
  /** Interval method the user insists on. */
  readonly ci?: string;
  readonly resamples: number;
  /** Error rate of the verdict: an exact test that cannot reach it does not decide. */
  readonly alpha: number;
  readonly rng: Rng;
}

/** One test beside the deciding one, with what the record has no column for. */
export interface TestFigures {
  readonly name: string;
  readonly statistic: number | null;
  readonly df: number | null;
  readonly p: number | null;
}

/** What one kind of evidence says about subject − reference, before correction and verdict. */
export interface Finding {
  readonly subject: number | null;
  readonly reference: number | null;
  readonly delta: number | null;
  /** Standard error of delta, and its degrees of freedom where it is estimated from few units. */
  readonly se: number | null;
  readonly df: number | null;
  /** The interval at another level, for verdicts that read one. */
  readonly intervalAt: (level: number) => IntervalRecord | null;
  readonly second: IntervalRecord | null;
  readonly p: number | null;
  readonly convention: string | null;
  readonly monteCarlo: { readonly resamples: number; readonly error: number | null } | null;
  readonly method: string;
  /** What delta's doubt is made of, and how many of them. */
  readonly units: { readonly name: "items" | "clusters" | "seeds" | "runs" | "trials" | "values"; readonly n: number };
  readonly effectSize: {
    readonly name: string;
    readonly value: number | null;
    readonly ci: IntervalRecord | null;
  } | null;
  readonly tests: readonly TestFigures[];
  readonly notes: readonly string[];
  readonly reason: string | null;
  /** Replicates of delta behind the shown interval, where it was resampled; for a picture. */
  readonly replicates: ArrayLike<number> | null;
}

/** A finding with nothing in it, to be completed. */
export const emptyFinding = {
  subject: null,
  reference: null,
  delta: null,
  se: null,
  df: null,
  intervalAt: () => null,
  second: null,
  p: null,
  convention: null,
  monteCarlo: null,
  effectSize: null,
  tests: [],
  notes: [],
  reason: null,
  replicates: null,
} as const satisfies Partial<Finding>;

/** An interval of the stats room as a record. */
export function recordOf(interval: Interval | null | undefined): IntervalRecord | null {
  if (interval === null || interval === undefined) return null;
  const { monteCarloError, resamples, seed, stream, ...frame } = interval;
  return {
    ...frame,
    ...(monteCarloError === undefined ? {} : { monteCarloError }),
    ...(resamples === undefined ? {} : { resamples }),
    ...(seed === undefined ? {} : { seed }),
    ...(stream === undefined ? {} : { stream }),
  };
}

/** A t comparison as figures beside the deciding test. */
export function figuresOf(name: string, test: TestResult): TestFigures {
  return { name, statistic: test.statistic, df: typeof test.df === "number" ? test.df : null, p: test.p };
}

/** The parts of a test that decide. */
export function decidingTest(test: TestResult, resamples: number): Pick<Finding, "p" | "convention" | "monteCarlo"> {
  const error = test.monteCarloError;
  return {
    p: test.p,
    convention: test.convention,
    monteCarlo: error === undefined ? null : { resamples, error },
  };
}

/** Interval of a t comparison at any level. */
export function tIntervals(run: (level: number) => Comparison): (level: number) => IntervalRecord | null {
  return (level) => recordOf(run(level).estimate.ci);
}
