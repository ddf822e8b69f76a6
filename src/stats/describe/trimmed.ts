import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { finiteCopy } from "../input-checks.ts";
import { meanOf, varianceOf } from "./moments.ts";
import { compensatedSum } from "./sum.ts";

/** Mean after dropping ⌊g·n⌋ values at each end, g in [0, ½). `null` for no values. */
export function trimmedMean(values: ArrayLike<number>, g: number): number | null {
  const x = finiteCopy("values", values).sort();
  const cut = trimCount(x.length, g);
  return x.length === 0 ? null : meanOf(x.subarray(cut, x.length - cut));
}

/** Variance (ddof 1) after pulling ⌊g·n⌋ values at each end in to the nearest one kept. `null` for n < 2. */
export function winsorizedVariance(values: ArrayLike<number>, g: number): number | null {
  const x = finiteCopy("values", values).sort();
  const cut = trimCount(x.length, g);
  if (x.length < 2) return null;
  x.fill(x[cut]!, 0, cut);
  x.fill(x[x.length - 1 - cut]!, x.length - cut);
  return varianceOf(x);
}

/** Standard error of the trimmed mean: s_w/((1 − 2g)√n). `null` for n < 2. Tukey and McLaughlin 1963. */
export function trimmedStandardError(values: ArrayLike<number>, g: number): number | null {
  const variance = winsorizedVariance(values, g);
  return variance === null ? null : Math.sqrt(variance / values.length) / (1 - 2 * g);
}

/**
 * Interquartile mean, the default form: sorted values weighted by how much of [i, i+1] lies in [n/4, 3n/4], over n/2. For
 * n a multiple of 4 it equals `iqmFloor`. {1, 2.5, 7}: 3. `null` for no values.
 */
export function iqm(values: ArrayLike<number>): number | null {
  const x = finiteCopy("values", values).sort();
  return x.length === 0 ? null : iqmSorted(x);
}

/** Interquartile mean that drops ⌊n/4⌋ values per end, as common trim_mean code does. {1, 2.5, 7}: 3.5. */
export function iqmFloor(values: ArrayLike<number>): number | null {
  return trimmedMean(values, 0.25);
}

/** `iqm` of one or more values already sorted. */
export function iqmSorted(sorted: ArrayLike<number>): number {
  const n = sorted.length;
  const [from, to] = [n / 4, (3 * n) / 4];
  const first = Math.floor(from);
  const last = Math.ceil(to);
  const weighted = new Float64Array(last - first);
  for (let i = first; i < last; i++) {
    weighted[i - first] = sorted[i]! * (Math.min(i + 1, to) - Math.max(i, from));
  }
  return compensatedSum(weighted) / (n / 2);
}

function trimCount(n: number, g: number): number {
  if (!(g >= 0 && g < 0.5)) throw new InvalidOptionError("g", g, "the share trimmed at each end lies in [0, 0.5)");
  return Math.floor(g * n + 1e-9);
}
