import { roleFit } from "../roles/axis-roles.ts";
import { isBesideScores, isPlainFact } from "../roles/fact-roles.ts";
import { isKnownBenchmark } from "../roles/known-benchmarks.ts";
import type { Reading, WideCells } from "./candidate.ts";
import { type ColumnFacts, columnFacts } from "./column-facts.ts";
import type { RecordSet } from "./record-set.ts";

type Value = WideCells["values"][number];

/** Readings of one line a record: a column that names the line, and at least 3 columns of numbers. */
export function wideReadings(set: RecordSet): Reading[] {
  const facts = columnFacts(set);
  const names = facts.filter(isName).toSorted((a, b) => nameFit(b) - nameFit(a) || a.column - b.column);
  const [lead] = names;
  if (lead === undefined) return [];
  const groups = new Map<string, { values: Value[]; aside: string[] }>();
  for (const fact of facts) {
    if (!holdsNumbers(fact) || fact.column === lead.column) continue;
    const prefix = set.prefixes[fact.column]!;
    const value = { column: fact.column, name: fact.key.slice(prefix.length) };
    const group = groups.get(prefix) ?? { values: [], aside: [] };
    groups.set(prefix, group);
    if (isPlainFact(value.name) && !isKnownBenchmark(value.name)) group.aside.push(value.name);
    else group.values.push(value);
  }
  const twins = names.slice(1).filter((fact) => nameFit(fact) > 0);
  return [...groups.values()]
    .filter(({ values }) => values.length >= 3)
    .map(
      ({ values, aside }): Reading => ({
        shape: lead.key.startsWith("@") ? "nested" : "wide",
        set,
        cells: { kind: "wide", id: lead.column, values },
        first: lead.key,
        second: "@columns",
        firstNames: twins.map(({ column }) => column),
        aside,
      }),
    );
}

function isName({ key, filled, distinct, text, links }: ColumnFacts): boolean {
  if (filled < 2 || links > 0.5) return false;
  return key.startsWith("@") || (text >= 0.5 && distinct >= filled * 0.9);
}

function nameFit({ key }: ColumnFacts): number {
  if (key.startsWith("@key")) return 3;
  const isId = /(?:^|[_ .-])id$/i.test(key);
  if (isBesideScores(key) && roleFit(key, "model") < 1 && !isId) return 0;
  return 1 + Math.max(roleFit(key, "model"), roleFit(key, "benchmark")) + (isId ? 0.25 : 0);
}

/** Numbers, or nothing at all: a column without a single score is still a column. */
function holdsNumbers({ key, filled, numeric }: ColumnFacts): boolean {
  return !/^[@^]/.test(key) && (filled === 0 || numeric >= 0.5);
}
