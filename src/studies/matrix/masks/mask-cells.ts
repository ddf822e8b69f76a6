import type { ErrorPlace } from "../../../errors/assay-error.ts";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { nearestName } from "../../../errors/nearest-name.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Cell } from "../masked-view.ts";
import type { RevealMask } from "./reveal-mask.ts";

/**
 * The held-out cells of a mask as positions in this table, in the mask's order.
 *
 * Throws InvalidInputError, with all faults of a kind in one message, for names the table does not have, for a pair that
 * is both revealed and held out or stands there twice, and for a pair without a score.
 */
export function maskCells(mask: RevealMask, table: ScoreTable, place: ErrorPlace = {}): Cell[] {
  const models = new Map(table.models.map(({ id }, at) => [id, at]));
  const benchmarks = new Map(table.benchmarks.map(({ id }, at) => [id, at]));
  const named = [
    ...mask.pairs,
    ...mask.revealed.flatMap(({ modelId, benchmarkIds }) =>
      benchmarkIds.map((benchmarkId) => ({ modelId, benchmarkId })),
    ),
  ];
  refuseUnknown("model", named.map(({ modelId }) => modelId).concat(mask.evalModels), models, place);
  refuseUnknown(
    "benchmark",
    named.map(({ benchmarkId }) => benchmarkId),
    benchmarks,
    place,
  );

  const at = ({ modelId, benchmarkId }: { modelId: string; benchmarkId: string }): Cell => ({
    model: models.get(modelId)!,
    benchmark: benchmarks.get(benchmarkId)!,
  });
  const key = ({ model, benchmark }: Cell) => model * table.benchmarks.length + benchmark;
  const cells = mask.pairs.map(at);
  const seen = new Set<number>();
  const visible = new Set(named.slice(mask.pairs.length).map((pair) => key(at(pair))));
  const scored = new Set(table.cells.map(key));
  const faults = { revealed: [] as string[], twice: [] as string[], unscored: [] as string[] };
  for (const [i, cell] of cells.entries()) {
    const pair = mask.pairs[i]!;
    const label = `${pair.modelId}/${pair.benchmarkId}`;
    if (visible.has(key(cell))) faults.revealed.push(label);
    if (seen.has(key(cell))) faults.twice.push(label);
    if (!scored.has(key(cell))) faults.unscored.push(label);
    seen.add(key(cell));
  }
  refuse(faults.revealed, "revealed and held out at once", "Take each out of one of the two lists.", place);
  refuse(faults.twice, "listed twice", "Leave one of each.", place);
  refuse(
    faults.unscored,
    "held out, but the table has no score there",
    "The mask was made for other data: make one with assay matrix mask.",
    place,
  );
  return cells;
}

function refuseUnknown(
  what: "model" | "benchmark",
  ids: readonly string[],
  known: ReadonlyMap<string, number>,
  place: ErrorPlace,
): void {
  const unknown = [...new Set(ids)].filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const listed = unknown.slice(0, 8).map((id) => {
    const near = nearestName(id, [...known.keys()]);
    return near === null ? `"${id}"` : `"${id}" (nearest: "${near}")`;
  });
  const more = unknown.length > listed.length ? ` and ${unknown.length - listed.length} more` : "";
  throw new InvalidInputError(
    `the mask names ${unknown.length} ${what}(s) the table does not have: ${listed.join(", ")}${more}`,
    {
      hint: "Use the table the mask was made for, or make a new mask with assay matrix mask.",
      place,
    },
  );
}

function refuse(pairs: readonly string[], fault: string, hint: string, place: ErrorPlace): void {
  if (pairs.length === 0) return;
  const more = pairs.length > 8 ? ` and ${pairs.length - 8} more` : "";
  throw new InvalidInputError(
    `${pairs.length} pair(s) of the mask are ${fault}: ${pairs.slice(0, 8).join(", ")}${more}`,
    {
      hint,
      place,
    },
  );
}
