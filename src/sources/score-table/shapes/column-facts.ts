import { parseDate } from "../cells/parse-date.ts";
import { finiteScore } from "../cells/parse-score.ts";
import { nameOf } from "./each-cell.ts";
import type { RecordSet } from "./record-set.ts";

/** What the entries of a column are like. */
export interface ColumnFacts {
  readonly column: number;
  readonly key: string;
  readonly filled: number;
  readonly distinct: number;
  /** Share of filled entries that read as numbers, as links or dates, and as text. */
  readonly numeric: number;
  readonly text: number;
  readonly links: number;
}

const looked = 5_000;

export function columnFacts({ columns, sample }: RecordSet): ColumnFacts[] {
  const rows = sample.length <= looked ? sample : sample.slice(0, looked);
  return columns.map((key, column) => {
    let [filled, numeric, text, links] = [0, 0, 0, 0];
    const seen = new Set<string>();
    for (const { cells } of rows) {
      const raw = cells[column];
      if (raw === null || raw === undefined || raw === "") continue;
      filled++;
      seen.add(nameOf(raw));
      if (finiteScore(raw) !== null) numeric++;
      else if (typeof raw === "string") {
        text++;
        if (/^https?:\/\//.test(raw) || (parseDate(raw) !== null && raw.length > 4)) links++;
      }
    }
    const share = (count: number): number => (filled === 0 ? 0 : count / filled);
    return {
      column,
      key,
      filled,
      distinct: seen.size,
      numeric: share(numeric),
      text: share(text),
      links: share(links),
    };
  });
}
