/** Why a number is `null`. Exhaustive; each code is explained in docs/statistics/reasons.md. */
export const reasonCodes = [
  "too-few",
  "no-variation",
  "separated",
  "disconnected",
  "degenerate-resamples",
  "bca-undefined",
  "not-identified",
  "outside-window",
  "censored",
  "not-converged",
  "incomplete-design",
] as const;

export type ReasonCode = (typeof reasonCodes)[number];

/** An interval in the unit of the estimate. An open side is `null`, and `sides` says which one is closed. */
export interface Interval {
  low: number | null;
  high: number | null;
  /** Nominal coverage, a share in (0,1); the achieved one where the method can only hit certain levels. */
  level: number;
  method: string;
  /** "lower": only `low` is a limit. "upper": only `high` is. */
  sides: "two" | "lower" | "upper";
  /** How far each limit may be off because the resamples are finite, in the unit of the estimate. */
  monteCarloError?: { low: number | null; high: number | null };
  resamples?: number;
  seed?: number | string;
  /** Names of the random stream, joined by "/". */
  stream?: string;
}

/** A number with what is known about its doubt. `value`, `se` and `ci` are `null`, with `reason`, when unknown. */
export interface Estimate {
  value: number | null;
  se: number | null;
  ci: Interval | null;
  method: string;
  /** Units the doubt comes from: values, pairs, clusters, seeds. */
  n: number;
  reason?: ReasonCode;
  notes: readonly string[];
}

/** Of an estimate whose interval only draws could give, where no source of chance was given. */
export const withoutRng = { reason: "not-identified", notes: ["no interval without rng"] } as const;

export type Alternative = "two-sided" | "greater" | "less";

/**
 * How the two sides make one p. `doubled`: twice the smaller side, at most 1. `absolute`: outcomes at least as far from
 * the expectation. `minlike`: outcomes no likelier than the observed one. `symmetric`: the law is symmetric (t, z), so
 * all three agree. `upper-tail`: the statistic has one direction (F, chi-square).
 */
export type Convention = "doubled" | "absolute" | "minlike" | "symmetric" | "upper-tail";

/** A test of a null hypothesis. `greater` means that the first argument is the greater one. */
export interface TestResult {
  statistic: number | null;
  df?: number | readonly [number, number];
  p: number | null;
  alternative: Alternative;
  convention: Convention;
  method: string;
  exact: boolean;
  n: number;
  /** Values that repeat another one: Σ(t − 1) over groups of t equal ones. */
  ties: number;
  zeros: number;
  monteCarloError?: number;
  reason?: ReasonCode;
}
