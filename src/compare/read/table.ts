import { InvalidInputError } from "../../errors/input-errors.ts";

/** One row of a table, cells by column name, with the line it stands on. */
export interface TableRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, unknown>>;
}

const missing = /^(?:|na|n\/a|nan|null|none)$/i;

/** A cell as a number; null where it is empty or says so; undefined where it is something else. */
export function numberCell(cell: unknown): number | null | undefined {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "boolean") return cell ? 1 : 0;
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : undefined;
  if (typeof cell !== "string") return undefined;
  const text = cell.trim();
  if (missing.test(text)) return null;
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true" ? 1 : 0;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A cell as the text of an id or fact; null where it is empty. */
export function textCell(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === "object") return JSON.stringify(cell);
  const text = String(cell).trim();
  return text === "" ? null : text;
}

/** The number of a cell that must hold one or be empty, or an error that names file, line and column. */
export function requireNumber(row: TableRow, column: string, file: string): number | null {
  const value = numberCell(row.cells[column]);
  if (value !== undefined) return value;
  throw new InvalidInputError(`"${String(row.cells[column]).slice(0, 40)}" is not a number`, {
    place: { file, line: row.line, path: column },
    hint: "Write a number, or leave the cell empty where there is none.",
  });
}
