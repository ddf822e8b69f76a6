import { LengthMismatchError } from "../../errors/statistics-errors.ts";
import { type BootstrapEstimate, type BootstrapOptions, resolveOptions } from "../bootstrap/bootstrap-options.ts";
import type { ResamplingProblem } from "../bootstrap/resampling-problem.ts";
import { runBootstrap } from "../bootstrap/run-bootstrap.ts";
import { finiteCopy } from "../input-checks.ts";
import type { TwoLevelVariances } from "../planning/precision.ts";
import { twoLevelVariance } from "../planning/precision.ts";

/** Scores of the same items under every seed: one list per seed, a value per item. */
export type SeedItemTable = readonly ArrayLike<number>[];

export interface VarianceParts extends TwoLevelVariances {
  seeds: number;
  items: number;
  /** As the method of moments gives them; negative ones are reported as 0 above. */
  raw: TwoLevelVariances;
  /** Which of one more seed or one more item lowers the variance of the mean more. `null` when neither does. */
  nextBudget: "seed" | "item" | null;
}

/**
 * Variance of single scores between seeds, between items, and of items within seeds, by the method of moments of the
 * crossed design. Without repeats the last part holds both seed × item and noise. 2 seeds and 2 items or more, else `null`.
 */
export function varianceParts(table: SeedItemTable): VarianceParts | null {
  const rows = checkedRows(table);
  const [seeds, items] = [rows.length, rows[0]?.length ?? 0];
  if (seeds < 2 || items < 2) return null;
  const seedMeans = rows.map(average);
  const itemMeans = Array.from({ length: items }, (_, i) => average(rows.map((row) => row[i]!)));
  const grand = average(seedMeans);
  const between = (means: readonly number[], size: number) =>
    (size * means.reduce((sum, mean) => sum + (mean - grand) ** 2, 0)) / (means.length - 1);
  let rest = 0;
  rows.forEach((row, s) => {
    row.forEach((value, i) => {
      rest += (value - seedMeans[s]! - itemMeans[i]! + grand) ** 2;
    });
  });
  const residual = rest / ((seeds - 1) * (items - 1));
  const raw = {
    seed: (between(seedMeans, items) - residual) / items,
    item: (between(itemMeans, seeds) - residual) / seeds,
    seedItem: residual,
  };
  const parts = { seed: Math.max(0, raw.seed), item: Math.max(0, raw.item), seedItem: raw.seedItem };
  const now = twoLevelVariance(parts, seeds, items);
  const bySeed = now - twoLevelVariance(parts, seeds + 1, items);
  const byItem = now - twoLevelVariance(parts, seeds, items + 1);
  const nextBudget = now === 0 ? null : bySeed >= byItem ? "seed" : "item";
  return { ...parts, seeds, items, raw, nextBudget };
}

/**
 * Variance between and within groups of repeats (units with several values each), by the method of moments: what more
 * repeats, and what more units, can buy. Negative `between` is reported as 0. 2 units, one of them with 2 values, or `null`.
 */
export function repeatVariance(
  groups: readonly ArrayLike<number>[],
): { between: number; within: number; rawBetween: number; icc: number | null } | null {
  const lists = groups.map((group, g) => finiteCopy(`groups[${g}]`, group)).filter((list) => list.length > 0);
  const n = lists.reduce((sum, list) => sum + list.length, 0);
  const k = lists.length;
  if (k < 2 || n === k) return null;
  const means = lists.map(average);
  const grand = lists.reduce((sum, list, g) => sum + list.length * means[g]!, 0) / n;
  const squares = lists.reduce(
    (sum, list, g) => sum + list.reduce((part, value) => part + (value - means[g]!) ** 2, 0),
    0,
  );
  const within = squares / (n - k);
  const spread = lists.reduce((sum, list, g) => sum + list.length * (means[g]! - grand) ** 2, 0) / (k - 1);
  const size = (n - lists.reduce((sum, list) => sum + list.length ** 2, 0) / n) / (k - 1);
  const rawBetween = (spread - within) / size;
  const between = Math.max(0, rawBetween);
  return { between, within, rawBetween, icc: between + within > 0 ? between / (between + within) : null };
}

/**
 * Bootstrap interval of the mean over seeds × items when both would be drawn anew: seeds and items are drawn
 * independently, and a cell weighs the product of its counts. For own items per seed draw seeds only (`bootstrapMean` of
 * seed means): drawing both would inflate the variance. Below 5 seeds: t over seed means, whatever the number of items.
 */
export function bootstrapCrossed(table: SeedItemTable, options: BootstrapOptions): BootstrapEstimate {
  const rows = checkedRows(table);
  const seeds = rows.length;
  const settings = resolveOptions({ ...options, method: options.method ?? (seeds < 5 ? "t" : "bca") });
  return runBootstrap(crossedProblem(rows), settings)[0]!;
}

function crossedProblem(rows: readonly Float64Array[]): ResamplingProblem {
  const [seeds, items] = [rows.length, rows[0]?.length ?? 0];
  const seedMeans = rows.map(average);
  const itemMeans = Array.from({ length: items }, (_, i) => average(rows.map((row) => row[i]!)));
  const estimate = seeds * items === 0 ? Number.NaN : average(seedMeans);
  const counts = new Float64Array(items);
  const spread =
    seeds < 2 ? Number.NaN : seedMeans.reduce((sum, mean) => sum + (mean - estimate) ** 2, 0) / (seeds - 1);
  const se = Math.sqrt(spread / seeds);
  const leaveOut = (means: readonly number[]) =>
    Float64Array.from(means, (mean) => (estimate * means.length - mean) / (means.length - 1));
  return {
    statistics: [{ estimate, se: se <= 1e-14 * Math.abs(estimate) ? 0 : se, df: seeds - 1, kind: "mean" }],
    units: seeds,
    notes: items < 2 ? ["one item"] : [],
    draw(rng, out, withSe) {
      counts.fill(0);
      for (let i = 0; i < items; i++) counts[rng.integer(items)]! += 1;
      let [total, squares] = [0, 0];
      for (let s = 0; s < seeds; s++) {
        const row = rows[rng.integer(seeds)]!;
        let sum = 0;
        for (let i = 0; i < items; i++) sum += counts[i]! * row[i]!;
        const mean = sum / items - estimate;
        total += mean;
        squares += mean * mean;
      }
      out[0] = estimate + total / seeds;
      if (withSe) out[1] = Math.sqrt(Math.max(0, squares - total ** 2 / seeds) / (seeds - 1) / seeds);
    },
    jackknife: () => [leaveOut(seedMeans), ...(items > 1 ? [leaveOut(itemMeans)] : [])],
  };
}

function checkedRows(table: SeedItemTable): Float64Array[] {
  const rows = table.map((row, s) => finiteCopy(`seeds[${s}]`, row));
  rows.forEach((row, s) => {
    if (row.length !== rows[0]!.length)
      throw new LengthMismatchError(`seeds[${s}]`, row.length, "seeds[0]", rows[0]!.length);
  });
  return rows;
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
