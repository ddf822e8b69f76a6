import type { Picture } from "../../../report/pictures/picture.ts";
import { type ScoreMapCell, scoreMap } from "../../../report/pictures/score-map.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Cell } from "../masked-view.ts";

/** The table as a heat map, its holes filled with predictions. Models by release, benchmarks by coverage. */
export function matrixPicture(
  table: ScoreTable,
  predicted: readonly { readonly cell: Cell; readonly value: number | null }[],
  odd: readonly Cell[],
  simulated: boolean,
): Picture {
  const coverage = new Int32Array(table.benchmarks.length);
  for (const { benchmark } of table.cells) coverage[benchmark]!++;
  const columns = [...table.benchmarks.keys()].toSorted((a, b) => coverage[b]! - coverage[a]! || a - b);
  const rows = [...table.models.keys()].toSorted((a, b) =>
    (table.models[b]!.releaseDate ?? "").localeCompare(table.models[a]!.releaseDate ?? ""),
  );
  const dated = table.models.some(({ releaseDate }) => releaseDate !== null);
  const rowAt = new Map(rows.map((model, at) => [model, at]));
  const columnAt = new Map(columns.map((benchmark, at) => [benchmark, at]));
  const low = table.benchmarks.map(() => Number.POSITIVE_INFINITY);
  const high = table.benchmarks.map(() => Number.NEGATIVE_INFINITY);
  for (const { benchmark, value } of table.cells) {
    low[benchmark] = Math.min(low[benchmark]!, value);
    high[benchmark] = Math.max(high[benchmark]!, value);
  }
  const strange = new Set(odd.map(({ model, benchmark }) => `${model} ${benchmark}`));
  const drawn = (cell: Cell, value: number, kind: ScoreMapCell["kind"]): ScoreMapCell => {
    const span = high[cell.benchmark]! - low[cell.benchmark]!;
    return {
      row: rowAt.get(cell.model)!,
      column: columnAt.get(cell.benchmark)!,
      value,
      share: span > 0 ? (value - low[cell.benchmark]!) / span : 0.5,
      kind,
      ...(strange.has(`${cell.model} ${cell.benchmark}`) ? { odd: true } : {}),
    };
  };
  return scoreMap({
    name: "matrix",
    title: "Scores, measured and predicted",
    subtitle: `${dated ? "Models from the newest down, benchmarks" : "Benchmarks"} from the best covered on; darker is higher within a benchmark's measured range.`,
    alt: `${table.models.length} models by ${table.benchmarks.length} benchmarks; ${table.cells.length} measured`,
    rows: rows.map((model) => table.models[model]!.name),
    columns: columns.map((benchmark) => table.benchmarks[benchmark]!.name),
    cells: [
      ...table.cells.map((cell) => drawn(cell, cell.value, "measured")),
      ...predicted.flatMap(({ cell, value }) => (value === null ? [] : [drawn(cell, value, "predicted")])),
    ],
    simulated,
  });
}
