import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { mean } from "../../stats/index.ts";
import { oneSampleT } from "../../stats/means/t-tests.ts";
import { estimateRecordOf } from "./estimate-record.ts";
import type { EstimateRecord } from "./summary-record.ts";

/**
 * What a judge's scores differ by from something else, answer by answer: place i of each list belongs to one answer. Lists
 * of numbers and not of objects: there is one for each answer and judge, several times over.
 */
export interface Residuals {
  readonly rows: readonly ScoredRow[];
  /** Answers with the same number are of one triplet. */
  readonly triplets: readonly number[];
  readonly values: readonly number[];
}

/** Mean over triplets of the mean within each, by t. null without any value. */
export function perTriplet(id: string, residuals: Residuals, level: number): EstimateRecord | null {
  return ofMeans(id, tripletMeans(residuals), level);
}

/** The mean within each triplet, in the order in which triplets first appear. */
export function tripletMeans({ triplets, values }: Residuals): number[] {
  const { groups, count } = groupsOf(triplets);
  return sorted(values, groups, count).map((group) => mean(group)!);
}

/** The part of the residuals that `keep` says. */
export function residualsWhere({ rows, triplets, values }: Residuals, keep: (row: ScoredRow) => boolean): Residuals {
  const kept = rows.flatMap((row, i) => (keep(row) ? [i] : []));
  return {
    rows: kept.map((i) => rows[i]!),
    triplets: kept.map((i) => triplets[i]!),
    values: kept.map((i) => values[i]!),
  };
}

/**
 * How far the judge leans to whoever asks, more than people or the other judges do: S of its residuals by triplet and
 * model. One that cannot know who asks has none; a shift of all its scores leaves this at 0 and S unharmed.
 */
export function askerLean({ rows, triplets, values }: Residuals, level: number): EstimateRecord | null {
  const models = new Map<string, number>();
  for (const { modelId } of rows) if (!models.has(modelId)) models.set(modelId, models.size);
  const { groups, count } = groupsOf(rows.map(({ modelId }, i) => triplets[i]! * models.size + models.get(modelId)!));
  const ofRole = (role: "a" | "b") => {
    const own = rows.flatMap((row, i) => (row.role === role ? [i] : []));
    return sorted(
      own.map((i) => values[i]!),
      Int32Array.from(own, (i) => groups[i]!),
      count,
    ).map((group) => mean(group));
  };
  const [a, b] = [ofRole("a"), ofRole("b")];
  const tripletOf = new Int32Array(count);
  for (let i = rows.length - 1; i >= 0; i--) tripletOf[groups[i]!] = triplets[i]!;
  const both = [...a.keys()].filter((group) => a[group] !== null && b[group] !== null);
  const leans = {
    rows: [],
    triplets: both.map((group) => tripletOf[group]!),
    values: both.map((group) => (a[group]! - b[group]!) / 2),
  };
  return perTriplet("asker_lean", leans, level);
}

/** For each triplet the sums that a least-squares line of the residual on x needs; values without an x are left out. */
export function lineTotals({ rows, triplets, values }: Residuals, xOf: (row: ScoredRow) => number | null) {
  const { groups, count } = groupsOf(triplets);
  const blank = () => new Float64Array(count);
  const totals = { n: blank(), x: blank(), y: blank(), xy: blank(), xx: blank() };
  rows.forEach((row, i) => {
    const x = xOf(row);
    if (x === null) return;
    const [group, y] = [groups[i]!, values[i]!];
    totals.n[group]!++;
    totals.x[group]! += x;
    totals.y[group]! += y;
    totals.xy[group]! += x * y;
    totals.xx[group]! += x * x;
  });
  return totals;
}

function ofMeans(id: string, values: readonly number[], level: number): EstimateRecord | null {
  return values.length === 0 ? null : estimateRecordOf(id, oneSampleT(values, { level }).estimate);
}

/** Codes as places from 0, in the order in which they first appear. */
function groupsOf(codes: readonly number[]): { groups: Int32Array; count: number } {
  const places = new Map<number, number>();
  const groups = Int32Array.from(codes, (code) => {
    let place = places.get(code);
    if (place === undefined) {
      place = places.size;
      places.set(code, place);
    }
    return place;
  });
  return { groups, count: places.size };
}

/** Values group by group, each group in the order of the list. */
function sorted(values: readonly number[], groups: Int32Array, count: number): Float64Array[] {
  const ends = new Int32Array(count + 1);
  for (const group of groups) ends[group + 1]!++;
  for (let group = 0; group < count; group++) ends[group + 1]! += ends[group]!;
  const starts = ends.slice();
  const all = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) all[starts[groups[i]!]!++] = values[i]!;
  return Array.from({ length: count }, (_, group) => all.subarray(ends[group]!, ends[group + 1]!));
}
