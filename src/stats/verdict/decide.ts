import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireNonNegative, requireOpenShare, requirePositive } from "../input-checks.ts";
import { minimumDetectableEffect } from "../planning/minimum-detectable-effect.ts";

export type Goal = "superiority" | "non-inferiority" | "equivalence";

export type Verdict =
  | "better"
  | "worse"
  | "equivalent"
  | "non-inferior"
  | "not-non-inferior"
  | "not-equivalent"
  | "inconclusive";

/** What is known of a difference, oriented so that + is better. */
export interface Evidence {
  goal: Goal;
  delta: number | null;
  se: number | null;
  /** p after correction for the family; two-sided. For superiority. */
  adjustedP: number | null;
  /** The two-sided interval of level 1 − 2α; either limit may be open. */
  ci: { low: number | null; high: number | null } | null;
  alpha?: number;
  /** The smallest difference anyone cares about, for superiority. Default 0: then equality cannot be claimed. */
  minEffect?: number;
  /** For the other goals. */
  margin?: number;
}

/**
 * The verdict of a comparison. Superiority needs both an adjusted p below α and a difference of at least `minEffect`; a
 * difference that is not significant is `equivalent` only when its interval lies inside ±minEffect, else `inconclusive`.
 * Non-inferiority and equivalence read the interval against the margin. Unknown evidence is `inconclusive`.
 */
export function decide(evidence: Evidence): Verdict {
  const alpha = requireOpenShare("alpha", evidence.alpha ?? 0.05);
  const [low, high] = [evidence.ci?.low ?? -Infinity, evidence.ci?.high ?? Infinity];
  if (evidence.goal === "superiority") {
    const minEffect = requireNonNegative("minEffect", evidence.minEffect ?? 0);
    const { delta, adjustedP } = evidence;
    if (delta !== null && adjustedP !== null && adjustedP < alpha && delta !== 0) {
      if (delta >= minEffect) return "better";
      if (delta <= -minEffect) return "worse";
    }
    return minEffect > 0 && low > -minEffect && high < minEffect ? "equivalent" : "inconclusive";
  }
  if (evidence.margin === undefined) {
    throw new InvalidOptionError("margin", undefined, `${evidence.goal} cannot be claimed without a margin`);
  }
  const margin = requirePositive("margin", evidence.margin);
  if (evidence.goal === "non-inferiority") {
    return low > -margin ? "non-inferior" : high < -margin ? "not-non-inferior" : "inconclusive";
  }
  if (low > -margin && high < margin) return "equivalent";
  return low > margin || high < -margin ? "not-equivalent" : "inconclusive";
}

/**
 * About how many more units (items, clusters, seeds: what n counts) an inconclusive comparison needs for 80 % power:
 * n(((z₁₋α* + z.₈)·se/g)² − 1), with g the minimal effect (superiority), margin + Δ (non-inferiority) or margin − |Δ|
 * (equivalence). `null` when g ≤ 0, for then more data will not save it, and when nothing is known. At least 0. With `df`,
 * the degrees of freedom of `se`, quantiles of t answer where those of the normal say that nothing is missing: so few
 * units may have a minimum detectable effect above g all the same.
 */
export function needsMore(
  evidence: Pick<Evidence, "goal" | "delta" | "se" | "alpha" | "minEffect" | "margin"> & {
    n: number;
    power?: number;
    df?: number;
  },
): number | null {
  const { goal, delta, se, n } = evidence;
  if (delta === null || se === null || !(se > 0)) return null;
  const alpha = requireOpenShare("alpha", evidence.alpha ?? 0.05);
  const gap =
    goal === "superiority"
      ? (evidence.minEffect ?? 0)
      : goal === "non-inferiority"
        ? (evidence.margin ?? 0) + delta
        : (evidence.margin ?? 0) - Math.abs(delta);
  if (!(gap > 0)) return null;
  const sides = goal === "superiority" ? 2 : 1;
  const missing = (df?: number) => {
    const detectable = minimumDetectableEffect(se, {
      alpha,
      power: evidence.power ?? 0.8,
      sides,
      ...(df ? { df } : {}),
    });
    return Math.max(0, Math.ceil(n * ((detectable / gap) ** 2 - 1)));
  };
  return missing() || missing(evidence.df);
}
