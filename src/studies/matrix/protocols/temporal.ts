import { InvalidInputError } from "../../../errors/input-errors.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { cellsByModel } from "./cells-by-model.ts";
import type { Protocol, Task } from "./protocol.ts";
import { shuffled } from "./shuffle.ts";

export interface TemporalOptions {
  /** Visible scores of the new model. */
  readonly reveal: number;
  readonly seed: number;
  /** Models with fewer cells are not predicted. Default 15. */
  readonly min?: number;
  /** A model needs this many older ones to be predicted from. Default 20. */
  readonly minOlder?: number;
}

/** Predicts each model from those released before it, as it would have been on its day. */
export function temporalProtocol({ reveal, seed, min = 15, minOlder = 20 }: TemporalOptions): Protocol {
  return {
    id: "temporal",
    note: `each model is predicted from ${reveal} of its scores and from models released before it`,
    flaws: [
      "Scores carry no date of their own here, so an older model's later score counts as known.",
      "Models without a release date are left out.",
    ],
    tasks(table) {
      const owned = cellsByModel(table);
      const tasks: Task[] = [];
      for (const [model, { id, releaseDate }] of table.models.entries()) {
        if (releaseDate === null || owned[model]!.length < min) continue;
        const later = [...table.models.keys()].filter((other) => {
          const date = table.models[other]!.releaseDate;
          return other !== model && (date === null || date >= releaseDate);
        });
        if (table.models.length - 1 - later.length < minOlder) continue;
        const scored = shuffled(owned[model]!, rngStream(seed, "temporal", id)).slice(reveal);
        const hidden = [...scored, ...later.flatMap((other) => owned[other]!)];
        const blanked = later.map((other) => ({ model: other, facts: "all" as const }));
        tasks.push({ group: "all", hidden, scored, blanked });
      }
      if (tasks.length > 0) return tasks;
      throw new InvalidInputError(`no dated model with ${min} scores has ${minOlder} older ones`, {
        hint: "Give release dates, or choose another protocol.",
      });
    },
  };
}
