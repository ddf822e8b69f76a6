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
  kind: "ratio";
  numerators: Float64Array;
  denominators: Float64Array;
}

/** One ratio minus an earlier one of the list, on the same draws. */
export interface RatioDifference {
  kind: "difference";
  of: readonly [minuend: number, subtrahend: number];
}

export type JointStatistic = RatioColumns | RatioDifference;

/**
 * Bootstrap intervals of hundreds of ratios of totals over one set of units, all on the same draws: what `bootstrapRatio`
 * gives one at a time from the same stream, without drawing anew for each. A draw is turned into counts per unit, and
 * those multiply one matrix, so that every statistic of every model costs a multiplication per drawn unit.
 *
 * Lists have `units` values each. Differences have no closed standard error on a resample and cannot be studentised.
 */
export function bootstrapRatios(
  units: number,
  statistics: readonly JointStatistic[],
  options: StratifiedOptions,
): BootstrapEstimate[] {
  const strata = groupStrata(units, options.strata);
  const estimates = runBootstrap(ratiosProblem(statistics, strata), resolveOptions(options));
  return estimates.map((estimate) => refuseThinStrata(strata, estimate));
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

function ratiosProblem(statistics: readonly JointStatistic[], strata: Strata): ResamplingProblem {
  const units = strata.order.length;
  const ratios = statistics.map((statistic) => (statistic.kind === "ratio" ? prepare(statistic, strata) : null));
  const layout = layOut(ratios, units);
  const counts = new Float64Array(units);

  function draw(rng: Rng, out: Float64Array, withSe: boolean): void {
    drawCounts(rng, strata.starts, counts);
    multiply(layout, counts);
    const errors = withSe ? standardErrors(ratios, strata.starts, counts) : null;
    statistics.forEach((statistic, s) => {
      if (statistic.kind === "ratio") {
        const { estimate, plain } = ratios[s]!;
        const below = plain ? units : layout.sums[layout.weightAt[s]!]!;
        out[2 * s] = below === 0 ? Number.NaN : estimate + layout.sums[layout.residualAt[s]!]! / below;
        if (errors) out[2 * s + 1] = errors[s]!;
      } else {
        out[2 * s] = out[2 * statistic.of[0]]! - out[2 * statistic.of[1]]!;
        out[2 * s + 1] = Number.NaN;
      }
    });
  }

  function jackknife(s: number): Float64Array[] {
    const statistic = statistics[s]!;
    if (statistic.kind === "ratio") return leaveOneOut(ratios[s]!, strata.starts);
    const [a, b] = statistic.of.map((index) => leaveOneOut(ratios[index]!, strata.starts));
    return a!.map((list, h) => list.map((value, i) => value - b![h]![i]!));
  }

  const described = statistics.map((statistic, s): ProblemStatistic => {
    if (statistic.kind === "ratio")
      return { estimate: ratios[s]!.estimate, ...spread(ratios[s]!, strata), kind: "mean" };
    const [a, b] = statistic.of.map((index) => ratios[index]!) as [Ratio, Ratio];
    const influence = (ratio: Ratio) => ratio.residuals.map((r) => r / ratio.total);
    const residuals = influence(a).map((value, i) => value - influence(b)[i]!);
    return { estimate: a.estimate - b.estimate, ...spread({ residuals, total: 1 }, strata), kind: "mean" };
  });
  return { statistics: described, units, notes: [], draw, jackknife };
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
  residualAt: Int32Array;
  weightAt: Int32Array;
}

function layOut(ratios: readonly (Ratio | null)[], units: number): Layout {
  const columns: Float64Array[] = [];
  const residualAt = new Int32Array(ratios.length);
  const weightAt = new Int32Array(ratios.length);
  ratios.forEach((ratio, s) => {
    if (ratio === null) return;
    residualAt[s] = columns.push(ratio.residuals) - 1;
    if (!ratio.plain) weightAt[s] = columns.push(ratio.weights) - 1;
  });
  const rows = new Float64Array(units * columns.length);
  columns.forEach((column, c) => {
    for (let unit = 0; unit < units; unit++) rows[unit * columns.length + c] = column[unit]!;
  });
  return { rows, sums: new Float64Array(columns.length), residualAt, weightAt };
}

function drawCounts(rng: Rng, starts: Int32Array, counts: Float64Array): void {
  counts.fill(0);
  for (let h = 1; h < starts.length; h++) {
    const first = starts[h - 1]!;
    const size = starts[h]! - first;
    for (let i = 0; i < size; i++) counts[first + rng.integer(size)]!++;
  }
}

function multiply({ rows, sums }: Layout, counts: Float64Array): void {
  const width = sums.length;
  sums.fill(0);
  for (let unit = 0; unit < counts.length; unit++) {
    const times = counts[unit]!;
    if (times === 0) continue;
    const at = unit * width;
    for (let c = 0; c < width; c++) sums[c]! += times * rows[at + c]!;
  }
}

/** Linearised standard error of each ratio on a resample: Σ over strata of n/(n−1)·Σ(ρ − ρ̄)², ρ = r − shift·b, over Σb. */
function standardErrors(ratios: readonly (Ratio | null)[], starts: Int32Array, counts: Float64Array): Float64Array {
  return Float64Array.from(ratios, (ratio) => {
    if (ratio === null) return Number.NaN;
    const { residuals, weights } = ratio;
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
function spread({ residuals, total }: Pick<Ratio, "residuals" | "total">, { starts }: Strata) {
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
