import type { Rng } from "../chance/rng.ts";
import { compensatedSum } from "../describe/sum.ts";
import { finiteCopy, requireSameLength } from "../input-checks.ts";
import { type BootstrapEstimate, resolveOptions } from "./bootstrap-options.ts";
import type { StratifiedOptions } from "./bootstrap-ratio.ts";
import { refuseThinStrata } from "./refuse-thin-strata.ts";
import { jackknifeSe, type ProblemStatistic, type ResamplingProblem } from "./resampling-problem.ts";
import { runBootstrap } from "./run-bootstrap.ts";
import { groupStrata, type Strata } from "./strata.ts";

/** A statistic of column totals over the drawn units; `null` where it is undefined, e.g. 0/0. */
export type TotalsStatistic<Column extends string> = (
  totals: Readonly<Record<Column, number>>,
  units: number,
) => number | null;

/**
 * Bootstrap intervals of several statistics that are functions of column totals over units, such as means over clusters
 * with parts missing: each statistic sees the totals of every column over the drawn units.
 *
 * All statistics are computed on the same draws, and adding a statistic or a column leaves the others' numbers as they
 * were. One draw of a unit costs one addition per column, whatever the number of statistics. Statistics count as means
 * (§5.1): t up to 4 units, studentised (delete-one standard errors) up to 100, BCa beyond; name a `method` to override.
 *
 * columns: one list of the same length per name, a value per unit. Returns one estimate per statistic.
 */
export function bootstrapTotals<Column extends string, Name extends string>(
  columns: Readonly<Record<Column, ArrayLike<number>>>,
  statistics: Readonly<Record<Name, TotalsStatistic<Column>>>,
  options: StratifiedOptions,
): Record<Name, BootstrapEstimate> {
  const names = Object.keys(columns) as Column[];
  const lists = names.map((name) => finiteCopy(name, columns[name]));
  const units = lists[0]?.length ?? 0;
  for (const [i, list] of lists.entries()) requireSameLength(names[0]!, lists[0]!, names[i]!, list);
  const strata = groupStrata(units, options.strata);
  const keys = Object.keys(statistics) as Name[];
  const functions = keys.map((key) => statistics[key]);
  const estimates = runBootstrap(totalsProblem(names, lists, functions, strata), resolveOptions(options));
  const entries = keys.map((key, s) => [key, refuseThinStrata(strata, estimates[s]!)] as const);
  return Object.fromEntries(entries) as Record<Name, BootstrapEstimate>;
}

function totalsProblem<Column extends string>(
  names: readonly Column[],
  lists: readonly Float64Array[],
  functions: readonly TotalsStatistic<Column>[],
  strata: Strata,
): ResamplingProblem {
  const width = lists.length;
  const units = strata.order.length;
  const { starts } = strata;
  /** Row-major, so that a drawn unit is one short run of memory. */
  const rows = new Float64Array(units * width);
  strata.order.forEach((unit, place) => {
    for (let c = 0; c < width; c++) rows[place * width + c] = lists[c]![unit]!;
  });
  const grand = Float64Array.from(lists, compensatedSum);
  const sums = new Float64Array(width);
  const drawn = new Int32Array(units);
  const totals = Object.fromEntries(names.map((name) => [name, 0])) as Record<Column, number>;

  function evaluate(statistic: TotalsStatistic<Column>, from: Float64Array, count: number): number {
    for (let c = 0; c < width; c++) totals[names[c]!] = from[c]!;
    const value = statistic(totals, count);
    return value === null || !Number.isFinite(value) ? Number.NaN : value;
  }

  function leaveOneOut(
    statistic: TotalsStatistic<Column>,
    all: Float64Array,
    units_: ArrayLike<number>,
  ): Float64Array[] {
    const rest = new Float64Array(width);
    const result: Float64Array[] = [];
    for (let h = 1; h < starts.length; h++) {
      const [first, last] = [starts[h - 1]!, starts[h]!];
      if (last - first < 2) continue;
      const list = new Float64Array(last - first);
      for (let i = first; i < last; i++) {
        const place = units_[i]! * width;
        for (let c = 0; c < width; c++) rest[c] = all[c]! - rows[place + c]!;
        list[i - first] = evaluate(statistic, rest, units - 1);
      }
      result.push(list);
    }
    return result;
  }

  function draw(rng: Rng, out: Float64Array, withSe: boolean): void {
    sums.fill(0);
    for (let h = 1; h < starts.length; h++) {
      const first = starts[h - 1]!;
      const last = starts[h]!;
      for (let i = first; i < last; i++) {
        const unit = first + rng.integer(last - first);
        if (withSe) drawn[i] = unit;
        const place = unit * width;
        for (let c = 0; c < width; c++) sums[c]! += rows[place + c]!;
      }
    }
    functions.forEach((statistic, s) => {
      out[2 * s] = evaluate(statistic, sums, units);
      if (withSe) out[2 * s + 1] = jackknifeSe(leaveOneOut(statistic, sums, drawn));
    });
  }

  const identity = Int32Array.from({ length: units }, (_, i) => i);
  const jackknife = (s: number) => leaveOneOut(functions[s]!, grand, identity);
  const statistics = functions.map((statistic, s): ProblemStatistic => {
    const lists = jackknife(s);
    const df = lists.reduce((total, list) => total + list.length - 1, 0);
    const se = df === 0 ? Number.NaN : jackknifeSe(lists);
    const estimate = units === 0 ? Number.NaN : evaluate(statistic, grand, units);
    return { estimate, se: se <= 1e-14 * Math.abs(estimate) ? 0 : se, df, kind: "mean" };
  });
  return { statistics, units, notes: [], draw, jackknife };
}
