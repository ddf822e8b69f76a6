import { mean } from "../stats/describe/moments.ts";
import type { Measured, Observation } from "./side.ts";

export type PairBy = "item" | "seed" | "none";

/** A unit (item or seed) with a value on both sides, each the mean over its repeats. */
export interface Pair {
  readonly id: string;
  readonly cluster: string;
  readonly subject: number;
  readonly reference: number;
}

/** Units that do not make a pair. */
export interface Lost {
  /** Units on either side. */
  readonly all: number;
  readonly subjectAbsent: number;
  readonly referenceAbsent: number;
  /** There, but without a value. */
  readonly subjectFailed: number;
  readonly referenceFailed: number;
  /** Values of the units that only one side has. */
  readonly subjectAlone: readonly number[];
  readonly referenceAlone: readonly number[];
  /** Units that neither side has a value for. */
  readonly neither: number;
}

/** One value a seed; `pairs` only where equal seeds were declared to be alike. */
export interface SeedMeans {
  readonly subject: readonly number[];
  readonly reference: readonly number[];
  readonly pairs: readonly Pair[];
  readonly paired: boolean;
  /** Differences, one list a seed of `pairs` over the common items; null where a cell is missing. */
  readonly differences: readonly (readonly number[])[] | null;
}

/** Two sides of one metric, put beside each other. */
export interface Aligned {
  /** What a unit is: items share their ids; seeds are runs; values are runs nobody named. */
  readonly unit: "item" | "seed" | "value";
  /** How units are paired, by design; "none" leaves the sides independent. */
  readonly pairedBy: PairBy;
  /** Units on both sides, in the order of the reference. Also filled where pairing is not used but ids agree. */
  readonly pairs: readonly Pair[];
  /** All values of each side, one a unit. */
  readonly subject: readonly number[];
  readonly reference: readonly number[];
  /** Ids of the units behind those values, in their order. */
  readonly ids: { readonly subject: readonly string[]; readonly reference: readonly string[] };
  readonly lost: Lost;
  /** Means over the common items under each seed, where items were measured under several seeds on both sides. */
  readonly bySeed: SeedMeans | null;
  /** Most repeats of one item and seed. */
  readonly repeats: number;
}

/**
 * Puts two sides side by side. Items pair by their id unless `pairBy` says otherwise; seeds pair only when asked to,
 * because equal numbers alone do not make two runs alike. Repeats of a unit are averaged: they tell how steady one answer
 * is, not how many items there are.
 */
export function align(subject: Measured, reference: Measured, options: { pairBy?: PairBy } = {}): Aligned {
  const all = [...subject.observations, ...reference.observations];
  const hasItems = all.length > 0 && all.every(({ itemId }) => itemId !== null);
  const hasSeeds = all.length > 0 && all.every(({ seed }) => seed !== null);
  const asked = options.pairBy;
  const unit = hasItems ? "item" : hasSeeds ? "seed" : "value";
  const pairedBy = hasItems ? (asked === "none" ? "none" : "item") : hasSeeds && asked === "seed" ? "seed" : "none";
  const idOf = unitId(unit);
  const [left, right] = [gather(subject.observations, idOf), gather(reference.observations, idOf)];
  const pairs: Pair[] = [];
  if (unit !== "value") {
    for (const [id, there] of right) {
      const here = left.get(id);
      if (here?.value == null || there.value === null) continue;
      pairs.push({ id, cluster: there.cluster ?? here.cluster ?? id, subject: here.value, reference: there.value });
    }
  }
  return {
    unit,
    pairedBy,
    pairs,
    subject: known(left),
    reference: known(right),
    ids: { subject: knownIds(left), reference: knownIds(right) },
    lost: lostOf(left, right, pairedBy !== "none"),
    bySeed: hasItems && hasSeeds ? seedMeans(subject, reference, pairs, asked === "seed") : null,
    repeats: Math.max(0, ...[...left.values(), ...right.values()].map(({ repeats }) => repeats)),
  };
}

interface Unit {
  readonly value: number | null;
  readonly cluster: string | null;
  readonly repeats: number;
}

function unitId(unit: Aligned["unit"]): (observation: Observation, index: number) => string {
  if (unit === "item") return ({ itemId }) => itemId!;
  if (unit === "seed") return ({ seed }) => seed!;
  return (_, index) => String(index);
}

