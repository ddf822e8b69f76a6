import { InvalidInputError } from "../../../errors/input-errors.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { Protocol, Task } from "./protocol.ts";
import { shuffled } from "./shuffle.ts";

export interface LeaveBenchmarkOptions {
  /** Cells of the column that stay visible. */
  readonly reveal: number;
  readonly seed: number;
  /** Columns with fewer cells are not hidden. Default 8. */
  readonly min?: number;
}

/** Hides one benchmark at a time, but for a few models' scores: what a new benchmark's first results would say. */
export function leaveBenchmarkProtocol({ reveal, seed, min = 8 }: LeaveBenchmarkOptions): Protocol {
  return {
    id: "leave-benchmark",
    note: `one benchmark is hidden at a time, but for ${reveal} of its scores`,
    flaws:
      reveal === 0
        ? ["With no score of a benchmark its level and spread are unknown; most methods cannot answer."]
        : [],
    tasks(table) {
      const columns = Map.groupBy(table.cells, ({ benchmark }) => benchmark);
      const tasks: Task[] = [];
      for (const [benchmark, cells] of [...columns].toSorted(([a], [b]) => a - b)) {
        if (cells.length < Math.max(min, reveal + 1)) continue;
        const rng = rngStream(seed, "leave-benchmark", table.benchmarks[benchmark]!.id);
        const hidden = shuffled(cells, rng).slice(reveal);
        const places = hidden.map(({ model }) => ({ model, benchmark }));
        tasks.push({ group: "all", hidden: places, scored: places });
      }
      if (tasks.length > 0) return tasks;
      throw new InvalidInputError(`no benchmark has at least ${Math.max(min, reveal + 1)} scores`, {
        hint: "Lower --min or --reveal.",
      });
    },
  };
}
