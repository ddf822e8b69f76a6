import { type BootstrapEstimate, resolveOptions } from "../../stats/bootstrap/bootstrap-options.ts";
import type { StratifiedOptions } from "../../stats/bootstrap/bootstrap-ratio.ts";
import { refuseThinStrata } from "../../stats/bootstrap/refuse-thin-strata.ts";
import type { ProblemStatistic, ResamplingProblem } from "../../stats/bootstrap/resampling-problem.ts";
import { runBootstrap } from "../../stats/bootstrap/run-bootstrap.ts";
import { groupStrata, type Strata } from "../../stats/bootstrap/strata.ts";
import type { Rng } from "../../stats/chance/rng.ts";
import { sum } from "../../stats/index.ts";

/** Σ numerators / Σ denominators over the same units; a unit without a part in it has 0 and 0. */
export interface RatioColumns {
  numerators: Float64Array;
  denominators: Float64Array;
}

/**
 * Bootstrap intervals of hundreds of ratios of totals over one set of units, all on the same draws: what `bootstrapRatio`
 * gives one at a time from the same stream. A draw is turned into counts per unit, and those multiply one matrix, so
 * that a statistic costs a multiplication per drawn unit.
 *
 * Lists have `units` values each.
 */
export function bootstrapRatios(
  units: number,
  columns: readonly RatioColumns[],
  options: StratifiedOptions,
): BootstrapEstimate[] {
  const strata = groupStrata(units, options.strata);
  return inPasses(columns, strata, options, (some) => {
    const ratios = some.map((column) => prepare(column, strata));
    return ratiosProblem(ratios, strata);
  });
}

/**
 * Intervals of the differences of pairs of means, by their place in `lists`, on the draws of `bootstrapRatios`: paired,
 * since a draw takes the same units of both. Costs a subtraction a pair, whatever the number of units. Not studentised.
 */
export function bootstrapDifferences(
  units: number,
  lists: readonly Float64Array[],
  pairs: readonly (readonly [minuend: number, subtrahend: number])[],
  options: StratifiedOptions,
): BootstrapEstimate[] {
  const strata = groupStrata(units, options.strata);
  const ones = new Float64Array(units).fill(1);
  const means = lists.map((numerators) => prepare({ numerators, denominators: ones }, strata));
  return inPasses(pairs, strata, options, (some) => differencesProblem(lists, means, some, strata));
}

/** Statistics per pass. More would save drawing again, and lose more to scattered writes of their replicates. */
const together = 256;

function inPasses<Item>(
  items: readonly Item[],
  strata: Strata,
  options: StratifiedOptions,
  problemOf: (some: readonly Item[]) => ResamplingProblem,
): BootstrapEstimate[] {
  const settings = resolveOptions(options);
  const estimates: BootstrapEstimate[] = [];
  for (let start = 0; start < items.length; start += together) {
    const problem = problemOf(items.slice(start, start + together));
    for (const estimate of runBootstrap(problem, settings)) estimates.push(refuseThinStrata(strata, estimate));
  }
  return estimates;
}

interface Ratio {
  estimate: number;
  total: number;
  /** a − R̂b per unit, in the order of the strata: R* = R̂ + Σr/Σb without cancellation. */
  residuals: Float64Array;
  weights: Float64Array;
  /** Every weight is 1, so that Σb is the number of units whatever is drawn. */
  plain: boolean;
}

function ratiosProblem(ratios: readonly Ratio[], strata: Strata): ResamplingProblem {
  const units = strata.order.length;
  const layout = layOut(ratios, units);
  const { sums, residualAt, weightAt } = layout;
  const counts = new Float64Array(units);

  function draw(rng: Rng, out: Float64Array, withSe: boolean): void {
    drawCounts(rng, strata.starts, counts);
    multiply(layout, counts);
    const errors = withSe ? standardErrors(ratios, strata.starts, counts) : null;
    for (let s = 0; s < ratios.length; s++) {
      const { estimate, plain } = ratios[s]!;
      const below = plain ? units : sums[weightAt[s]!]!;
      out[2 * s] = below === 0 ? Number.NaN : estimate + sums[residualAt[s]!]! / below;
      if (errors) out[2 * s + 1] = errors[s]!;
    }
  }
  return { ...describe(ratios, strata), draw };
}

