import { csvTable } from "../../../report/csv.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { namesById } from "../names.ts";

/**
 * The whole table as CSV: a row a model, a column a benchmark, blank for missing, raw units. Columns are called by the
 * benchmarks' names; where two have the same name, by name and id.
 */
export function performanceMatrixCsv({ models, benchmarks, cells }: ScoreTable): string {
  const rows = models.map(({ name }): (string | number | null)[] => [name, ...benchmarks.map(() => null)]);
  for (const { model, benchmark, value } of cells) rows[model]![benchmark + 1] = value;
  return csvTable(["model_name", ...namesById(benchmarks).values()], rows);
}
