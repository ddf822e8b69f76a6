import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { bootstrap } from "../bootstrap/bootstrap.ts";
import type { BootstrapEstimate } from "../bootstrap/bootstrap-options.ts";
import { bootstrapTotals } from "../bootstrap/bootstrap-totals.ts";
import type { Label } from "../bootstrap/strata.ts";
import type { Rng } from "../chance/rng.ts";
import { compensatedSum } from "../describe/sum.ts";
import { requireOpenShare, requireSameLength } from "../input-checks.ts";
import { type Estimate, withoutRng } from "../records.ts";
import { alphaOfTotals, intervalTotals } from "./interval-alpha.ts";
import { type CodedRatings, codeRatings, numericUnits, type RatingTable } from "./ratings.ts";

/**
 * How far apart two ratings are. nominal: 0 or 1. ordinal: by how many ratings lie between. interval: (c−k)².
 * ratio: ((c−k)/(c+k))². A function gives δ² itself, symmetric and 0 for equal ratings.
 */
export type AlphaMetric =
  | "nominal"
  | "ordinal"
  | "interval"
  | "ratio"
  | { circular: number }
  | ((a: number, b: number) => number);

export interface AlphaOptions {
  metric: AlphaMetric;
  /** For a BCa interval over units (or clusters); without it the estimate comes alone. */
  rng?: Rng;
  resamples?: number;
  level?: number;
  /** One label per unit where units belong together; whole clusters are drawn. */
  clusters?: readonly Label[];
}

/**
 * Krippendorff's α = 1 − D_o/D_e over units × raters with gaps. 1: full agreement, 0: chance, below: worse than chance.
 * Units with one rating or none are left out. One distinct value: `no-variation`; no pair: `too-few`. The interval is
 * BCa over units, from 10 of them. Krippendorff 2011.
 */
export function krippendorffAlpha(table: RatingTable, options: AlphaOptions): Estimate {
  const method = `Krippendorff alpha, ${metricName(options.metric)}`;
  requireOpenShare("level", options.level ?? 0.95);
  if (options.clusters) requireSameLength("units", table, "clusters", options.clusters);
  if (options.metric === "interval") return intervalAlpha(table, options, method);
  const coded = codeRatings(table);
  if (options.metric !== "nominal" && coded.levels.some((level) => typeof level === "string")) {
    throw new InvalidOptionError("metric", metricName(options.metric), "named ratings have only the nominal metric");
  }
  const units = coded.units.map((unit) => unit.filter((code) => code >= 0));
  const kept = pairable(units);
  const chosen = kept.map((i) => units[i]!);
  const compute = alphaOf(coded, options.metric);
  const value = chosen.length === 0 ? null : compute(chosen);
  return withInterval(value, chosen.length, method, options, () => {
    const places = Float64Array.from(chosen.keys());
    const statistic = (drawn: Float64Array) => compute(Array.from(drawn, (place) => chosen[place]!));
    const labels = options.clusters && kept.map((i) => options.clusters![i]!);
    return bootstrap(places, statistic, { ...bootstrapSettings(options), ...(labels ? { clusters: labels } : {}) });
  });
}

/** Places of the units with two ratings or more. */
function pairable(units: readonly ArrayLike<number>[]): number[] {
  return Array.from(units.keys()).filter((i) => units[i]!.length > 1);
}

/** The estimate, with the interval that `draw` gives where one is asked for and 10 units or clusters carry it. */
function withInterval(
  value: number | null,
  n: number,
  method: string,
  options: AlphaOptions,
  draw: () => BootstrapEstimate,
): Estimate {
  const base = { value, se: null, ci: null, method, n };
  if (value === null) return { ...base, reason: n === 0 ? "too-few" : "no-variation", notes: [] };
  if (!options.rng) return { ...base, ...withoutRng };
  const drawn = draw();
  if (drawn.n < 10) return { ...base, n: drawn.n, reason: "too-few", notes: drawn.notes };
  const { ci, reason, notes } = drawn;
  return { value, se: drawn.bootstrapSe, ci, method, n: drawn.n, notes, ...(reason ? { reason } : {}) };
}

/** The interval metric is a function of four totals over units: linear, and a draw of a unit costs four additions. */
function intervalAlpha(table: RatingTable, options: AlphaOptions, method: string): Estimate {
  const units = numericUnits(table);
  const kept: number[] = [];
  table.forEach((_, i) => {
    if (units.starts[i + 1]! - units.starts[i]! > 1) kept.push(i);
  });
  const labels = options.clusters ? kept.map((i) => options.clusters![i]!) : kept;
  const columns = intervalTotals(units, kept, labels);
  const sum = (column: Float64Array) => compensatedSum(column);
  const totals = {
    within: sum(columns.within),
    count: sum(columns.count),
    sum: sum(columns.sum),
    squares: sum(columns.squares),
  };
  const value = kept.length === 0 ? null : alphaOfTotals(totals);
  return withInterval(
    value,
    kept.length,
    method,
    options,
    () => bootstrapTotals(columns, { alpha: alphaOfTotals }, bootstrapSettings(options)).alpha,
  );
}

