import { isConstant, meanOf, varianceOf } from "../describe/moments.ts";
import { finiteCopy, requireCount, requireFinite, requireOpenShare } from "../input-checks.ts";
import { pairedDifferences } from "../means/t-tests.ts";
import type { Estimate } from "../records.ts";
import { logGamma } from "../special/log-gamma.ts";
import { noncentralTShift } from "../special/noncentral-t.ts";

export interface EffectOptions {
  level?: number;
  /** Multiply by J, which takes out the bias of few values. Default false for d, true for `hedgesG`. */
  unbiased?: boolean;
}

/**
 * Cohen's d = (mean(a) − mean(b))/pooled sd of independent samples, without unit, with the exact interval for normal
 * values of one variance, by inverting noncentral t. Under 2 a side: `too-few`; no spread: `no-variation`.
 */
export function cohenD(a: ArrayLike<number>, b: ArrayLike<number>, options: EffectOptions = {}): Estimate {
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  const n = x.length + y.length;
  const method = options.unbiased ? "Hedges g" : "Cohen d";
  if (x.length < 2 || y.length < 2) return unknown(method, n, "too-few");
  const df = n - 2;
  const pooled = ((x.length - 1) * varianceOf(x) + (y.length - 1) * varianceOf(y)) / df;
  if (pooled === 0) return unknown(method, n, "no-variation");
  const value = (meanOf(x) - meanOf(y)) / Math.sqrt(pooled);
  return effect(value, Math.sqrt(1 / x.length + 1 / y.length), df, n, method, options);
}

/** Hedges' g = J·d, with exact J. The limits are those of d, unscaled. Hedges 1981. */
export function hedgesG(a: ArrayLike<number>, b: ArrayLike<number>, options: EffectOptions = {}): Estimate {
  return cohenD(a, b, { unbiased: true, ...options });
}

/** d_z = mean(a − b)/sd(a − b) of pairs, with its exact interval. Not comparable to d: it also holds the pairing. */
export function pairedD(a: ArrayLike<number>, b: ArrayLike<number>, options: EffectOptions = {}): Estimate {
  const d = pairedDifferences(a, b);
  const n = d.length;
  const method = "paired d_z";
  if (n < 2) return unknown(method, n, "too-few");
  if (isConstant(d)) return unknown(method, n, "no-variation");
  return effect(meanOf(d) / Math.sqrt(varianceOf(d)), 1 / Math.sqrt(n), n - 1, n, method, options);
}

/** Glass's Δ: the difference of means in standard deviations of `b`, the control. No interval: bootstrap it. */
export function glassDelta(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const [x, y] = [finiteCopy("a", a), finiteCopy("b", b)];
  if (x.length === 0 || y.length < 2 || isConstant(y)) return null;
  return (meanOf(x) - meanOf(y)) / Math.sqrt(varianceOf(y));
}

/** d_av: the difference of means over the root of the mean of both variances. No interval: bootstrap it. */
export function averageD(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const [x, y] = [finiteCopy("a", a), finiteCopy("b", b)];
  if (x.length < 2 || y.length < 2 || (isConstant(x) && isConstant(y))) return null;
  return (meanOf(x) - meanOf(y)) / Math.sqrt((varianceOf(x) + varianceOf(y)) / 2);
}

/** J = Γ(df/2)/(√(df/2)·Γ((df−1)/2)), df > 1. */
export function smallSampleFactor(df: number): number {
  return Math.exp(logGamma(df / 2) - 0.5 * Math.log(df / 2) - logGamma((df - 1) / 2));
}

/** Large-sample variance of d, as Hedges and Olkin (1985) give it: (n₁+n₂)/(n₁n₂) + d²/(2(n₁+n₂)). */
export function hedgesVariance(d: number, n1: number, n2: number): number {
  requireFinite("d", d);
  requireCount("n1", n1, 1);
  requireCount("n2", n2, 1);
  return (n1 + n2) / (n1 * n2) + d ** 2 / (2 * (n1 + n2));
}

/** A spread this many times smaller than the difference comes from the last bits of the numbers. */
const roundingAlone = 1e12;

function effect(raw: number, scale: number, df: number, n: number, method: string, options: EffectOptions): Estimate {
  const level = requireOpenShare("level", options.level ?? 0.95);
  if (Math.abs(raw) > roundingAlone) return unknown(method, n, "no-variation");
  const value = options.unbiased ? raw * (df > 1 ? smallSampleFactor(df) : 0) : raw;
  const t = raw / scale;
  const low = noncentralTShift(t, df, (1 + level) / 2);
  const high = noncentralTShift(t, df, (1 - level) / 2);
  if (low === null || high === null) {
    return { value, se: null, ci: null, method, n, reason: "not-converged", notes: [] };
  }
  const ci = { low: low * scale, high: high * scale, level, method: "noncentral t", sides: "two" as const };
  return { value, se: Math.sqrt(scale ** 2 + value ** 2 / (2 * n)), ci, method, n, notes: [] };
}

function unknown(method: string, n: number, reason: "too-few" | "no-variation"): Estimate {
  return { value: null, se: null, ci: null, method, n, reason, notes: [] };
}
