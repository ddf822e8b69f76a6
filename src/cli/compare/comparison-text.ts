import { wrap } from "../../report/text-table.ts";
import type { Comparison } from "../../schema/report/comparison.ts";
import { plainText } from "../plain-text.ts";
import { rowLine, sizeWords } from "./row-words.ts";

/** A comparison for a terminal: a line a metric, what a reader should know under it, the verdict last. */
export function comparisonText(comparison: Comparison, width: number): string {
  const { rows, family, notes = [], verdict, exitCode, counts } = comparison;
  const indented = (text: string) =>
    wrap(text, Math.max(20, width - 4))
      .map((line) => `    ${line}\n`)
      .join("");
  const lines = rows.map((row) => {
    const bounds =
      row.bounds &&
      `Missing values could move the difference from ${sizeWords(row, row.bounds.low)} to ${sizeWords(row, row.bounds.high)}.`;
    return `${rowLine(row, family)}\n${[...row.notes, ...(bounds === null ? [] : [bounds])].map(indented).join("")}`;
  });
  const words =
    rows.length > 1
      ? ` (${Object.entries(counts)
          .filter(([name]) => name !== "rows")
          .map(([name, many]) => `${many} ${name}`)
          .join(", ")})`
      : "";
  const corrected =
    family.size > 1 ? `Corrected over ${family.size} questions, ${family.name}: ${family.correction}.\n` : "";
  return plainText(
    `${lines.join("")}${notes.map((note) => `${note}\n`).join("")}${corrected}verdict: ${verdict}${words}, exit ${exitCode}\n`,
  );
}
