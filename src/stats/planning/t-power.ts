import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireFinite, requireOpenShare, requirePositive } from "../input-checks.ts";
import type { Alternative } from "../records.ts";
import { findRoot } from "../special/find-root.ts";
import { noncentralTCdf, noncentralTSurvival } from "../special/noncentral-t.ts";
import { normalSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { studentTQuantile } from "../special/student-t.ts";

/** A t comparison to be planned; differences are in standard deviations. */
export interface TDesign {
  /** "paired": n differences, d in sd of the differences. "unpaired": n in the first group, ratio·n in the second. */
  design: "paired" | "unpaired";
  /** Default 0.05. */
  alpha?: number;
  /** Default two-sided. */
  alternative?: Alternative;
  /** n₂/n₁ of unpaired groups, default 1. */
  ratio?: number;
}

/**
 * Power of a t test at n (pairs, or values in the first group; need not be whole): P(T > t_c) + P(T < −t_c) of
 * noncentral t. Exact for normal values.
 */
export function tPower(d: number, n: number, options: TDesign): number {
  requireFinite("d", d);
  const { df, scale } = shape(n, options);
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  const delta = d * scale;
  const alternative = options.alternative ?? "two-sided";
  const critical = studentTQuantile(1 - alpha / (alternative === "two-sided" ? 2 : 1), df);
  const above = alternative === "less" ? 0 : noncentralTSurvival(critical, df, delta);
  const below = alternative === "greater" ? 0 : noncentralTCdf(-critical, df, delta);
  return Math.min(1, above + below);
}

export interface SampleSize {
  /** The solution in real numbers, as tables give it. */
  exact: number;
  /** Whole pairs, or values in the first group: the ceiling. */
  n: number;
  /** Values in the second group, for unpaired designs. */
  n2: number | null;
}

/** The smallest n with this power; at least 2. `null` for d = 0, or on the far side of a one-sided test. */
export function tSampleSize(d: number, power: number, options: TDesign): SampleSize | null {
  requireOpenShare("power", power);
  const excess = (n: number) => tPower(d, n, options) - power;
  const least = options.design === "paired" ? 2 : 3 / (1 + (options.ratio ?? 1));
  if (d === 0 || (options.alternative === "greater" && d < 0) || (options.alternative === "less" && d > 0)) return null;
  let high = 4;
  while (excess(high) < 0) {
    high *= 2;
    if (high > 1e9) return null;
  }
  const exact = excess(least) >= 0 ? least : findRoot(excess, least, high, 1e-9);
  if (exact === null) return null;
  const n = Math.max(2, Math.ceil(exact - 1e-9));
  return { exact, n, n2: options.design === "paired" ? null : Math.max(2, Math.ceil(n * (options.ratio ?? 1) - 1e-9)) };
}

/** The d that n finds with this power, in standard deviations. `null` if not converged. */
export function tDetectable(n: number, power: number, options: TDesign): number | null {
  requireOpenShare("power", power);
  const sign = options.alternative === "less" ? -1 : 1;
  let high = 1;
  while (tPower(sign * high, n, options) < power) {
    high *= 2;
    if (high > 1e6) return null;
  }
  const d = findRoot((size) => tPower(sign * size, n, options) - power, 0, high, 1e-12);
  return d === null ? null : sign * d;
}

/** Power of a z test whose statistic has mean `delta` (effect over standard error) and variance 1. */
export function zPower(delta: number, options: { alpha?: number; alternative?: Alternative } = {}): number {
  const alpha = requireOpenShare("alpha", options.alpha ?? 0.05);
  const alternative = options.alternative ?? "two-sided";
  const critical = normalQuantile(1 - alpha / (alternative === "two-sided" ? 2 : 1));
  const above = alternative === "less" ? 0 : normalSurvival(critical - delta);
  const below = alternative === "greater" ? 0 : normalSurvival(critical + delta);
  return above + below;
}

/** Degrees of freedom, and what d is multiplied with to give the noncentrality. */
function shape(n: number, options: TDesign): { df: number; scale: number } {
  requirePositive("n", n);
  const ratio = requirePositive("ratio", options.ratio ?? 1);
  const df = options.design === "paired" ? n - 1 : n * (1 + ratio) - 2;
  if (!(df > 0)) throw new InvalidOptionError("n", n, "a t test needs a degree of freedom");
  return { df, scale: options.design === "paired" ? Math.sqrt(n) : Math.sqrt((n * ratio) / (1 + ratio)) };
}
