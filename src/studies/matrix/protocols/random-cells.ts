import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { Protocol } from "./protocol.ts";
import { shuffled } from "./shuffle.ts";

/** Hides a random part of all cells, fold by fold; each cell is hidden once. */
export function randomCellsProtocol({ folds, seed }: { readonly folds: number; readonly seed: number }): Protocol {
  return {
    id: "cells",
    note: `a random ${folds}th of all scores is hidden at a time`,
    flaws: ["The easy split: nearly all of a model's other scores stay visible."],
    tasks(table) {
      const order = shuffled(
        table.cells.map(({ model, benchmark }) => ({ model, benchmark })),
        rngStream(seed, "cells"),
      );
      return Array.from({ length: folds }, (_, fold) => {
        const hidden = order.filter((_cell, i) => i % folds === fold);
        return { group: `fold ${fold + 1}`, hidden, scored: hidden };
      }).filter(({ hidden }) => hidden.length > 0);
    },
  };
}
