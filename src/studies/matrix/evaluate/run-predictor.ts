import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { maskView } from "../masked-view.ts";
import type { CellEstimate, MethodNote, Predictor } from "../predictor.ts";
import type { Task } from "../protocols/protocol.ts";
import { shareAmongTasks } from "./share-among-tasks.ts";

/** What one predictor said about every scored cell of a protocol. */
export interface PredictorRun {
  readonly id: string;
  readonly note: MethodNote;
  /** In the order of the tasks and their scored cells; null for the cells of a task it threw on. */
  readonly estimates: readonly (CellEstimate | null)[];
  readonly status: "ok" | "partial" | "error";
  /** Why the status is not ok. */
  readonly reason: string | null;
}

export interface RunOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onTask?: (done: number, of: number) => void;
}

/**
 * Runs a predictor over a protocol. It gets nothing but each task's own view (and, where it can share work, a view from
 * which the cells of all tasks of a group are gone), so it cannot see what it is scored on. What it throws is an outcome of that task;
 * only an abort ends the run.
 */
export function runPredictor(
  predictor: Predictor,
  table: ScoreTable,
  tasks: readonly Task[],
  { seed, signal, onTask }: RunOptions,
): PredictorRun {
  const options = (name: string) => ({
    rng: rngStream(seed, "matrix", predictor.id, name),
    ...(signal === undefined ? {} : { signal }),
  });
  const reasons: string[] = [];
  let unconverged = 0;
  const fitterOf = shareAmongTasks(predictor, () => table, tasks, options("shared"));
  const estimates = tasks.flatMap((task, at): (CellEstimate | null)[] => {
    signal?.throwIfAborted();
    try {
      const fitted = fitterOf(at).fit(maskView(table, task.hidden, task.blanked), options(`task ${at}`));
      if (fitted.converged === false) unconverged++;
      return [...fitted.predict(task.scored)];
    } catch (cause) {
      rethrowAbort(cause, signal);
      reasons.push(messageOf(cause));
      return task.scored.map(() => null);
    } finally {
      onTask?.(at + 1, tasks.length);
    }
  });
  if (unconverged > 0) reasons.push(`not converged in ${unconverged} of ${tasks.length} fits`);
  const failed = estimates.every((estimate) => estimate === null);
  return {
    id: predictor.id,
    note: predictor.describe(),
    estimates,
    status: failed ? "error" : reasons.length > 0 ? "partial" : "ok",
    reason: reasons.length === 0 ? null : [...new Set(reasons)].join("; "),
  };
}

function rethrowAbort(cause: unknown, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cause;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
