import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Cell } from "../masked-view.ts";

/** The table as if these cells had never been measured: nothing downstream, ranges included, can see them. */
export function withoutCells(table: ScoreTable, cells: Iterable<Cell>): ScoreTable {
  const gone = new Set([...cells].map(({ model, benchmark }) => model * table.benchmarks.length + benchmark));
  const kept = table.cells.filter(({ model, benchmark }) => !gone.has(model * table.benchmarks.length + benchmark));
  return { ...table, cells: kept };
}
