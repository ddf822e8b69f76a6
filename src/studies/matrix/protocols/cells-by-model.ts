import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Cell } from "../masked-view.ts";

/** Each model's cells, by ascending benchmark. */
export function cellsByModel(table: ScoreTable): Cell[][] {
  const lists: Cell[][] = table.models.map(() => []);
  for (const { model, benchmark } of table.cells) lists[model]!.push({ model, benchmark });
  for (const list of lists) list.sort((a, b) => a.benchmark - b.benchmark);
  return lists;
}
