import type { Reading } from "./candidate.ts";
import type { RecordRow } from "./record-set.ts";

export type CellVisitor = (
  first: string,
  second: string,
  raw: unknown,
  row: readonly unknown[],
  file: number,
  at: number,
  column: number,
) => void;

/** All (first, second, score) triples of one record; sides that are not named are passed as "". */
export function cellsOfRow(
  { cells }: Reading,
  row: readonly unknown[],
  file: number,
  at: number,
  visit: CellVisitor,
): void {
  if (cells.kind === "long") {
    const second =
      cells.second.length === 1
        ? nameOf(row[cells.second[0]!])
        : cells.second.map((column) => nameOf(row[column])).join(" / ");
    visit(nameOf(row[cells.first]), second, row[cells.score], row, file, at, cells.score);
    return;
  }
  const first = nameOf(row[cells.id]);
  for (const { column, name } of cells.values) visit(first, name, row[column], row, file, at, column);
}

export function cellsOfSample(reading: Reading, rows: readonly RecordRow[], visit: CellVisitor): void {
  for (const { cells, file, at } of rows) cellsOfRow(reading, cells, file, at, visit);
}

/** The text of a side; numbers are ids too. */
export function nameOf(raw: unknown): string {
  if (typeof raw === "string") return raw.trim();
  return typeof raw === "number" ? String(raw) : "";
}
