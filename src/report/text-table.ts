import type { TableColumn } from "./document.ts";
import { withoutControls } from "./escape-markup.ts";

export interface TextTable {
  columns: readonly TableColumn[];
  rows: readonly (readonly string[])[];
}

const gap = 2;

/**
 * A table for a terminal `width` characters wide. Columns are as wide as their content; when that is too much, cells on
 * the left side (words) are wrapped, never those on the right (numbers); and when even that is too much, each row becomes
 * a small list. A line is wider than `width` only where a single number is.
 */
export function textTable({ columns, rows }: TextTable, width: number): string {
  const clean = rows.map((row) => row.map((cell) => withoutControls(cell).replaceAll("\n", " ")));
  const natural = columns.map(({ label }, i) => Math.max(label.length, ...clean.map((row) => row[i]!.length)));
  const fixed = columns.map(({ align, label }, i) =>
    align === "right" ? natural[i]! : Math.min(natural[i]!, shortest(label, clean, i)),
  );
  const spare = width - total(fixed);
  if (spare < 0) return stacked(columns, clean, width);
  const widths = share(natural, fixed, spare);
  const lines = [columns.map(({ label }) => label), ...clean].map((row) => layOut(row, widths, columns));
  return `${lines.join("\n")}\n`;
}

/** The narrowest that a column of words is let become: its longest piece, at most 16 characters. */
function shortest(label: string, rows: readonly (readonly string[])[], column: number): number {
  const words = [label, ...rows.map((row) => row[column]!)].flatMap((cell) => cell.split(/\s+/));
  return Math.min(16, Math.max(...words.map((word) => word.length)));
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * (widths.length - 1);
}

/** Spare characters go to the columns that lack some, from the left. */
function share(natural: readonly number[], fixed: readonly number[], spare: number): number[] {
  let left = spare;
  return fixed.map((width, i) => {
    const more = Math.min(left, natural[i]! - width);
    left -= more;
    return width + more;
  });
}

function layOut(row: readonly string[], widths: readonly number[], columns: readonly TableColumn[]): string {
  const cells = row.map((cell, i) => wrap(cell, widths[i]!));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, i) => {
        const text = lines[line] ?? "";
        return columns[i]!.align === "right" ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
      })
      .join(" ".repeat(gap))
      .trimEnd(),
  ).join("\n");
}

/** Breaks after spaces and / - _ : where possible, else anywhere. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[^\s/\-_:]*[\s/\-_:]*/g) ?? []) {
    if (line !== "" && (line + piece).trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += line === "" ? piece.trimStart() : piece;
    while (line.trimEnd().length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return [...lines, line.trimEnd()].filter((part, i) => part !== "" || i === 0);
}

function stacked(columns: readonly TableColumn[], rows: readonly (readonly string[])[], width: number): string {
  const numbers = rows.flatMap((row) => row.filter((_, i) => columns[i]!.align === "right").map((cell) => cell.length));
  const room = width - gap - Math.max(8, ...numbers);
  const labelWidth = Math.max(4, Math.min(Math.max(...columns.map(({ label }) => label.length)), room));
  const blocks = rows.map((row) =>
    row
      .flatMap((cell, i) => {
        const label = wrap(columns[i]!.label, labelWidth);
        const value = columns[i]!.align === "right" ? [cell] : wrap(cell, Math.max(8, width - labelWidth - gap));
        return Array.from({ length: Math.max(label.length, value.length) }, (_, line) =>
          `${(label[line] ?? "").padEnd(labelWidth)}${" ".repeat(gap)}${value[line] ?? ""}`.trimEnd(),
        );
      })
      .join("\n"),
  );
  return `${blocks.join("\n\n")}\n`;
}
