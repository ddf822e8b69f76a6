import { InvalidInputError } from "../../../errors/input-errors.ts";
import { cellsByModel } from "./cells-by-model.ts";
import type { Protocol, Task } from "./protocol.ts";

export interface ColdStartOptions {
  /** Visible scores of the new model: those of its benchmarks that most other models have. 0: none at all. */
  readonly reveal: number;
  /** Models with fewer cells are not predicted. Default 15. */
  readonly min?: number;
}

/** A new model with the scores anyone would run first, or with none. */
export function coldStartProtocol({ reveal, min = 15 }: ColdStartOptions): Protocol {
  return {
    id: "cold-start",
    note:
      reveal === 0
        ? "one model at a time has no score at all"
        : `one model at a time keeps its ${reveal} most covered benchmarks`,
    flaws: reveal === 0 ? ["Only public facts about the model are left to predict from."] : [],
    tasks(table) {
      const coverage = new Int32Array(table.benchmarks.length);
      for (const { benchmark } of table.cells) coverage[benchmark]!++;
      const tasks: Task[] = [];
      for (const cells of cellsByModel(table)) {
        if (cells.length < Math.max(min, reveal + 1)) continue;
        const order = cells.toSorted(
          (a, b) => coverage[b.benchmark]! - coverage[a.benchmark]! || a.benchmark - b.benchmark,
        );
        const hidden = order.slice(reveal);
        tasks.push({ group: "all", hidden, scored: hidden });
      }
      if (tasks.length > 0) return tasks;
      throw new InvalidInputError(`no model has at least ${Math.max(min, reveal + 1)} scores`, {
        hint: "Lower --min-cells.",
      });
    },
  };
}
