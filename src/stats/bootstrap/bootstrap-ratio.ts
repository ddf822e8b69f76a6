import { drawIntegers, type Rng } from "../chance/rng.ts";
import { compensatedSum } from "../describe/sum.ts";
import { finiteCopy, requireSameLength } from "../input-checks.ts";
import { type BootstrapEstimate, type BootstrapOptions, resolveOptions } from "./bootstrap-options.ts";
import { refuseThinStrata } from "./refuse-thin-strata.ts";
import type { ResamplingProblem } from "./resampling-problem.ts";
import { runBootstrap } from "./run-bootstrap.ts";
import { groupStrata, type Label, type Strata } from "./strata.ts";

export interface StratifiedOptions extends BootstrapOptions {
  /** One label per unit; units are drawn inside their stratum, whose size stays. */
  strata?: ArrayLike<Label>;
}

/**
 * Bootstrap interval of a mean of independent units (values, paired differences, cluster values), in their unit.
 * Default method by the number of units: t up to 4, studentised up to 100, BCa beyond. One unit: `too-few`.
 * Efron and Tibshirani 1993, chapters 12 to 14.
 */
export function bootstrapMean(values: ArrayLike<number>, options: StratifiedOptions): BootstrapEstimate {
  const x = finiteCopy("values", values);
  return ratioEstimate(x, new Float64Array(x.length).fill(1), options);
}

/**
 * `bootstrapMean` by the studentised method, whose coverage holds from 5 units on, also for skewed values, at the price
 * of width: at n = 5 two to four times that of t.
 */
export function studentizedBootstrap(
  values: ArrayLike<number>,
  options: Omit<StratifiedOptions, "method">,
): BootstrapEstimate {
  return bootstrapMean(values, { ...options, method: "studentised" });
}

/**
 * Bootstrap interval of a ratio of totals Σa/Σb over independent units, e.g. the item-weighted mean over clusters
 * (a = total of the cluster, b = its rows). `null` where Σb is 0; resamples with Σb = 0 are counted as degenerate.
 */
export function bootstrapRatio(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  options: StratifiedOptions,
): BootstrapEstimate {
  requireSameLength("numerators", numerators, "denominators", denominators);
  return ratioEstimate(finiteCopy("numerators", numerators), finiteCopy("denominators", denominators), options);
}

function ratioEstimate(top: Float64Array, bottom: Float64Array, options: StratifiedOptions): BootstrapEstimate {
  const strata = groupStrata(top.length, options.strata);
  const problem = ratioProblem(top, bottom, strata);
  return refuseThinStrata(strata, runBootstrap(problem, resolveOptions(options))[0]!);
}

/**
 * Everything about the ratio R = Σa/Σb is kept as residuals r = a − R̂b, so that R* = R̂ + Σr/Σb and its linearised
 * standard error come from Σr, Σb, Σr², Σrb and Σb² without cancellation.
 */
