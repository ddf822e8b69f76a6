import type { Rng } from "../../../stats/chance/rng.ts";
import { quantileSorted } from "../../../stats/describe/quantile.ts";

/** An outcome of many universes, and what each chose. */
export interface AttributionData {
  /** Choices that can matter, by name; at most 12. */
  readonly choices: readonly string[];
  /** Level of each choice (outer) in each universe (inner), from 0. */
  readonly levels: readonly Int32Array[];
  /** The outcome, one entry a universe: a number, or the places at which a vector of 0 and 1 has a 1. */
  readonly values: readonly (number | readonly number[])[];
  /** `all`: these are all universes there are. A number: they are drawn from so many. */
  readonly population: "all" | number;
}

export interface Share {
  readonly value: number;
  /** 95 %, percentiles of bootstrap draws over universes; null with fewer than 20 universes. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Attribution {
  readonly universes: number;
  /** `sobol`: every combination is there, and the indices are exact. `shapley`: combinations are missing. */
  readonly method: "sobol" | "shapley";
  /** Of the outcome; summed over the entries of a vector. Divisor n. */
  readonly variance: number;
  readonly choices: readonly ChoiceShare[];
  /** Second order: what two choices add together beyond each alone, as a share; greatest first. */
  readonly interactions: readonly { readonly between: readonly [string, string]; readonly share: Share }[];
  /** What is left to three choices or more together. */
  readonly higherOrders: number;
  /** Why there are no shares. */
  readonly reason: string | null;
}

export interface ChoiceShare {
  readonly choice: string;
  /** Share of the variance that goes when this choice alone is fixed. */
  readonly first: Share;
  /** Share that is left when all other choices are fixed; null where too few universes differ in this choice alone. */
  readonly total: Share | null;
  /** Its part when every interaction is divided equally among those in it; these sum to 1. */
  readonly shapley: Share;
}

/**
 * How much of an outcome's variance over universes each choice accounts for.
 *
 * With val(u) = Var(E[Y | choices in u])/Var(Y): first order val(i), second order val(ij) − val(i) − val(j), total
 * 1 − val(all but i) (Sobol 1993; Homma & Saltelli 1996), Shapley value of val (Owen 2014; Song, Nelson & Staum 2016). A
 * vector's variances are summed over its entries (Lamboni, Monod & Makowski 2011). val comes from variances within cells,
 * each unbiased for the cell's population, so groups of two universes are no more explained than groups of two hundred.
 *
 * With all universes at hand everything is exact. From a sample, cells of three choices and more hold too few universes:
 * Shapley shares then divide the first two orders, and `higherOrders` keeps the rest. The intervals say how far the
 * shares hang on which universes there are.
 */
export function attribute(data: AttributionData, options: { readonly rng: Rng; readonly draws?: number }): Attribution {
  const { choices, levels, values } = data;
  const n = values.length;
  const used = choices.map((_choice, c) => c).filter((c) => new Set(levels[c]).size > 1);
  const field = outcomeField(values);
  const all = data.population === "all";
  const sizes = used.map((c) => new Set(levels[c]).size);
  const partitions = new Map<number, Partition>();
  const wanted = all ? allMasks(used.length) : lowMasks(used.length);
  for (const mask of wanted) partitions.set(mask, partition(data, used, sizes, mask));
  const one = new Float64Array(n).fill(1);
  const variance = n === 0 ? 0 : within(partitions.get(0)!, field, one);
  const balanced = all && isBalanced(partitions.get(wanted.at(-1)!)!, sizes);
  const base = { universes: n, method: balanced ? ("sobol" as const) : ("shapley" as const), variance };
  const scale = field.square.reduce((sum, value) => sum + value, 0) / Math.max(1, n);
  if (n < 2 || !(variance > 1e-12 * scale)) {
    const reason = n < 2 ? "fewer than two universes have a value" : "it is the same in all universes";
    return { ...base, variance: n < 2 ? 0 : variance, choices: [], interactions: [], higherOrders: 0, reason };
  }
  const point = indices(partitions, field, one, used.length, all);
  const draws =
    n < fewestForInterval ? [] : bootstrap(n, options).map((w) => indices(partitions, field, w, used.length, all));
  const share = (value: number, of: (draw: Indices) => number): Share => ({ value, ...limits(draws.map(of)) });
  const shares = choices.map((choice, c): ChoiceShare => {
    const at = used.indexOf(c);
    const none = { value: 0, low: draws.length > 0 ? 0 : null, high: draws.length > 0 ? 0 : null };
    if (at < 0) return { choice, first: none, total: all ? none : null, shapley: none };
    return {
      choice,
      first: share(point.first[at]!, (draw) => draw.first[at]!),
      total: point.total === null ? null : share(point.total[at]!, (draw) => draw.total![at]!),
      shapley: share(point.shapley[at]!, (draw) => draw.shapley[at]!),
    };
  });
  const interactions = pairsOf(used.length)
    .map(([a, b], k) => ({
      between: [choices[used[a]!]!, choices[used[b]!]!] as const,
      share: share(point.second[k]!, (draw) => draw.second[k]!),
    }))
    .toSorted((a, b) => b.share.value - a.share.value);
  return { ...base, choices: shares, interactions, higherOrders: point.higher, reason: null };
}

