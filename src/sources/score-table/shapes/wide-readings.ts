import { roleFit } from "../roles/axis-roles.ts";
import { isBesideScores } from "../roles/fact-roles.ts";
import { isKnownBenchmark } from "../roles/known-benchmarks.ts";
import type { Reading, WideCells } from "./candidate.ts";
import { type ColumnFacts, columnFacts } from "./column-facts.ts";
import type { RecordSet } from "./record-set.ts";

/** Readings of one line a record: a column that names the line, and at least 3 columns of numbers. */
export function wideReadings(set: RecordSet): Reading[] {
  const facts = columnFacts(set);
  const id = facts.filter(isName).toSorted((a, b) => nameFit(b) - nameFit(a) || a.column - b.column);
  const [lead] = id;
  if (lead === undefined) return [];
  const groups = new Map<string, WideCells["values"][number][]>();
  for (const fact of facts) {
    if (!isValue(fact) || fact.column === lead.column) continue;
    // Dots in the heading of a CSV are part of a name.
    const cut = set.kind === "table" ? 0 : fact.key.lastIndexOf(".") + 1;
    const prefix = fact.key.slice(0, cut);
    const value = { column: fact.column, name: fact.key.slice(cut) };
    const group = groups.get(prefix);
    if (group === undefined) groups.set(prefix, [value]);
    else group.push(value);
  }
  const twins = id
    .slice(1)
    .filter((fact) => nameFit(fact) > 0)
    .map(({ column }) => column);
  return [...groups]
    .filter(([, values]) => values.length >= 3)
    .map(
      ([, values]): Reading => ({
        shape: lead.key.startsWith("@") ? "nested" : "wide",
        set,
        cells: { kind: "wide", id: lead.column, values },
        first: lead.key,
        second: "@columns",
        firstNames: twins,
      }),
    );
}

function isName({ key, filled, distinct, text, links }: ColumnFacts): boolean {
  if (filled < 2 || links > 0.5) return false;
  return key.startsWith("@") || (text >= 0.5 && distinct >= filled * 0.9);
}

function nameFit({ key }: ColumnFacts): number {
  if (key.startsWith("@key")) return 3;
  if (isBesideScores(key) && roleFit(key, "model") < 1 && !/(?:^|_)id$/i.test(key)) return 0;
  return 1 + Math.max(roleFit(key, "model"), roleFit(key, "benchmark")) + (/(?:^|[_ .-])id$/i.test(key) ? 0.25 : 0);
}

/** Numbers, or nothing at all: a column without a single score is still a column. */
function isValue({ key, filled, numeric }: ColumnFacts): boolean {
  if (key.startsWith("@") || key.startsWith("^")) return false;
  if (isKnownBenchmark(key.slice(key.lastIndexOf(".") + 1)) && numeric >= 0.3) return true;
  if (isBesideScores(key)) return false;
  return filled === 0 || numeric >= 0.5;
}
