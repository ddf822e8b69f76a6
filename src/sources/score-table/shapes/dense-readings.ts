import { roleFit } from "../roles/axis-roles.ts";
import type { Reading } from "./candidate.ts";
import { nameOf } from "./each-cell.ts";
import type { Grid, JsonFindings, LocateJson, NameList } from "./json-walk.ts";
import type { RecordSet } from "./record-set.ts";

/** Readings of a rectangle of numbers whose sides are named by two lists of the same file. */
export function denseReadings({ grids, lists, sets }: JsonFindings, locate: LocateJson): Reading[] {
  return grids.flatMap((grid) => {
    const height = grid.rows.length;
    const width = grid.rows[0]!.length;
    const named = [...lists, ...sets.flatMap(listsOfSet)].filter(({ file }) => file === grid.file);
    const rows = named.filter(({ names }) => names.length === height);
    const columns = named.filter(({ names }) => names.length === width);
    const side = bestPair(rows, columns);
    return side === null ? [] : [reading(grid, side, locate)];
  });
}

/** The entries of an array of objects may name a side too: `models: [{ id, name }]`. */
function listsOfSet(set: RecordSet): NameList[] {
  if (!set.path.endsWith("[*]")) return [];
  const files = new Set(set.sample.map(({ file }) => file));
  return [...files].flatMap((file) => {
    const own = set.sample.filter((row) => row.file === file);
    return set.columns
      .map((_key, column) => ({ column, names: own.map(({ cells }) => nameOf(cells[column])) }))
      .filter(({ names }) => names.every((name) => name !== "") && new Set(names).size === names.length)
      .slice(0, 1)
      .map(({ names }) => ({ path: set.path.replace(/\[\*\]$/, ""), names, file }));
  });
}

interface Pair {
  readonly rows: NameList;
  readonly columns: NameList;
}

function bestPair(rows: readonly NameList[], columns: readonly NameList[]): Pair | null {
  let best: Pair | null = null;
  let bestFit = -1;
  for (const row of rows) {
    for (const column of columns) {
      if (row.path === column.path) continue;
      const fit = Math.max(
        roleFit(row.path, "model") + roleFit(column.path, "benchmark") + 0.01,
        roleFit(row.path, "benchmark") + roleFit(column.path, "model"),
      );
      if (fit > bestFit) [best, bestFit] = [{ rows: row, columns: column }, fit];
    }
  }
  return best;
}

function reading(grid: Grid, { rows, columns }: Pair, locate: LocateJson): Reading {
  const sample = grid.rows.map((cells, at) => ({ cells: [rows.names[at], ...cells], file: grid.file, at }));
  const set: RecordSet = {
    path: grid.path,
    kind: "json",
    columns: [rows.path, ...columns.names],
    prefixes: ["", ...columns.names.map(() => "")],
    sample,
    each: async (visit) => {
      for (const { cells, file, at } of sample) visit(cells, file, at);
    },
    placeOf: ({ at }, column) => locate(grid.file, [...grid.at, at, Math.max(column - 1, 0)]),
  };
  const values = columns.names.map((name, i) => ({ column: i + 1, name }));
  return { shape: "dense", set, cells: { kind: "wide", id: 0, values }, first: rows.path, second: columns.path };
}