const fewestForInterval = 20;

/** Every combination is there, all equally often. */
function isBalanced({ of, cells }: Partition, sizes: readonly number[]): boolean {
  if (cells !== sizes.reduce((product, size) => product * size, 1)) return false;
  const counts = new Float64Array(cells);
  for (const cell of of) counts[cell]!++;
  return counts.every((count) => count === counts[0]);
}

interface Indices {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly total: readonly number[] | null;
  readonly shapley: readonly number[];
  readonly higher: number;
}

function indices(
  partitions: ReadonlyMap<number, Partition>,
  field: OutcomeField,
  weights: Float64Array,
  count: number,
  all: boolean,
): Indices {
  const variance = within(partitions.get(0)!, field, weights);
  const closed = new Map<number, number>();
  for (const [mask, own] of partitions) closed.set(mask, mask === 0 ? 0 : 1 - within(own, field, weights) / variance);
  const each = Array.from({ length: count }, (_, c) => c);
  const first = each.map((c) => closed.get(1 << c)!);
  const pairs = pairsOf(count);
  const second = pairs.map(([a, b]) => closed.get((1 << a) | (1 << b))! - first[a]! - first[b]!);
  const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
  const higher = 1 - sum(first) - sum(second);
  if (!all) {
    const shapley = each.map((c) => first[c]! + sum(second.filter((_value, k) => pairs[k]!.includes(c))) / 2);
    return { first, second, total: null, shapley, higher };
  }
  const whole = (1 << count) - 1;
  return {
    first,
    second,
    total: each.map((c) => 1 - closed.get(whole & ~(1 << c))!),
    shapley: each.map((c) => shapleyValue(closed, c, count)),
    higher,
  };
}

/** Mean gain of joining, over all orders in which the others may have come before. */
function shapleyValue(closed: ReadonlyMap<number, number>, c: number, count: number): number {
  let value = 0;
  for (const [mask, without] of closed) {
    if (mask & (1 << c)) continue;
    const before = bits(mask);
    value += (closed.get(mask | (1 << c))! - without) / (count * choose(count - 1, before));
  }
  return value;
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return product;
}

/** Universes in groups that agree on some choices. */
interface Partition {
  readonly of: Int32Array;
  readonly cells: number;
  /** (N − 1)/N by cell, N the universes there are of it: from a variance with divisor N − 1 to one with N. */
  readonly finite: Float64Array;
}

