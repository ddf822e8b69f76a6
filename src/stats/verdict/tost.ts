import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireOpenShare, requirePositive } from "../input-checks.ts";
import { type Comparison, tInterval } from "../means/t-comparison.ts";
import { pairedT, welch } from "../means/t-tests.ts";
import { tangoScore } from "../proportions/paired-proportions.ts";
import type { Interval, ReasonCode, TestResult } from "../records.ts";
import { normalSurvival } from "../special/normal-distribution.ts";

export interface Equivalence {
  /** The larger of the two one-sided p; `null` where the comparison has none. */
  p: number | null;
  /** Against the lower bound: that the difference is above it. */
  lower: TestResult;
  /** Against the upper bound: that it is below. */
  upper: TestResult;
  /** The (1−2α) interval; equivalence is shown when it lies between the bounds. */
  ci: Interval | null;
  equivalent: boolean | null;
  reason?: ReasonCode;
}

export interface TostOptions {
  /** Default 0.05. */
  alpha?: number;
}

/** Bounds of practical equality in the unit of the difference: ±margin, or [low, high] around 0. */
export type Bounds = number | readonly [low: number, high: number];

/** Two one-sided paired t tests (Schuirmann 1987) that mean(a − b) lies within the bounds. */
export function tostPaired(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  bounds: Bounds,
  options: TostOptions = {},
): Equivalence {
  return tost((choice) => pairedT(a, b, choice), bounds, options);
}

/** Two one-sided Welch tests that mean(a) − mean(b) lies within the bounds. */
export function tostWelch(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  bounds: Bounds,
  options: TostOptions = {},
): Equivalence {
  return tost((choice) => welch(a, b, choice), bounds, options);
}

/** One-sided p, by Tango's score, that (b − c)/n is above −margin; b, c discordant items of n. */
export function nonInferiorityP(b: number, c: number, n: number, margin: number): number {
  return normalSurvival(tangoScore(b, c, n, -requirePositive("margin", margin)));
}

function tost(
  run: (choice: { nullValue: number; alternative: "greater" | "less" }) => Comparison,
  bounds: Bounds,
  options: TostOptions,
): Equivalence {
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  const [low, high] = typeof bounds === "number" ? [-requirePositive("margin", bounds), bounds] : bounds;
  if (!(low < high)) throw new InvalidOptionError("bounds", `${low}, ${high}`, "the lower bound lies below the upper");
  const { estimate, test: lower } = run({ nullValue: low, alternative: "greater" });
  const { test: upper } = run({ nullValue: high, alternative: "less" });
  if (lower.p === null || upper.p === null) {
    const { reason = "too-few" } = lower;
    return { p: null, lower, upper, ci: null, equivalent: null, reason };
  }
  const level = 1 - 2 * alpha;
  const ci = tInterval(estimate.value!, estimate.se!, lower.df as number, level, "two-sided", estimate.method);
  const p = Math.max(lower.p, upper.p);
  return { p, lower, upper, ci, equivalent: p <= alpha };
}
