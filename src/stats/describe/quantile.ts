import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { finiteCopy, requireProbability } from "../input-checks.ts";

/**
 * Which definition of a sample quantile, numbered as by Hyndman and Fan (1996). 7 (default): h = (n−1)p, linear.
 * 6: h = (n+1)p − 1. 8: h = (n+⅓)p − ⅔, nearly unbiased for the median of order statistics. 1: x₍⌈np⌉₎, always a value
 * that occurred, for latencies. 6 and 8 stop at the ends.
 */
export type QuantileType = 1 | 6 | 7 | 8;

export interface QuantileOptions {
  type?: QuantileType;
}

/** The p-quantile in the unit of the values, p in [0,1]. `null` for no values. */
export function quantile(values: ArrayLike<number>, p: number, options: QuantileOptions = {}): number | null {
  return quantileSorted(finiteCopy("values", values).sort(), p, options);
}

/** `quantile` of values already sorted ascending; neither checked nor copied. */
export function quantileSorted(sorted: ArrayLike<number>, p: number, options: QuantileOptions = {}): number | null {
  return sorted.length === 0 ? null : quantileOf(sorted.length, (rank) => sorted[rank]!, p, options);
}

/** The p-quantile of n > 0 values, `at(rank)` being the one with so many before it in ascending order. */
export function quantileOf(n: number, at: (rank: number) => number, p: number, options: QuantileOptions = {}): number {
  requireProbability("p", p);
  const type = options.type ?? 7;
  if (type === 1) return at(Math.max(0, Math.ceil(n * p) - 1));
  const place = Math.min(Math.max(positions(type)(n, p), 0), n - 1);
  const below = Math.floor(place);
  const low = at(below);
  const share = place - below;
  return share === 0 ? low : low + share * (at(below + 1) - low);
}

/** The middle value, or the mean of the two middle ones. `null` for no values. */
export function median(values: ArrayLike<number>): number | null {
  return medianSorted(finiteCopy("values", values).sort());
}

/** `median` of values already sorted ascending. */
export function medianSorted(sorted: ArrayLike<number>): number | null {
  const n = sorted.length;
  if (n === 0) return null;
  return n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
}

/** Makes `mad` estimate σ for a normal sample: 1/Φ⁻¹(¾). */
export const madToSigma = 1.482602218505602;

/**
 * Median absolute deviation from the median, raw, or ×1.4826… with `scaled`, which estimates σ for normal values.
 * `null` for no values.
 */
export function mad(values: ArrayLike<number>, options: { scaled?: boolean } = {}): number | null {
  const x = finiteCopy("values", values).sort();
  const centre = medianSorted(x);
  if (centre === null) return null;
  const raw = medianSorted(x.map((value) => Math.abs(value - centre)).sort())!;
  return options.scaled ? raw * madToSigma : raw;
}

function positions(type: QuantileType): (n: number, p: number) => number {
  switch (type) {
    case 6:
      return (n, p) => (n + 1) * p - 1;
    case 7:
      return (n, p) => (n - 1) * p;
    case 8:
      return (n, p) => (n + 1 / 3) * p - 2 / 3;
    default:
      throw new InvalidOptionError("type", type, "a quantile is of type 1, 6, 7 or 8");
  }
}
