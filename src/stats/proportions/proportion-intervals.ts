import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { finiteCopy, requireCount, requireOpenShare, requireSameLength } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { invertBeta } from "../special/incomplete-beta.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

export interface ProportionOptions {
  /** Nominal coverage, default 0.95. */
  level?: number;
}

/**
 * Wilson's score interval of a proportion, a share in [0,1]. The default: right on average for every n, never of width 0.
 * `continuity` widens it to cover at every p rather than on average. n = 0: `too-few`. Wilson 1927; Newcombe 1998.
 */
export function wilson(
  successes: number,
  n: number,
  options: ProportionOptions & { continuity?: boolean } = {},
): Estimate {
  const { p, z, level } = prepare(successes, n, options);
  const [low, high] = options.continuity ? wilsonContinuity(p, n, z) : wilsonLimits(p, n, z);
  return proportion(p, n, level, options.continuity ? "Wilson, continuity" : "Wilson", low, high);
}

/**
 * Jeffreys' equal-tailed interval, from Beta(x+½, n−x+½). `corrected` sets the lower limit to 0 at no success and the
 * upper to 1 at n. Brown, Cai and DasGupta 2001.
 */
export function jeffreys(
  successes: number,
  n: number,
  options: ProportionOptions & { corrected?: boolean } = {},
): Estimate {
  const { p, level } = prepare(successes, n, options);
  const tail = (1 - level) / 2;
  const at = (share: number) => invertBeta(share, 1 - share, successes + 0.5, n - successes + 0.5)?.x ?? Number.NaN;
  const low = options.corrected && successes === 0 ? 0 : at(tail);
  const high = options.corrected && successes === n ? 1 : at(1 - tail);
  return proportion(p, n, level, "Jeffreys", low, high);
}

/** Clopper and Pearson's (1934) interval: never below its level, at the price of being too wide on average. */
export function clopperPearson(successes: number, n: number, options: ProportionOptions = {}): Estimate {
  const { p, level } = prepare(successes, n, options);
  const tail = (1 - level) / 2;
  const low = successes === 0 ? 0 : (invertBeta(tail, 1 - tail, successes, n - successes + 1)?.x ?? Number.NaN);
  const high = successes === n ? 1 : (invertBeta(1 - tail, tail, successes + 1, n - successes)?.x ?? Number.NaN);
  return proportion(p, n, level, "Clopper-Pearson", low, high);
}

/** Agresti and Coull's (1998) interval: the normal one after adding z²/2 successes and failures, clipped to [0,1]. */
export function agrestiCoull(successes: number, n: number, options: ProportionOptions = {}): Estimate {
  const { p, z, level } = prepare(successes, n, options);
  const added = n + z * z;
  const centre = (successes + (z * z) / 2) / added;
  const half = z * Math.sqrt((centre * (1 - centre)) / added);
  return proportion(p, n, level, "Agresti-Coull", Math.max(0, centre - half), Math.min(1, centre + half));
}

/**
 * Proportion over clusters of rows: Wilson's interval at n/deff rows, deff the clustered variance over the binomial one,
 * at least 1. successes and sizes: one pair per cluster. The estimate is item-weighted. Under 2 clusters: `too-few`.
 */
export function clusteredWilson(
  successes: ArrayLike<number>,
  sizes: ArrayLike<number>,
  options: ProportionOptions = {},
): Estimate & { designEffect: number | null } {
  requireSameLength("successes", successes, "sizes", sizes);
  const x = finiteCopy("successes", successes);
  const m = finiteCopy("sizes", sizes);
  x.forEach((value, c) => {
    if (value < 0 || value > m[c]!) throw new InvalidOptionError(`successes[${c}]`, value, `it lies in 0…${m[c]}`);
  });
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = m.reduce((sum, size) => sum + size, 0);
  const clusters = x.length;
  const p = n === 0 ? null : x.reduce((sum, value) => sum + value, 0) / n;
  const method = "Wilson, clustered";
  if (p === null || clusters < 2) {
    return { value: p, se: null, ci: null, method, n: clusters, reason: "too-few", notes: [], designEffect: null };
  }
  const squares = x.reduce((sum, value, c) => sum + (value - p * m[c]!) ** 2, 0);
  const clustered = ((clusters / (clusters - 1)) * squares) / n ** 2;
  const binomial = (p * (1 - p)) / n;
  const raw = binomial === 0 ? 1 : clustered / binomial;
  const designEffect = Math.max(1, raw);
  const [low, high] = wilsonLimits(p, n / designEffect, normalQuantile((1 + level) / 2));
  const notes = raw < 1 ? [`design effect ${raw.toPrecision(3)} taken as 1`] : [];
  return {
    ...proportion(p, clusters, level, method, low, high),
    se: Math.sqrt(binomial * designEffect) || null,
    notes,
    designEffect,
  };
}

/** Wilson's limits for a share p of n rows, which need not be whole numbers of successes. */
export function wilsonLimits(p: number, n: number, z: number): [low: number, high: number] {
  const square = z * z;
  const centre = (p + square / (2 * n)) / (1 + square / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n))) / (1 + square / n);
  return [p === 0 ? 0 : Math.max(0, centre - half), p === 1 ? 1 : Math.min(1, centre + half)];
}

function wilsonContinuity(p: number, n: number, z: number): [low: number, high: number] {
  const q = 1 - p;
  const square = z * z;
  const below = 2 * n * p + square - 1 - z * Math.sqrt(square - 2 - 1 / n + 4 * p * (n * q + 1));
  const above = 2 * n * p + square + 1 + z * Math.sqrt(square + 2 - 1 / n + 4 * p * (n * q - 1));
  const scale = 2 * (n + square);
  return [p === 0 ? 0 : Math.max(0, below / scale), q === 0 ? 1 : Math.min(1, above / scale)];
}

function prepare(successes: number, n: number, options: ProportionOptions) {
  requireCount("n", n);
  requireCount("successes", successes);
  if (successes > n) throw new InvalidOptionError("successes", successes, `there are at most n = ${n} of them`);
  const level = requireOpenShare("level", options.level ?? 0.95);
  return { p: successes / n, z: normalQuantile((1 + level) / 2), level };
}

function proportion(p: number, n: number, level: number, method: string, low: number, high: number): Estimate {
  if (n === 0) return { value: null, se: null, ci: null, method, n, reason: "too-few", notes: [] };
  if (Number.isNaN(low + high)) return { value: p, se: null, ci: null, method, n, reason: "not-converged", notes: [] };
  const ci = { low, high, level, method, sides: "two" as const };
  return { value: p, se: Math.sqrt((p * (1 - p)) / n) || null, ci, method, n, notes: [] };
}
