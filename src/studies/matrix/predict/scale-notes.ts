import { findMixedScales } from "../../../sources/score-table/cells/mixed-scale.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";

/** Says which scores of a model given by hand seem to be on another scale than the table's. */
export function scaleNotes(table: ScoreTable, model: number): string[] {
  return [...shareNotes(table, model), ...outsideNotes(table, model)];
}

function shareNotes({ benchmarks, cells }: ScoreTable, model: number): string[] {
  const columns = Int32Array.from(cells, ({ benchmark }) => benchmark);
  const values = Float64Array.from(cells, ({ value }) => value);
  return findMixedScales(columns, values, benchmarks.length).flatMap(({ benchmark, entries }) => {
    const entry = entries.find((at) => cells[at]!.model === model);
    if (entry === undefined) return [];
    const { value } = cells[entry]!;
    const percent = Number((100 * value).toPrecision(12));
    return [
      `${benchmarks[benchmark]!.id} ${value} lies far below the scores there; if it is a share, write ${percent}`,
    ];
  });
}

function outsideNotes({ benchmarks, cells }: ScoreTable, model: number): string[] {
  return cells.flatMap(({ model: row, benchmark, value }) => {
    if (row !== model || (value >= 0 && value <= 100)) return [];
    const others = cells.filter((cell) => cell.benchmark === benchmark && cell.model !== model);
    const within = others.length > 0 && others.every((cell) => cell.value >= 0 && cell.value <= 100);
    return within ? [`${benchmarks[benchmark]!.id} ${value} lies outside 0 to 100, within which all others are`] : [];
  });
}