export function ratioProblem(top: Float64Array, bottom: Float64Array, strata: Strata): ResamplingProblem {
  const n = top.length;
  const total = compensatedSum(bottom);
  const estimate = n === 0 || total === 0 ? Number.NaN : compensatedSum(top) / total;
  const r = Float64Array.from(strata.order, (unit) => top[unit]! - estimate * bottom[unit]!);
  const b = Float64Array.from(strata.order, (unit) => bottom[unit]!);
  const { starts } = strata;
  const plain = b.every((value) => value === 1);
  const drawn = new Int32Array(n);

  function drawMean(rng: Rng, out: Float64Array, withSe: boolean): void {
    let sum = 0;
    let variance = 0;
    for (let h = 1; h < starts.length; h++) {
      const first = starts[h - 1]!;
      const size = starts[h]! - first;
      let part = 0;
      let squares = 0;
      drawIntegers(rng, size, drawn, 0, size);
      for (let i = 0; i < size; i++) {
        const value = r[first + drawn[i]!]!;
        part += value;
        squares += value * value;
      }
      sum += part;
      if (withSe && size > 1) variance += (size / (size - 1)) * Math.max(0, squares - (part * part) / size);
    }
    out[0] = estimate + sum / n;
    out[1] = Math.sqrt(variance) / n;
  }

  /** One stratum, and for a generator whose streams are its own the places of many replicates at a time. */
  const ahead = new Int32Array(n * Math.max(1, Math.floor(4096 / Math.max(1, n))));
  let source: Rng | null = null;
  let next = 0;

  function drawPlainMean(rng: Rng, out: Float64Array, withSe: boolean): void {
    if (source !== rng || next === ahead.length) {
      drawIntegers(rng, n, ahead, 0, rng.integers ? ahead.length : n);
      source = rng;
      next = 0;
    }
    let part = 0;
    let squares = 0;
    const end = next + n;
    for (let i = next; i < end; i++) {
      const value = r[ahead[i]!]!;
      part += value;
      squares += value * value;
    }
    next = rng.integers ? end : ahead.length;
    out[0] = estimate + part / n;
    out[1] = withSe && n > 1 ? Math.sqrt((n / (n - 1)) * Math.max(0, squares - (part * part) / n)) / n : 0;
  }

  function drawRatio(rng: Rng, out: Float64Array, withSe: boolean): void {
    const parts: number[] = [];
    let sum = 0;
    let weight = 0;
    for (let h = 1; h < starts.length; h++) {
      const first = starts[h - 1]!;
      const size = starts[h]! - first;
      let [sr, sb, srr, srb, sbb] = [0, 0, 0, 0, 0];
      drawIntegers(rng, size, drawn, 0, size);
      for (let i = 0; i < size; i++) {
        const unit = first + drawn[i]!;
        const value = r[unit]!;
        const below = b[unit]!;
        sr += value;
        sb += below;
        srr += value * value;
        srb += value * below;
        sbb += below * below;
      }
      sum += sr;
      weight += sb;
      if (withSe) parts.push(size, sr, sb, srr, srb, sbb);
    }
    const shift = weight === 0 ? Number.NaN : sum / weight;
    out[0] = estimate + shift;
    out[1] = withSe ? Math.sqrt(linearVariance(parts, shift)) / Math.abs(weight) : Number.NaN;
  }

  function jackknife(): Float64Array[] {
    const sum = compensatedSum(r);
    const lists: Float64Array[] = [];
    for (let h = 1; h < starts.length; h++) {
      const [first, last] = [starts[h - 1]!, starts[h]!];
      if (last - first < 2) continue;
      const list = new Float64Array(last - first);
      for (let i = first; i < last; i++) {
        const rest = total - b[i]!;
        list[i - first] = rest === 0 ? Number.NaN : estimate + (sum - r[i]!) / rest;
      }
      lists.push(list);
    }
    return lists;
  }

  return {
    statistics: [{ estimate, ...spread(r, starts, total), kind: "mean" }],
    units: n,
    notes: [],
    draw: plain ? (starts.length === 2 ? drawPlainMean : drawMean) : drawRatio,
    jackknife,
  };
}

/** Σ over strata of n/(n−1)·Σ(ρ − ρ̄)², ρ = r − shift·b, from the totals of the draw. */
function linearVariance(parts: readonly number[], shift: number): number {
  let variance = 0;
  for (let i = 0; i < parts.length; i += 6) {
    const [size, sr, sb, srr, srb, sbb] = parts.slice(i, i + 6) as [number, number, number, number, number, number];
    const sum = sr - shift * sb;
    const squares = srr - 2 * shift * srb + shift * shift * sbb;
    if (size > 1) variance += (size / (size - 1)) * Math.max(0, squares - (sum * sum) / size);
  }
  return variance;
}

/** Linearised standard error of the ratio on the sample itself, and its degrees of freedom. */
function spread(r: Float64Array, starts: Int32Array, total: number): { se: number; df: number } {
  let variance = 0;
  let df = 0;
  for (let h = 1; h < starts.length; h++) {
    const part = r.subarray(starts[h - 1]!, starts[h]!);
    if (part.length < 2) continue;
    const centre = compensatedSum(part) / part.length;
    const squares = compensatedSum(part.map((value) => (value - centre) ** 2));
    variance += (part.length / (part.length - 1)) * squares;
    df += part.length - 1;
  }
  const flat = r.every((value) => Math.abs(value) <= 1e-14 * Math.abs(total));
  return { se: df === 0 ? Number.NaN : flat ? 0 : Math.sqrt(variance) / Math.abs(total), df };
}
