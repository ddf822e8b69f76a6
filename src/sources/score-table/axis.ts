import type { Side } from "./cells/score-rows.ts";
import { findSibling, joinSide } from "./join-siblings.ts";
import { readBenchmarkFacts } from "./roles/benchmark-facts.ts";
import { readModelFacts } from "./roles/model-facts.ts";
import type { TableBenchmark, TableModel } from "./score-table.ts";
import type { Reading } from "./shapes/candidate.ts";
import { nameOf } from "./shapes/each-cell.ts";
import type { RecordSet } from "./shapes/record-set.ts";

/** One side of the table with all that is known of it. */
export interface Axis<E extends TableModel | TableBenchmark> {
  readonly entries: readonly E[];
  /** From a name's number in the scores to its position here. */
  readonly to: Int32Array;
  readonly orphans: readonly string[];
  /** The table it was joined with, or null. */
  readonly sibling: string | null;
}

interface AxisSource {
  readonly side: Side;
  readonly reading: Reading;
  /** Columns of the reading that name this side a second time. */
  readonly twins: readonly number[];
  /** Columns that hold sides or scores. */
  readonly taken: ReadonlySet<number>;
  readonly sets: readonly RecordSet[];
}

export function modelAxis(source: AxisSource): Axis<TableModel> {
  return axis(source, (id, keys, row, skip): TableModel => {
    const facts = readModelFacts(keys, row, skip);
    return {
      id,
      name: facts.name ?? id,
      provider: facts.provider ?? null,
      releaseDate: facts.releaseDate ?? null,
      releaseDatePrecision: facts.releaseDatePrecision ?? null,
      parametersTotalM: facts.parametersTotalM ?? null,
      parametersActiveM: facts.parametersActiveM ?? null,
      isReasoning: facts.isReasoning ?? null,
      openWeights: facts.openWeights ?? null,
    };
  });
}

export function benchmarkAxis(source: AxisSource): Axis<TableBenchmark> {
  return axis(source, (id, keys, row, skip): TableBenchmark => {
    const facts = readBenchmarkFacts(keys, row, skip);
    return {
      id,
      name: facts.name ?? id,
      category: facts.category ?? null,
      metric: facts.metric ?? null,
      itemCount: facts.itemCount ?? null,
      range: facts.range ?? null,
      direction: facts.direction ?? null,
      cost: facts.cost ?? null,
    };
  });
}

type Describe<E> = (id: string, keys: readonly string[], row: readonly unknown[], skip: ReadonlySet<number>) => E;

/** Facts of a sibling's record come first; what it leaves open is taken from the record of the first score. */
function axis<E extends TableModel | TableBenchmark>(source: AxisSource, describe: Describe<E>): Axis<E> {
  const { side, reading, twins, taken, sets } = source;
  const sibling = findSibling(
    side.names,
    sets.filter((set) => set !== reading.set && set.path !== reading.set.path),
  );
  const joined = joinSide(side.names, sibling);
  const seenIn = new Map<number, readonly unknown[]>();
  for (const [name, at] of joined.to.entries()) if (!seenIn.has(at)) seenIn.set(at, side.firstRows[name] ?? []);
  const entries = joined.ids.map((id, at): E => {
    const own = seenIn.get(at) ?? [];
    const fromScores = describe(id, reading.set.columns, own, taken);
    const named = twins.map((column) => nameOf(own[column])).find((name) => name !== "");
    const fallback = named === undefined ? { ...fromScores, name: id } : { ...fromScores, name: named };
    const row = joined.rowOf[at]!;
    if (sibling === null || row === -1) return fallback;
    const fromSibling = describe(id, sibling.set.columns, sibling.set.sample[row]!.cells, new Set([sibling.id]));
    const filled = Object.entries(fromSibling).filter(([, value]) => value !== null);
    return { ...fallback, ...Object.fromEntries(filled) } as E;
  });
  return { entries, to: joined.to, orphans: joined.orphans, sibling: sibling?.set.path ?? null };
}