function gather(
  observations: readonly Observation[],
  idOf: (observation: Observation, index: number) => string,
): Map<string, Unit> {
  const groups = new Map<string, Observation[]>();
  for (const [index, observation] of observations.entries()) {
    const id = idOf(observation, index);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [observation]);
    else group.push(observation);
  }
  return new Map(
    [...groups].map(([id, group]) => [
      id,
      {
        value: mean(group.flatMap(({ value }) => value ?? [])),
        cluster: group.find(({ clusterId }) => clusterId !== null)?.clusterId ?? null,
        repeats: group.length,
      },
    ]),
  );
}

function known(units: ReadonlyMap<string, Unit>): number[] {
  return [...units.values()].flatMap(({ value }) => value ?? []);
}

function knownIds(units: ReadonlyMap<string, Unit>): string[] {
  return [...units].flatMap(([id, { value }]) => (value === null ? [] : [id]));
}

/** Unpaired sides lose what failed and nothing else: a unit the other side never had is not missing. */
function lostOf(left: ReadonlyMap<string, Unit>, right: ReadonlyMap<string, Unit>, paired: boolean): Lost {
  const failed = (units: ReadonlyMap<string, Unit>) => [...units.values()].filter(({ value }) => value === null).length;
  const alone = (units: ReadonlyMap<string, Unit>, others: ReadonlyMap<string, Unit>) =>
    [...units].flatMap(([id, { value }]) =>
      value !== null && (others.get(id)?.value ?? null) === null ? [value] : [],
    );
  const absent = (units: ReadonlyMap<string, Unit>, others: ReadonlyMap<string, Unit>) =>
    [...others.keys()].filter((id) => !units.has(id)).length;
  const failures = { subjectFailed: failed(left), referenceFailed: failed(right) };
  if (!paired) {
    const nothing = { subjectAbsent: 0, referenceAbsent: 0, subjectAlone: [], referenceAlone: [], neither: 0 };
    return { all: left.size + right.size, ...failures, ...nothing };
  }
  const ids = new Set([...left.keys(), ...right.keys()]);
  const neither = [...ids].filter(
    (id) => (left.get(id)?.value ?? null) === null && (right.get(id)?.value ?? null) === null,
  );
  return {
    all: ids.size,
    subjectAbsent: absent(left, right),
    referenceAbsent: absent(right, left),
    ...failures,
    subjectAlone: alone(left, right),
    referenceAlone: alone(right, left),
    neither: neither.length,
  };
}

function seedMeans(subject: Measured, reference: Measured, common: readonly Pair[], paired: boolean): SeedMeans | null {
  const items = new Set(common.map(({ id }) => id));
  const means = ({ observations }: Measured) => {
    const usable = observations.filter(({ itemId, value }) => items.has(itemId!) && value !== null);
    const bySeed = Map.groupBy(usable, ({ seed }) => seed!);
    return new Map([...bySeed].map(([seed, rows]): [string, number] => [seed, mean(rows.map(({ value }) => value!))!]));
  };
  const [left, right] = [means(subject), means(reference)];
  if (left.size < 2 || right.size < 2) return null;
  const pairs = [...right].flatMap(([id, there]): Pair[] => {
    const here = left.get(id);
    return here === undefined ? [] : [{ id, cluster: id, subject: here, reference: there }];
  });
  const [mine, theirs] = [cells(subject), cells(reference)];
  const table = pairs.map(({ id: seed }) =>
    common.map(({ id }) => {
      const [here, there] = [mine.get(cellKey(seed, id)), theirs.get(cellKey(seed, id))];
      return here == null || there == null ? null : here - there;
    }),
  );
  const whole = table.every((row) => row.every((cell) => cell !== null));
  const differences = whole && table.length > 0 ? (table as number[][]) : null;
  return { subject: [...left.values()], reference: [...right.values()], pairs, paired, differences };
}

/** The value of each item under each seed, the mean over its repeats. */
function cells({ observations }: Measured): Map<string, number | null> {
  return new Map(
    [...gather(observations, ({ seed, itemId }) => cellKey(seed!, itemId!))].map(([key, { value }]) => [key, value]),
  );
}

function cellKey(seed: string, item: string): string {
  return JSON.stringify([seed, item]);
}
