import { roleFit } from "../roles/axis-roles.ts";
import { isBesideScores } from "../roles/fact-roles.ts";
import { keyWords } from "../roles/key-words.ts";
import type { Reading } from "./candidate.ts";
import { type ColumnFacts, columnFacts } from "./column-facts.ts";
import { nameOf } from "./each-cell.ts";
import type { RecordSet } from "./record-set.ts";

/** Readings of one score a record: two columns that name things and repeat, one column of numbers. */
export function longReadings(set: RecordSet): Reading[] {
  const facts = columnFacts(set);
  const scores = facts.filter(
    ({ key, filled, numeric, text }) =>
      filled > 0 && numeric >= 0.5 && text < 0.5 && !key.startsWith("@") && !isAside(key),
  );
  if (scores.length === 0) return [];
  const sides = strongest(
    groupTwins(
      set,
      facts.filter((fact) => isSide(fact, set.sample.length)),
    ),
  );
  const readings: Reading[] = [];
  for (const [i, first] of sides.entries()) {
    for (const second of sides.slice(i + 1)) {
      for (const score of scores) {
        if (score.column === first.column || score.column === second.column) continue;
        readings.push({
          shape: [first.key, second.key].every((key) => key.startsWith("@")) ? "nested" : "long",
          set,
          cells: { kind: "long", first: first.column, second: [second.column], score: score.column },
          first: first.key,
          second: second.key,
          firstNames: first.twins,
          secondNames: second.twins,
        });
      }
    }
  }
  return readings;
}

interface SideColumn extends ColumnFacts {
  readonly twins: readonly number[];
}

/** Text (or numbers called ids) with repeats; not links, dates or facts about a side. */
function isSide({ key, filled, distinct, text, numeric, links }: ColumnFacts, rows: number): boolean {
  if (filled < Math.min(2, rows) || distinct < 2 || links > 0.5) return false;
  if (!key.startsWith("@") && distinct >= filled) return false;
  if (isAside(key) && Math.max(roleFit(key, "model"), roleFit(key, "benchmark")) < 1) return false;
  if (key.startsWith("@")) return true;
  const calledId = keyWords(key).includes("id") || Math.max(roleFit(key, "model"), roleFit(key, "benchmark")) === 1;
  return text >= 0.9 || (numeric > 0 && calledId && Number.isInteger(distinct));
}

function isAside(key: string): boolean {
  return isBesideScores(key);
}

/** Columns that name the same things one to one are one side; the id leads, then the better-known word. */
function groupTwins(set: RecordSet, sides: readonly ColumnFacts[]): SideColumn[] {
  const rank = ({ key }: ColumnFacts): number =>
    Math.max(roleFit(key, "model"), roleFit(key, "benchmark")) * 2 + (keyWords(key).includes("id") ? 1 : 0);
  const groups: ColumnFacts[][] = [];
  for (const side of sides) {
    const group = groups.find(
      ([head]) => head!.distinct === side.distinct && pairs(set, head!, side) === side.distinct,
    );
    if (group === undefined) groups.push([side]);
    else group.push(side);
  }
  return groups.map((group) => {
    const [lead, ...others] = group.toSorted((a, b) => rank(b) - rank(a) || a.column - b.column);
    return { ...lead!, twins: others.map(({ column }) => column) };
  });
}

function pairs(set: RecordSet, a: ColumnFacts, b: ColumnFacts): number {
  const seen = new Set<string>();
  for (const { cells } of set.sample.slice(0, 5_000)) {
    const [left, right] = [nameOf(cells[a.column]), nameOf(cells[b.column])];
    if (left !== "" || right !== "") seen.add(`${left}\0${right}`);
  }
  return seen.size;
}

/** A file with dozens of text columns is not tried in all pairs. */
function strongest(sides: readonly SideColumn[]): SideColumn[] {
  const closeness = ({ key }: SideColumn): number => Math.max(roleFit(key, "model"), roleFit(key, "benchmark"));
  const kept = new Set(sides.toSorted((a, b) => closeness(b) - closeness(a) || a.column - b.column).slice(0, 6));
  return sides.filter((side) => kept.has(side));
}
