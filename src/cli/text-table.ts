import { plainText } from "./plain-text.ts";

export interface Column {
  readonly title: string;
  /** Numbers are set to the right and never cut. */
  readonly right?: boolean;
}

/** A table of plain text that fits `width`: the widest text column is shortened first, numbers never are. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const clean = rows.map((row) => row.map((cell) => plainText(cell).replace(/\s+/g, " ")));
  const widths = columns.map((column, i) => Math.max(column.title.length, ...clean.map((row) => [...row[i]!].length)));
  let total = widths.reduce((sum, w) => sum + w, 0) + 2 * (columns.length - 1);
  while (total > width) {
    let widest = -1;
    for (const [i, column] of columns.entries()) {
      if (column.right || widths[i]! <= 12) continue;
      if (widest < 0 || widths[i]! > widths[widest]!) widest = i;
    }
    if (widest < 0) break;
    widths[widest]!--;
    total--;
  }
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const letters = [...cell];
        const shown = letters.length > widths[i]! ? `${letters.slice(0, widths[i]! - 1).join("")}…` : cell;
        const pad = " ".repeat(Math.max(0, widths[i]! - [...shown].length));
        return columns[i]!.right ? pad + shown : shown + pad;
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...clean.map(line)].join("\n");
}
