import { requireFinite, requireOpenShare } from "../input-checks.ts";
import type { Alternative, Estimate, Interval, TestResult } from "../records.ts";
import { studentTQuantile, studentTSurvival } from "../special/student-t.ts";

/** An estimate with its interval and the test that belongs to it. */
export interface Comparison {
  estimate: Estimate;
  test: TestResult;
}

export interface TOptions {
  /** Nominal coverage of the interval, default 0.95. */
  level?: number;
  /** Default two-sided. "greater" and "less" also make the interval one-sided. */
  alternative?: Alternative;
  /** The value under the null hypothesis, in the unit of the estimate. Default 0. */
  nullValue?: number;
}

/** What a t comparison is made of; `se` NaN for too few values, 0 without variation. */
export interface TParts {
  value: number;
  se: number;
  df: number;
  n: number;
  method: string;
}

/** Interval and test of an estimate whose error follows Student's t. */
export function tComparison(parts: TParts, options: TOptions): Comparison {
  const { value, se, df, n, method } = parts;
  const level = requireOpenShare("level", options.level ?? 0.95);
  const alternative = options.alternative ?? "two-sided";
  const nullValue = requireFinite("nullValue", options.nullValue ?? 0);
  const frame = { alternative, convention: "symmetric", method, exact: true, n, ties: 0, zeros: 0 } as const;
  const known = Number.isNaN(value) ? null : value;
  if (!(se > 0)) {
    const reason = se === 0 ? "no-variation" : "too-few";
    return {
      estimate: { value: known, se: null, ci: null, method, n, reason, notes: [] },
      test: { statistic: null, p: null, ...frame, reason },
    };
  }
  const t = (value - nullValue) / se;
  return {
    estimate: { value, se, ci: tInterval(value, se, df, level, alternative, method), method, n, notes: [] },
    test: { statistic: t, df, p: tailProbability(t, df, alternative), ...frame },
  };
}

/** estimate ± t·se, or one limit when the alternative has one side. */
export function tInterval(
  value: number,
  se: number,
  df: number,
  level: number,
  alternative: Alternative,
  method: string,
): Interval {
  const quantile = studentTQuantile(alternative === "two-sided" ? (1 + level) / 2 : level, df);
  return {
    low: alternative === "less" ? null : value - quantile * se,
    high: alternative === "greater" ? null : value + quantile * se,
    level,
    method,
    sides: sidesOf(alternative),
  };
}

/** An alternative that the first is greater gives a lower limit only. */
export function sidesOf(alternative: Alternative): Interval["sides"] {
  return alternative === "two-sided" ? "two" : alternative === "greater" ? "lower" : "upper";
}

/** The p-value of t with df degrees of freedom. */
export function tailProbability(t: number, df: number, alternative: Alternative): number {
  if (alternative === "greater") return studentTSurvival(t, df);
  if (alternative === "less") return studentTSurvival(-t, df);
  return Math.min(1, 2 * studentTSurvival(Math.abs(t), df));
}