/** α as a function of coded units; `null` where only one value occurs. */
function alphaOf(coded: CodedRatings, metric: AlphaMetric): (units: readonly Int32Array[]) => number | null {
  const count = coded.levels.length;
  const counts = new Float64Array(count);
  const values = coded.levels.map((level) => (typeof level === "number" ? level : 0));
  const centre = values.reduce((sum, value) => sum + value, 0) / Math.max(1, count);
  const positions = Float64Array.from(values, (value) => value - centre);
  const distances = typeof metric === "string" && metric !== "ratio" ? null : distanceTable(values, deltaOf(metric));

  return (units) => {
    counts.fill(0);
    let n = 0;
    for (const unit of units) {
      for (const code of unit) counts[code]!++;
      n += unit.length;
    }
    if (metric === "ordinal") midCumulative(counts, positions);
    let observed = 0;
    for (const unit of units) observed += disagreement(unit, metric, positions, distances, count) / (unit.length - 1);
    const expected = expectedDisagreement(counts, n, metric, positions, distances);
    return expected > 0 ? 1 - ((n - 1) * observed) / expected : null;
  };
}

/** Σ of δ² over ordered pairs of one unit. */
function disagreement(
  unit: Int32Array,
  metric: AlphaMetric,
  positions: Float64Array,
  distances: Float64Array | null,
  count: number,
): number {
  if (distances === null && metric !== "nominal") {
    let total = 0;
    for (const code of unit) total += positions[code]! / unit.length;
    let squares = 0;
    for (const code of unit) squares += (positions[code]! - total) ** 2;
    return 2 * unit.length * squares;
  }
  let sum = 0;
  for (let i = 0; i < unit.length; i++) {
    for (let j = i + 1; j < unit.length; j++) {
      if (unit[i] !== unit[j]) sum += distances ? distances[unit[i]! * count + unit[j]!]! : 1;
    }
  }
  return 2 * sum;
}

/** Σ of δ² over ordered pairs of all ratings. */
function expectedDisagreement(
  counts: Float64Array,
  n: number,
  metric: AlphaMetric,
  positions: Float64Array,
  distances: Float64Array | null,
): number {
  if (metric === "nominal") return n * n - counts.reduce((sum, c) => sum + c * c, 0);
  if (distances === null) {
    let mean = 0;
    for (let k = 0; k < counts.length; k++) mean += (counts[k]! * positions[k]!) / n;
    let squares = 0;
    for (let k = 0; k < counts.length; k++) squares += counts[k]! * (positions[k]! - mean) ** 2;
    return counts.filter((c) => c > 0).length < 2 ? 0 : 2 * n * squares;
  }
  let sum = 0;
  for (let c = 0; c < counts.length; c++) {
    if (counts[c] === 0) continue;
    for (let k = c + 1; k < counts.length; k++) sum += counts[c]! * counts[k]! * distances[c * counts.length + k]!;
  }
  return 2 * sum;
}

/** Ordinal δ is the difference of these: ratings below, plus half of those equal. */
function midCumulative(counts: Float64Array, positions: Float64Array): void {
  let below = 0;
  for (let k = 0; k < counts.length; k++) {
    positions[k] = below + counts[k]! / 2;
    below += counts[k]!;
  }
}

function deltaOf(metric: AlphaMetric): (a: number, b: number) => number {
  if (typeof metric === "function") return metric;
  if (typeof metric === "object") {
    if (!(metric.circular > 0)) throw new InvalidOptionError("circular", metric.circular, "a circumference is above 0");
    return (a, b) => Math.sin((Math.PI * (a - b)) / metric.circular) ** 2;
  }
  return (a, b) => (a + b === 0 ? (a === b ? 0 : Infinity) : ((a - b) / (a + b)) ** 2);
}

function distanceTable(values: readonly number[], delta: (a: number, b: number) => number): Float64Array {
  return Float64Array.from({ length: values.length ** 2 }, (_, place) => {
    const [i, j] = [Math.floor(place / values.length), place % values.length];
    return i === j ? 0 : delta(values[i]!, values[j]!);
  });
}

function bootstrapSettings(options: AlphaOptions) {
  return {
    rng: options.rng!,
    method: "bca" as const,
    level: options.level ?? 0.95,
    resamples: options.resamples ?? 10_000,
    range: [-Infinity, 1] as const,
  };
}

function metricName(metric: AlphaMetric): string {
  return typeof metric === "string" ? metric : typeof metric === "object" ? "circular" : "custom";
}
