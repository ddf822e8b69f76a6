import { InvalidInputError } from "../../../errors/input-errors.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { cellsByModel } from "./cells-by-model.ts";
import type { Protocol, Task } from "./protocol.ts";
import { shuffled } from "./shuffle.ts";

export interface LeaveProviderOptions {
  /** Cells of each of the provider's models that stay visible. */
  readonly reveal: number;
  readonly seed: number;
}

/** Hides all but k scores of every model of a provider, and who made them. */
export function leaveProviderProtocol({ reveal, seed }: LeaveProviderOptions): Protocol {
  return {
    id: "leave-provider",
    note: `all models of one provider keep ${reveal} scores each, and their provider is not told`,
    flaws: ["Providers with many models weigh most."],
    tasks(table) {
      const owned = cellsByModel(table);
      const providers = Map.groupBy(table.models.keys(), (model) => table.models[model]!.provider);
      const tasks: Task[] = [];
      for (const [provider, models] of providers) {
        if (provider === null) continue;
        const hidden = models.flatMap((model) =>
          shuffled(owned[model]!, rngStream(seed, "leave-provider", table.models[model]!.id)).slice(reveal),
        );
        if (hidden.length === 0) continue;
        const blanked = models.map((model) => ({ model, facts: "provider" as const }));
        tasks.push({ group: "all", hidden, scored: hidden, blanked });
      }
      if (tasks.length > 0) return tasks;
      throw new InvalidInputError("the table does not say who made its models", {
        hint: "Add a provider column, or choose another protocol.",
      });
    },
  };
}
