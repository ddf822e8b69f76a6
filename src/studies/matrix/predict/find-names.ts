import { InvalidInputError } from "../../../errors/input-errors.ts";
import { nearestName } from "../../../errors/nearest-name.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";

/** Position of a model by id, or by name. Throws InvalidInputError with the nearest known ones. */
export function findModel(table: ScoreTable, asked: string): number {
  return find("model", asked, table.models);
}

/** Position of a benchmark by id, or by name. Throws InvalidInputError with the nearest known ones. */
export function findBenchmark(table: ScoreTable, asked: string): number {
  return find("benchmark", asked, table.benchmarks);
}

function find(what: string, asked: string, list: readonly { readonly id: string; readonly name: string }[]): number {
  const folded = asked.toLowerCase();
  const matches = [
    (entry: { id: string }) => entry.id === asked,
    (entry: { name: string }) => entry.name === asked,
    (entry: { id: string; name: string }) => entry.id.toLowerCase() === folded || entry.name.toLowerCase() === folded,
  ];
  for (const match of matches) {
    const at = list.findIndex(match);
    if (at >= 0) return at;
  }
  const near = nearestNames(
    asked,
    list.flatMap(({ id, name }) => [id, name]),
  );
  throw new InvalidInputError(`no ${what} "${asked}" in this table`, {
    hint:
      near.length === 0
        ? "assay matrix extract lists what is there."
        : `Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`,
  });
}

/** Up to three known names near the one asked for: by spelling, or because one holds the other. */
function nearestNames(asked: string, known: readonly string[]): string[] {
  const folded = asked.toLowerCase();
  const spelled = nearestName(asked, known);
  const holding = known.filter((name) => name.toLowerCase().includes(folded) || folded.includes(name.toLowerCase()));
  return [...new Set([...(spelled === null ? [] : [spelled]), ...holding])].slice(0, 3);
}
