import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireCount, requireFinite, requireOpenShare } from "../input-checks.ts";
import type { Estimate, TestResult } from "../records.ts";
import { binomialCdf, binomialPmf } from "../special/binomial.ts";
import { findRoot } from "../special/find-root.ts";
import { normalSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { type ProportionOptions, wilsonLimits } from "./proportion-intervals.ts";

/**
 * McNemar's test that two subjects are right equally often on the same items: b items only the first has right, c only
 * the second. `exact` doubles the binomial tail; `mid-p` (nearer its level, for b + c ≥ 25) takes the point probability
 * off once; `asymptotic` is (b−c)²/(b+c), optionally with |b−c| lowered by 1. b = c = 0: p = 1, asymptotic none.
 */
export function mcnemar(
  b: number,
  c: number,
  options: { variant?: "exact" | "mid-p" | "asymptotic"; continuity?: boolean } = {},
): TestResult {
  const n = requireCount("b", b) + requireCount("c", c);
  const variant = options.variant ?? "exact";
  const frame = { alternative: "two-sided", n, ties: 0, zeros: 0 } as const;
  if (variant === "asymptotic") {
    const method = `McNemar asymptotic${options.continuity ? ", continuity" : ""}`;
    const head = { ...frame, method, convention: "upper-tail" as const, exact: false };
    if (n === 0) return { ...head, statistic: null, p: null, reason: "no-variation" };
    const distance = Math.max(0, Math.abs(b - c) - (options.continuity ? 1 : 0));
    return { ...head, statistic: distance ** 2 / n, df: 1, p: 2 * normalSurvival(distance / Math.sqrt(n)) };
  }
  const fewer = Math.min(b, c);
  const tail = 2 * binomialCdf(fewer, n, 0.5);
  const p = variant === "exact" ? tail : tail - binomialPmf(fewer, n, 0.5);
  const convention = "doubled" as const;
  return {
    ...frame,
    statistic: b,
    p: Math.min(1, p),
    convention,
    method: `McNemar ${variant}`,
    exact: variant === "exact",
  };
}

/**
 * p₁ − p₂ = (b − c)/n on n shared items with Tango's (1998) score limits. b: only the first right; c: only the second.
 * Never of width 0: b = c = 0 gives ± z²/(n+z²). n = 0: `too-few`.
 */
export function tango(b: number, c: number, n: number, options: ProportionOptions = {}): Estimate {
  requirePairs(b, c, n);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const method = "Tango";
  if (n === 0) return { value: null, se: null, ci: null, method, n, reason: "too-few", notes: [] };
  const z = normalQuantile((1 + level) / 2);
  const value = (b - c) / n;
  const score = (delta: number) => tangoScore(b, c, n, delta);
  const low = score(-1) <= z ? -1 : findRoot((delta) => score(delta) - z, -1, value, 1e-15);
  const high = score(1) >= -z ? 1 : findRoot((delta) => score(delta) + z, value, 1, 1e-15);
  const se = Math.sqrt((b + c - (b - c) ** 2 / n) / n ** 2) || null;
  if (low === null || high === null) return { value, se, ci: null, method, n, reason: "not-converged", notes: [] };
  return { value, se, ci: { low, high, level, method, sides: "two" }, method, n, notes: [] };
}

/** Tango's z for the null difference `delta`: falls as delta grows. For non-inferiority, test at −margin. */
export function tangoScore(b: number, c: number, n: number, delta: number): number {
  requirePairs(b, c, n);
  requireFinite("delta", delta);
  const middle = -b - c + (2 * n - b + c) * delta;
  const fit = (Math.sqrt(Math.max(0, middle ** 2 + 8 * n * c * delta * (1 - delta))) - middle) / (4 * n);
  const variance = n * (2 * fit + delta * (1 - delta));
  const distance = b - c - n * delta;
  if (variance <= 0) return distance === 0 ? 0 : Math.sign(distance) * Infinity;
  return distance / Math.sqrt(variance);
}

/**
 * p₁ − p₂ on shared items with Newcombe's (1998, method 10) paired interval: Wilson limits of both margins, joined by
 * their correlation φ, whose numerator is lowered by n/2 where positive. a: both right, b: only the first, c: only the
 * second, d: neither.
 */
export function newcombePaired(a: number, b: number, c: number, d: number, options: ProportionOptions = {}): Estimate {
  const counts = { a, b, c, d };
  const n = Object.entries(counts).reduce((sum, [name, count]) => sum + requireCount(name, count), 0);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const method = "Newcombe paired";
  if (n === 0) return { value: null, se: null, ci: null, method, n, reason: "too-few", notes: [] };
  const z = normalQuantile((1 + level) / 2);
  const [p1, p2] = [(a + b) / n, (a + c) / n];
  const [low1, high1] = wilsonLimits(p1, n, z);
  const [low2, high2] = wilsonLimits(p2, n, z);
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  const cross = a * d - b * c;
  const phi = margins === 0 ? 0 : (cross > 0 ? Math.max(0, cross - n / 2) : cross) / Math.sqrt(margins);
  const half = (one: number, two: number) => Math.sqrt(Math.max(0, one ** 2 - 2 * phi * one * two + two ** 2));
  const value = p1 - p2;
  const low = Math.max(-1, value - half(p1 - low1, high2 - p2));
  const high = Math.min(1, value + half(high1 - p1, p2 - low2));
  const se = Math.sqrt((b + c - (b - c) ** 2 / n) / n ** 2) || null;
  return { value, se, ci: { low, high, level, method, sides: "two" }, method, n, notes: [] };
}

function requirePairs(b: number, c: number, n: number): void {
  if (requireCount("b", b) + requireCount("c", c) > requireCount("n", n)) {
    throw new InvalidOptionError("n", n, `it counts all pairs, of which ${b + c} are discordant`);
  }
}