function differencesProblem(
  lists: readonly Float64Array[],
  means: readonly Ratio[],
  pairs: readonly (readonly [number, number])[],
  strata: Strata,
): ResamplingProblem {
  const units = strata.order.length;
  const denominators = new Float64Array(units).fill(1);
  const ratios = pairs.map(([a, b]) => {
    const numerators = lists[a]!.map((value, i) => value - lists[b]![i]!);
    return prepare({ numerators, denominators }, strata);
  });
  const layout = layOut(means, units);
  const { sums, residualAt } = layout;
  const counts = new Float64Array(units);

  function draw(rng: Rng, out: Float64Array): void {
    drawCounts(rng, strata.starts, counts);
    multiply(layout, counts);
    for (let s = 0; s < pairs.length; s++) {
      const [a, b] = pairs[s]!;
      out[2 * s] = ratios[s]!.estimate + (sums[residualAt[a]!]! - sums[residualAt[b]!]!) / units;
      out[2 * s + 1] = Number.NaN;
    }
  }
  return { ...describe(ratios, strata), draw };
}

/** What does not depend on the draws. */
function describe(ratios: readonly Ratio[], strata: Strata): Omit<ResamplingProblem, "draw"> {
  const statistics = ratios.map(
    (ratio): ProblemStatistic => ({ estimate: ratio.estimate, ...spread(ratio, strata), kind: "mean" }),
  );
  const jackknife = (s: number) => leaveOneOut(ratios[s]!, strata.starts);
  return { statistics, units: strata.order.length, notes: [], jackknife };
}

function prepare({ numerators, denominators }: RatioColumns, { order }: Strata): Ratio {
  const total = sum(denominators);
  const estimate = order.length === 0 || total === 0 ? Number.NaN : sum(numerators) / total;
  const residuals = Float64Array.from(order, (unit) => numerators[unit]! - estimate * denominators[unit]!);
  const weights = Float64Array.from(order, (unit) => denominators[unit]!);
  return { estimate, total, residuals, weights, plain: weights.every((weight) => weight === 1) };
}

interface Layout {
  /** One row a unit: the residual of each ratio, and its weight where that is not always 1. */
  rows: Float64Array;
  sums: Float64Array;
  /** Room for the places of the units drawn. */
  drawn: Int32Array;
  residualAt: Int32Array;
  weightAt: Int32Array;
}

function layOut(ratios: readonly Ratio[], units: number): Layout {
  const columns: Float64Array[] = [];
  const residualAt = new Int32Array(ratios.length);
  const weightAt = new Int32Array(ratios.length);
  ratios.forEach((ratio, s) => {
    residualAt[s] = columns.push(ratio.residuals) - 1;
    if (!ratio.plain) weightAt[s] = columns.push(ratio.weights) - 1;
  });
  const rows = new Float64Array(units * columns.length);
  columns.forEach((column, c) => {
    for (let unit = 0; unit < units; unit++) rows[unit * columns.length + c] = column[unit]!;
  });
  return { rows, sums: new Float64Array(columns.length), drawn: new Int32Array(units), residualAt, weightAt };
}

function drawCounts(rng: Rng, starts: Int32Array, counts: Float64Array): void {
  counts.fill(0);
  for (let h = 1; h < starts.length; h++) {
    const first = starts[h - 1]!;
    const size = starts[h]! - first;
    for (let i = 0; i < size; i++) counts[first + rng.integer(size)]!++;
  }
}

