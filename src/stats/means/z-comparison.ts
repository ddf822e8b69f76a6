import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireFinite, requireOpenShare, requirePositive } from "../input-checks.ts";
import type { Alternative, Interval } from "../records.ts";
import { normalSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { type Comparison, sidesOf } from "./t-comparison.ts";

/** A published number with what is known of its error: a standard error, or an interval of a stated level. */
export interface Summary {
  value: number;
  se?: number;
  ci?: Pick<Interval, "low" | "high" | "level">;
}

/**
 * Standard error of a published number: its own, else from its interval, (high − low)/(2z). `towards` takes the side of an
 * asymmetric interval that faces another value, (limit − value)/z. `null` where neither is known.
 */
export function summaryError(summary: Summary, towards?: number): number | null {
  if (summary.se !== undefined) return requirePositive("se", summary.se);
  if (!summary.ci) return null;
  const { low, high, level } = summary.ci;
  const z = normalQuantile((1 + requireOpenShare("level", level)) / 2);
  if (towards !== undefined && towards !== summary.value) {
    const limit = towards > summary.value ? high : low;
    const reach = limit === null ? 0 : Math.abs(limit - summary.value);
    return reach > 0 ? reach / z : null;
  }
  if (low === null || high === null) return null;
  if (!(low < high)) throw new InvalidOptionError("ci", `${low}, ${high}`, "an interval starts below its end");
  return (high - low) / (2 * z);
}

/**
 * a − b of two independent published numbers, by z with se = √(se_a² + se_b²); of asymmetric intervals the side facing the
 * other counts. An error that is not known: `not-identified`.
 */
export function zComparison(
  a: Summary,
  b: Summary,
  options: { level?: number; alternative?: Alternative } = {},
): Comparison {
  requireFinite("a.value", a.value);
  requireFinite("b.value", b.value);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const alternative = options.alternative ?? "two-sided";
  const value = a.value - b.value;
  const [first, second] = [summaryError(a, b.value), summaryError(b, a.value)];
  const frame = { alternative, convention: "symmetric", method: "z", exact: false, n: 2, ties: 0, zeros: 0 } as const;
  if (first === null || second === null) {
    const reason = "not-identified" as const;
    return {
      estimate: { value, se: null, ci: null, method: "z", n: 2, reason, notes: [] },
      test: { ...frame, statistic: null, p: null, reason },
    };
  }
  const se = Math.hypot(first, second);
  const z = value / se;
  const half = normalQuantile(alternative === "two-sided" ? (1 + level) / 2 : level) * se;
  const ci: Interval = {
    low: alternative === "less" ? null : value - half,
    high: alternative === "greater" ? null : value + half,
    level,
    method: "z",
    sides: sidesOf(alternative),
  };
  const p =
    alternative === "two-sided" ? 2 * normalSurvival(Math.abs(z)) : normalSurvival(alternative === "greater" ? z : -z);
  return { estimate: { value, se, ci, method: "z", n: 2, notes: [] }, test: { ...frame, statistic: z, p } };
}
