export type CsvCell = string | number | boolean | null;

/**
 * Comma-separated text with a header line and "\n" at each line's end. null is an empty cell. Numbers are written as
 * they are; text that a spreadsheet would take for a formula (= + - @, tab, carriage return first) gets a leading
 * apostrophe unless it is a number.
 */
export function csvTable(columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(",")}\n`).join("");
}

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  const text = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) && !number.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