/** Eight units a pass, so that each sum is read and written an eighth as often; added up by fours, whatever the pass. */
function multiply({ rows, sums, drawn }: Layout, counts: Float64Array): void {
  const width = sums.length;
  let many = 0;
  for (let unit = 0; unit < counts.length; unit++) if (counts[unit] !== 0) drawn[many++] = unit;
  sums.fill(0);
  let i = 0;
  for (; i + 8 <= many; i += 8) {
    const [u0, u1, u2, u3] = [drawn[i]!, drawn[i + 1]!, drawn[i + 2]!, drawn[i + 3]!];
    const [u4, u5, u6, u7] = [drawn[i + 4]!, drawn[i + 5]!, drawn[i + 6]!, drawn[i + 7]!];
    const [c0, c1, c2, c3] = [counts[u0]!, counts[u1]!, counts[u2]!, counts[u3]!];
    const [c4, c5, c6, c7] = [counts[u4]!, counts[u5]!, counts[u6]!, counts[u7]!];
    const [r0, r1, r2, r3] = [u0 * width, u1 * width, u2 * width, u3 * width];
    const [r4, r5, r6, r7] = [u4 * width, u5 * width, u6 * width, u7 * width];
    for (let c = 0; c < width; c++) {
      const first = c0 * rows[r0 + c]! + c1 * rows[r1 + c]! + (c2 * rows[r2 + c]! + c3 * rows[r3 + c]!);
      const second = c4 * rows[r4 + c]! + c5 * rows[r5 + c]! + (c6 * rows[r6 + c]! + c7 * rows[r7 + c]!);
      sums[c] = sums[c]! + first + second;
    }
  }
  for (; i + 4 <= many; i += 4) {
    const [u0, u1, u2, u3] = [drawn[i]!, drawn[i + 1]!, drawn[i + 2]!, drawn[i + 3]!];
    const [c0, c1, c2, c3] = [counts[u0]!, counts[u1]!, counts[u2]!, counts[u3]!];
    const [r0, r1, r2, r3] = [u0 * width, u1 * width, u2 * width, u3 * width];
    for (let c = 0; c < width; c++) {
      sums[c]! += c0 * rows[r0 + c]! + c1 * rows[r1 + c]! + (c2 * rows[r2 + c]! + c3 * rows[r3 + c]!);
    }
  }
  for (; i < many; i++) {
    const unit = drawn[i]!;
    for (let c = 0; c < width; c++) sums[c]! += counts[unit]! * rows[unit * width + c]!;
  }
}

/** Linearised standard error of each ratio on a resample: Σ over strata of n/(n−1)·Σ(ρ − ρ̄)², ρ = r − shift·b, over Σb. */
function standardErrors(ratios: readonly Ratio[], starts: Int32Array, counts: Float64Array): Float64Array {
  return Float64Array.from(ratios, ({ residuals, weights }) => {
    let [top, below] = [0, 0];
    for (let unit = 0; unit < counts.length; unit++) {
      top += counts[unit]! * residuals[unit]!;
      below += counts[unit]! * weights[unit]!;
    }
    const shift = top / below;
    let variance = 0;
    for (let h = 1; h < starts.length; h++) {
      const size = starts[h]! - starts[h - 1]!;
      let [total, squares] = [0, 0];
      for (let unit = starts[h - 1]!; unit < starts[h]!; unit++) {
        const value = residuals[unit]! - shift * weights[unit]!;
        total += counts[unit]! * value;
        squares += counts[unit]! * value * value;
      }
      if (size > 1) variance += (size / (size - 1)) * Math.max(0, squares - (total * total) / size);
    }
    return Math.sqrt(variance) / Math.abs(below);
  });
}

function leaveOneOut({ estimate, total, residuals, weights }: Ratio, starts: Int32Array): Float64Array[] {
  if (Number.isNaN(estimate)) return [];
  const all = sum(residuals);
  const lists: Float64Array[] = [];
  for (let h = 1; h < starts.length; h++) {
    const [first, last] = [starts[h - 1]!, starts[h]!];
    if (last - first < 2) continue;
    const list = new Float64Array(last - first);
    for (let i = first; i < last; i++) {
      const rest = total - weights[i]!;
      list[i - first] = rest === 0 ? Number.NaN : estimate + (all - residuals[i]!) / rest;
    }
    lists.push(list);
  }
  return lists;
}

/** Linearised standard error on the sample itself, and its degrees of freedom. */
function spread({ residuals, total }: Ratio, { starts }: Strata) {
  if (residuals.some(Number.isNaN)) return { se: Number.NaN, df: 0 };
  let variance = 0;
  let df = 0;
  for (let h = 1; h < starts.length; h++) {
    const part = residuals.subarray(starts[h - 1]!, starts[h]!);
    if (part.length < 2) continue;
    const centre = sum(part) / part.length;
    variance += (part.length / (part.length - 1)) * sum(part.map((value) => (value - centre) ** 2));
    df += part.length - 1;
  }
  const flat = residuals.every((value) => Math.abs(value) <= 1e-14 * Math.abs(total));
  return { se: df === 0 ? Number.NaN : flat ? 0 : Math.sqrt(variance) / Math.abs(total), df };
}
