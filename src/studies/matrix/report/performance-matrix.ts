import { csvTable } from "../../../report/csv.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";

/**
 * The whole table as CSV: a row a model, a column a benchmark, blank for missing, raw units. Columns are called by the
 * benchmarks' names; where two have the same name, by name and id.
 */
export function performanceMatrixCsv({ models, benchmarks, cells }: ScoreTable): string {
  const rows = models.map(({ name }): (string | number | null)[] => [name, ...benchmarks.map(() => null)]);
  for (const { model, benchmark, value } of cells) rows[model]![benchmark + 1] = value;
  return csvTable(["model_name", ...uniqueNames(benchmarks)], rows);
}

/** Names with the id in brackets where a name is not alone. */
function uniqueNames(entries: readonly { readonly id: string; readonly name: string }[]): string[] {
  const seen = new Map<string, number>();
  for (const { name } of entries) seen.set(name, (seen.get(name) ?? 0) + 1);
  return entries.map(({ id, name }) => (seen.get(name) === 1 ? name : `${name} (${id})`));
}
