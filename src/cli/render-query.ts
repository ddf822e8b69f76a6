import { type CsvCell, csvTable } from "../report/csv.ts";
import { textTable } from "../report/text-table.ts";
import type { IndexColumn } from "../store/index/index-schema.ts";
import type { QueryResult } from "../store/index/query-index.ts";

const numeric = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/;

/** The answer of a query as a table; beyond `limit` rows it says how many were left out. */
export function renderQuery({ columns, rows }: QueryResult, options: { width: number; limit: number }): string {
  if (columns.length === 0) return "";
  const shown = options.limit <= 0 ? rows : rows.slice(0, options.limit);
  const table = textTable(
    {
      columns: columns.map(({ name, type }) => ({ label: name, align: numeric.test(type) ? "right" : "left" })),
      rows: shown.map((row) => row.map(cellText)),
    },
    options.width,
  );
  const left = rows.length - shown.length;
  if (rows.length === 0) return `${table}no rows\n`;
  return left === 0 ? table : `${table}and ${left} more rows: --limit 0, or --csv, --json, --parquet FILE\n`;
}

/** The same for a spreadsheet. */
export function queryAsCsv({ columns, rows }: QueryResult): string {
  return csvTable(
    columns.map(({ name }) => name),
    rows.map((row) => row.map(csvCell)),
  );
}

/** The same as one object: columns with their types, rows by column. */
export function queryAsJson({ columns, rows }: QueryResult): object {
  return { columns, rows: rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]]))) };
}

/** What can be asked for. */
export function renderViews(
  views: Readonly<Record<string, { about: string; columns: readonly IndexColumn[] }>>,
  width: number,
): string {
  const columns = [
    { label: "column", align: "left" },
    { label: "type", align: "left" },
    { label: "meaning", align: "left" },
  ] as const;
  return Object.entries(views)
    .map(([name, view]) => {
      const rows = view.columns.map((column) => [column.name, column.type, column.about]);
      return `${name}: ${view.about}\n${textTable({ columns, rows }, width)}`;
    })
    .join("\n");
}

function cellText(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(8)));
  return typeof value === "string" ? value : JSON.stringify(value);
}

function csvCell(value: unknown): CsvCell {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : JSON.stringify(value);
}
