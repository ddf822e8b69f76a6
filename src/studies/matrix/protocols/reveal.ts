import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { type MaskOptions, makeMask } from "../masks/make-mask.ts";
import { maskCells } from "../masks/mask-cells.ts";
import type { RevealMask } from "../masks/reveal-mask.ts";
import type { Protocol, Task } from "./protocol.ts";

const flaws = [
  "The scale of a benchmark is the range of all its scores, held-out ones among them; both this and the visible range are reported.",
  "Errors are averaged over cells, so a few models with many scores weigh most; the mean over models stands beside it.",
  "Columns with few scores make the tail of the errors.",
  "A task hides the model's own score from the mean of its benchmark, so hiding a high one lowers it: a predictor that answers with column means puts every pair of models in the wrong order.",
];

/** Reveal-k with a mask read from a file: one model is hidden at a time, the others keep all their scores. */
export function maskProtocol(masks: readonly RevealMask[], id = "reveal"): Protocol {
  const kept = [...new Set(masks.map(({ revealK }) => revealK))].join(", ");
  return {
    id,
    note: `of one model at a time only ${kept} scores are visible; the rest of its scores are predicted`,
    flaws,
    tasks: (table) => masks.flatMap((mask, at) => tasksOfMask(mask, table, `mask ${at + 1}`)),
  };
}

/** Reveal-k with masks drawn from the seeds given, one after the other. */
export function revealProtocol(options: Omit<MaskOptions, "seed"> & { readonly seeds: readonly number[] }): Protocol {
  const { seeds, ...rest } = options;
  return {
    id: "reveal",
    note: `of one model at a time only ${options.reveal} scores are visible, over ${seeds.length} mask(s)`,
    flaws,
    tasks: (table) => seeds.flatMap((seed) => tasksOfMask(makeMask(table, { ...rest, seed }), table, `mask ${seed}`)),
  };
}

function tasksOfMask(mask: RevealMask, table: ScoreTable, group: string): Task[] {
  const byModel = Map.groupBy(maskCells(mask, table), ({ model }) => model);
  return [...byModel.values()].map((cells) => ({ group, hidden: cells, scored: cells }));
}
