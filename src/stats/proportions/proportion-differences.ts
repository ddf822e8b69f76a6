import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireCount, requireOpenShare } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { findRoot } from "../special/find-root.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { type ProportionOptions, wilsonLimits } from "./proportion-intervals.ts";

/**
 * p₁ − p₂ of two independent groups with Newcombe's (1998, method 10) interval, built from both Wilson intervals. The
 * default. 56/70 − 48/80 = .2 [.0524, .3339]. A group of none: `too-few`.
 */
export function newcombe(
  successes1: number,
  n1: number,
  successes2: number,
  n2: number,
  options: ProportionOptions = {},
): Estimate {
  const groups = prepare(successes1, n1, successes2, n2, options);
  const { p1, p2, z, level } = groups;
  if (n1 === 0 || n2 === 0) return unknown("Newcombe", n1 + n2);
  const [low1, high1] = wilsonLimits(p1, n1, z);
  const [low2, high2] = wilsonLimits(p2, n2, z);
  const low = p1 - p2 - Math.hypot(p1 - low1, high2 - p2);
  const high = p1 - p2 + Math.hypot(high1 - p1, p2 - low2);
  return difference(groups, n1, n2, "Newcombe", level, low, high);
}

/**
 * p₁ − p₂ of two independent groups with Miettinen and Nurminen's (1985) score limits: every difference whose score z,
 * with the variance at the best fit under that difference times N/(N−1), is within ±z.
 */
export function miettinenNurminen(
  successes1: number,
  n1: number,
  successes2: number,
  n2: number,
  options: ProportionOptions = {},
): Estimate {
  const groups = prepare(successes1, n1, successes2, n2, options);
  const { p1, p2, z, level } = groups;
  if (n1 === 0 || n2 === 0) return unknown("Miettinen-Nurminen", n1 + n2);
  const score = (delta: number) => scoreZ(successes1, n1, successes2, n2, delta);
  const edge = 1 - 1e-12;
  const observed = Math.min(Math.max(p1 - p2, -edge), edge);
  const low = score(-edge) <= z ? -1 : findRoot((delta) => score(delta) - z, -edge, observed, 1e-14);
  const high = score(edge) >= -z ? 1 : findRoot((delta) => score(delta) + z, observed, edge, 1e-14);
  if (low === null || high === null) return { ...unknown("Miettinen-Nurminen", n1 + n2), reason: "not-converged" };
  return difference(groups, n1, n2, "Miettinen-Nurminen", level, low, high);
}

/** (p̂₁ − p̂₂ − Δ) over its standard error at the maximum-likelihood fit with p₁ − p₂ = Δ. */
function scoreZ(x1: number, n1: number, x2: number, n2: number, delta: number): number {
  const n = n1 + n2;
  const x = x1 + x2;
  const l2 = (n1 + 2 * n2) * delta - n - x;
  const l1 = (n2 * delta - n - 2 * x2) * delta + x;
  const l0 = x2 * delta * (1 - delta);
  const c = l2 ** 3 / (3 * n) ** 3 - (l1 * l2) / (6 * n * n) + l0 / (2 * n);
  const b = (c < 0 ? -1 : 1) * Math.sqrt(Math.max(0, l2 ** 2 / (3 * n) ** 2 - l1 / (3 * n)));
  const cosine = b === 0 ? 0 : Math.min(1, Math.max(-1, c / b ** 3));
  const fit2 = clip(2 * b * Math.cos((Math.PI + Math.acos(cosine)) / 3) - l2 / (3 * n));
  const fit1 = clip(fit2 + delta);
  const variance = ((fit1 * (1 - fit1)) / n1 + (fit2 * (1 - fit2)) / n2) * (n / (n - 1));
  const distance = x1 / n1 - x2 / n2 - delta;
  if (variance <= 0) return distance === 0 ? 0 : Math.sign(distance) * Infinity;
  return distance / Math.sqrt(variance);
}

function clip(p: number): number {
  return Math.min(1, Math.max(0, p));
}

interface Groups {
  p1: number;
  p2: number;
  z: number;
  level: number;
}

function prepare(x1: number, n1: number, x2: number, n2: number, options: ProportionOptions): Groups {
  for (const [name, x, n] of [["successes1", x1, n1] as const, ["successes2", x2, n2] as const]) {
    requireCount("n", n);
    requireCount(name, x);
    if (x > n) throw new InvalidOptionError(name, x, `there are at most n = ${n} of them`);
  }
  const level = requireOpenShare("level", options.level ?? 0.95);
  return { p1: x1 / n1, p2: x2 / n2, z: normalQuantile((1 + level) / 2), level };
}

function unknown(method: string, n: number): Estimate {
  return { value: null, se: null, ci: null, method, n, reason: "too-few", notes: [] };
}

function difference(
  { p1, p2 }: Groups,
  n1: number,
  n2: number,
  method: string,
  level: number,
  low: number,
  high: number,
): Estimate {
  const se = Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2) || null;
  const ci = { low: Math.max(-1, low), high: Math.min(1, high), level, method, sides: "two" as const };
  return { value: p1 - p2, se, ci, method, n: n1 + n2, notes: [] };
}
