import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { numpyRandomState } from "../../../stats/chance/numpy-random-state.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { Cell } from "../masked-view.ts";
import { cellsByModel } from "./cells-by-model.ts";
import type { Protocol, Task } from "./protocol.ts";
import { shuffled } from "./shuffle.ts";

export interface PerModelOptions {
  /** Share of each model's cells that is hidden. */
  readonly fraction: number;
  /** Models with fewer cells are left whole. */
  readonly min: number;
  readonly folds: number;
  readonly seed: number;
  /** As the public harness draws: NumPy's generator, and folds that overlap. */
  readonly numpyLegacy?: boolean;
}

/**
 * Hides a share of every model's cells at once. By default folds partition a model's cells, a new partition beginning
 * when one is used up; with `numpyLegacy` bit for bit as the public harness (one NumPy stream over all folds, the window of
 * fold f starting at f·hidden, wrapping), whose folds overlap.
 */
export function perModelProtocol(options: PerModelOptions): Protocol {
  return {
    id: "per-model",
    note: `${100 * options.fraction} % of the scores of every model with at least ${options.min} are hidden at once, ${options.folds} folds`,
    flaws: [
      "Half of every model's scores stay visible, which is more than a new model has.",
      ...(options.numpyLegacy === true ? ["Folds overlap, so some cells count more than once."] : []),
    ],
    tasks: (table) => (options.numpyLegacy === true ? legacyTasks(table, options) : partitions(table, options)),
  };
}

function legacyTasks(table: ScoreTable, { fraction, min, folds, seed }: PerModelOptions): Task[] {
  const random = numpyRandomState(seed);
  return Array.from({ length: folds }, (_, fold) => {
    const hidden: Cell[] = [];
    for (const cells of eligible(table, min)) {
      const order = random.shuffled(cells);
      const count = Math.max(1, Math.floor(fraction * cells.length));
      const start = (fold * count) % cells.length;
      for (let i = 0; i < count; i++) hidden.push(order[(start + i) % cells.length]!);
    }
    return { group: `fold ${fold + 1}`, hidden, scored: hidden };
  });
}

function partitions(table: ScoreTable, { fraction, min, folds, seed }: PerModelOptions): Task[] {
  const parts = Math.max(1, Math.round(1 / fraction));
  return Array.from({ length: folds }, (_, fold) => {
    const round = Math.floor(fold / parts);
    const part = fold % parts;
    const hidden = eligible(table, min).flatMap((cells) => {
      const name = table.models[cells[0]!.model]!.id;
      const order = shuffled(cells, rngStream(seed, "per-model", `round ${round}`, name));
      if (parts === 1) return order.slice(0, Math.max(1, Math.floor(fraction * cells.length)));
      return order.filter((_, i) => i % parts === part);
    });
    return { group: `fold ${fold + 1}`, hidden, scored: hidden };
  });
}

function eligible(table: ScoreTable, min: number): Cell[][] {
  const lists = cellsByModel(table).filter((cells) => cells.length >= min);
  if (lists.length > 0) return lists;
  throw new InvalidInputError(`no model has at least ${min} scores`, { hint: "Lower --min." });
}
