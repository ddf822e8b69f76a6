import { keyWords } from "./roles/key-words.ts";
import { nameOf } from "./shapes/each-cell.ts";
import type { RecordSet } from "./shapes/record-set.ts";

/** A table of the same files that says more about one side: `models` beside `scores`. */
export interface Sibling {
  readonly set: RecordSet;
  /** The column whose values are ids. */
  readonly id: number;
  /** A second column that may be named instead, or null. */
  readonly name: number | null;
}

/** The side's own order and facts after the join. */
export interface JoinedSide {
  /** The sibling's row, or −1 for a name that is only in the scores. */
  readonly rowOf: readonly number[];
  readonly ids: readonly string[];
  /** Where each name of the scores went. */
  readonly to: Int32Array;
  /** Names that the sibling does not have; empty where there is no sibling. */
  readonly orphans: readonly string[];
}

/** The set whose unrepeated column knows most of these names, at least half of them; null for none. */
export function findSibling(names: readonly string[], sets: readonly RecordSet[]): Sibling | null {
  let best: Sibling | null = null;
  let bestHits = names.length / 2 - 0.5;
  for (const set of sets) {
    const unique = uniqueColumns(set);
    for (const { column, values } of unique) {
      const hits = names.filter((name) => values.has(name)).length + (isId(set, column) ? 0.25 : 0);
      if (hits <= bestHits) continue;
      const other = unique.find((entry) => entry.column !== column && isNameLike(set, entry.column));
      [best, bestHits] = [{ set, id: column, name: other?.column ?? null }, hits];
    }
  }
  if (best === null) return null;
  // Joined by name, but the table has ids: those are the ids then.
  if (!isId(best.set, best.id) && best.name !== null && isId(best.set, best.name))
    return { set: best.set, id: best.name, name: best.id };
  return best;
}

/** The sibling's rows in their order, then names it does not have in the order they came. */
export function joinSide(names: readonly string[], sibling: Sibling | null): JoinedSide {
  if (sibling === null) {
    const to = Int32Array.from(names, (_, i) => i);
    return { rowOf: names.map(() => -1), ids: names, to, orphans: [] };
  }
  const { set, id, name } = sibling;
  const ids: string[] = [];
  const rowOf: number[] = [];
  const [byId, byName] = [new Map<string, number>(), new Map<string, number>()];
  for (const [row, { cells }] of set.sample.entries()) {
    const own = nameOf(cells[id]);
    if (own === "" || byId.has(own)) continue;
    byId.set(own, ids.length);
    const called = name === null ? "" : nameOf(cells[name]);
    if (called !== "" && !byName.has(called)) byName.set(called, ids.length);
    ids.push(own);
    rowOf.push(row);
  }
  const orphans: string[] = [];
  const to = Int32Array.from(names, (text) => {
    const found = byId.get(text) ?? byName.get(text);
    if (found !== undefined) return found;
    orphans.push(text);
    ids.push(text);
    rowOf.push(-1);
    return ids.length - 1;
  });
  return { rowOf, ids, to, orphans };
}

function uniqueColumns({ columns, sample }: RecordSet): { column: number; values: Set<string> }[] {
  return columns.flatMap((_key, column) => {
    const all = sample.map(({ cells }) => nameOf(cells[column])).filter((value) => value !== "");
    const values = new Set(all);
    return values.size >= 2 && values.size >= all.length * 0.95 ? [{ column, values }] : [];
  });
}

function isId({ columns }: RecordSet, column: number): boolean {
  const words = keyWords(columns[column]!);
  return words.some((word) => word === "id" || word === "key" || word === "slug");
}

function isNameLike({ columns }: RecordSet, column: number): boolean {
  return (
    isId({ columns } as RecordSet, column) ||
    keyWords(columns[column]!).some((word) => /^(?:name|title|label)$/.test(word))
  );
}