function partition(
  { levels, values, population }: AttributionData,
  used: readonly number[],
  sizes: readonly number[],
  mask: number,
): Partition {
  const n = values.length;
  const known = new Map<string, number>();
  const of = new Int32Array(n);
  const members = used.filter((_c, at) => mask & (1 << at));
  for (let a = 0; a < n; a++) {
    const key = members.map((c) => levels[c]![a]).join(" ");
    const cell = known.get(key) ?? known.size;
    known.set(key, cell);
    of[a] = cell;
  }
  const finite = new Float64Array(known.size);
  if (population === "all") {
    for (const cell of of) finite[cell]!++;
    for (let c = 0; c < finite.length; c++) finite[c] = 1 - 1 / finite[c]!;
  } else {
    const combinations = sizes.reduce((product, size, at) => (mask & (1 << at) ? product * size : product), 1);
    finite.fill(1 - 1 / Math.max(1, population / combinations));
  }
  return { of, cells: known.size, finite };
}

/**
 * Mean variance within cells, over cells that have two different universes with weight; a cell that holds all there is of
 * one universe has none. Sums of squared differences take out the diagonal, so a universe drawn twice is no pair.
 */
function within({ of, cells, finite }: Partition, field: OutcomeField, weights: Float64Array): number {
  const { places, entries, width, square } = field;
  const weight = new Float64Array(cells);
  const weightSquared = new Float64Array(cells);
  const energy = new Float64Array(cells);
  const sums = new Float64Array(cells * width);
  for (let a = 0; a < of.length; a++) {
    const w = weights[a]!;
    if (w === 0) continue;
    const cell = of[a]!;
    weight[cell]! += w;
    weightSquared[cell]! += w * w;
    energy[cell]! += w * square[a]!;
    const [at, values] = [places[a]!, entries[a]!];
    for (let k = 0; k < at.length; k++) sums[cell * width + at[k]!]! += w * values[k]!;
  }
  let [total, held] = [0, 0];
  for (let c = 0; c < cells; c++) {
    const pairs = weight[c]! ** 2 - weightSquared[c]!;
    if (finite[c] === 0) {
      held += weight[c]!;
      continue;
    }
    if (pairs <= 0) continue;
    let moment = 0;
    for (let k = c * width; k < (c + 1) * width; k++) moment += sums[k]! ** 2;
    held += weight[c]!;
    total += (weight[c]! * finite[c]! * Math.max(0, weight[c]! * energy[c]! - moment)) / pairs;
  }
  return held === 0 ? 0 : total / held;
}

/** The outcome as sparse vectors, numbers less their mean so that squares do not drown the differences. */
interface OutcomeField {
  readonly width: number;
  readonly places: readonly (readonly number[])[];
  readonly entries: readonly (readonly number[])[];
  readonly square: Float64Array;
}

function outcomeField(values: AttributionData["values"]): OutcomeField {
  const numbers = values.filter((value) => typeof value === "number");
  const mean = numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
  const places = values.map((value) => (typeof value === "number" ? [0] : value));
  const entries = values.map((value) => (typeof value === "number" ? [value - mean] : value.map(() => 1)));
  return {
    width: 1 + places.reduce((most, list) => list.reduce((own, place) => Math.max(own, place), most), 0),
    places,
    entries,
    square: Float64Array.from(entries, (list) => list.reduce((sum, value) => sum + value * value, 0)),
  };
}

function bootstrap(n: number, { rng, draws = 200 }: { readonly rng: Rng; readonly draws?: number }): Float64Array[] {
  return Array.from({ length: draws }, () => {
    const weights = new Float64Array(n);
    for (let i = 0; i < n; i++) weights[rng.integer(n)]!++;
    return weights;
  });
}

function limits(draws: readonly number[]): Pick<Share, "low" | "high"> {
  const sorted = draws.filter(Number.isFinite).toSorted((a, b) => a - b);
  return { low: quantileSorted(sorted, 0.025), high: quantileSorted(sorted, 0.975) };
}

function pairsOf(count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) pairs.push([a, b]);
  return pairs;
}

function allMasks(count: number): number[] {
  return Array.from({ length: 1 << count }, (_, mask) => mask);
}

function lowMasks(count: number): number[] {
  return allMasks(count).filter((mask) => bits(mask) <= 2);
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
