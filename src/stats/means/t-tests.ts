import { largestMagnitude, meanOf, varianceOf } from "../describe/moments.ts";
import { finiteCopy, requireSameLength } from "../input-checks.ts";
import { type Comparison, type TOptions, tComparison } from "./t-comparison.ts";

/**
 * Mean of one sample with its t interval, and the t test of it against `nullValue`. In the unit of the values; n ≥ 2,
 * else `too-few`; equal values: `no-variation`. Exact for normal values, good for n ≥ 30 or so otherwise. Student 1908.
 */
export function oneSampleT(values: ArrayLike<number>, options: TOptions = {}): Comparison {
  const x = finiteCopy("values", values);
  const n = x.length;
  const value = n === 0 ? Number.NaN : meanOf(x);
  return tComparison({ value, se: Math.sqrt(spread(x) / n), df: n - 1, n, method: "t" }, options);
}

/**
 * mean(a) − mean(b) of pairs, by t on the differences. Pair by design (same items, same seeds), never by which p is
 * smaller. `no-variation` when all differences agree up to rounding.
 */
export function pairedT(a: ArrayLike<number>, b: ArrayLike<number>, options: TOptions = {}): Comparison {
  const d = pairedDifferences(a, b);
  const noise = 1e-13 * Math.max(largestMagnitude(finiteCopy("a", a)), largestMagnitude(finiteCopy("b", b)));
  const n = d.length;
  const value = n === 0 ? Number.NaN : meanOf(d);
  const variance = spread(d);
  const se = Math.sqrt(variance) <= noise ? 0 : Math.sqrt(variance / n);
  return tComparison({ value, se, df: n - 1, n, method: "paired t" }, options);
}

/** mean(a) − mean(b) with one variance for both groups, df n₁+n₂−2. Wrong when spreads and sizes differ: use `welch`. */
export function pooledT(a: ArrayLike<number>, b: ArrayLike<number>, options: TOptions = {}): Comparison {
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  const df = x.length + y.length - 2;
  const enough = x.length > 0 && y.length > 0 && df >= 1;
  const squares = enough ? squaresOf(x) + squaresOf(y) : Number.NaN;
  const se = Math.sqrt((squares / df) * (1 / x.length + 1 / y.length));
  return tComparison({ value: difference(x, y), se, df, n: x.length + y.length, method: "pooled t" }, options);
}

/**
 * mean(a) − mean(b) of independent samples, each with its own variance, df by Satterthwaite. Both need 2 values or more.
 * The default for two groups. Welch 1947.
 */
export function welch(a: ArrayLike<number>, b: ArrayLike<number>, options: TOptions = {}): Comparison {
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  const parts = [spread(x) / x.length, spread(y) / y.length] as const;
  const variance = parts[0] + parts[1];
  const df = variance ** 2 / (parts[0] ** 2 / (x.length - 1) + parts[1] ** 2 / (y.length - 1));
  const n = x.length + y.length;
  return tComparison({ value: difference(x, y), se: Math.sqrt(variance), df, n, method: "Welch" }, options);
}

/** a − b, place by place, of lists of the same length. */
export function pairedDifferences(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  requireSameLength("a", a, "b", b);
  const second = finiteCopy("b", b);
  return finiteCopy("a", a).map((value, i) => value - second[i]!);
}

function spread(x: Float64Array): number {
  return x.length < 2 ? Number.NaN : varianceOf(x);
}

function squaresOf(x: Float64Array): number {
  return x.length < 2 ? 0 : varianceOf(x) * (x.length - 1);
}

function difference(x: Float64Array, y: Float64Array): number {
  return x.length === 0 || y.length === 0 ? Number.NaN : meanOf(x) - meanOf(y);
}
