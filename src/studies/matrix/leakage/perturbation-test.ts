import type { ScoreTable, TableCell } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { shareAmongTasks } from "../evaluate/share-among-tasks.ts";
import { type Cell, maskView } from "../masked-view.ts";
import type { CellEstimate, Predictor } from "../predictor.ts";
import type { Task } from "../protocols/protocol.ts";

/** What held-out scores were replaced by, to see whether any prediction moves. */
export const perturbations = ["column minimum", "column maximum", "random"] as const;
export type Perturbation = (typeof perturbations)[number];
/** Nothing replaced, but the tasks in another order: shows a predictor that remembers what earlier tasks let it see. */
export const anotherOrder = "nothing, in another order";

/** Whether predictions depend on what they are scored on. */
export interface LeakProof {
  readonly predictor: string;
  readonly tasks: number;
  readonly cells: number;
  readonly perturbations: readonly (Perturbation | typeof anotherOrder)[];
  /** Null: every prediction stayed the same, bit for bit. */
  readonly firstDifference: {
    readonly perturbation: Perturbation | typeof anotherOrder;
    readonly cell: Cell;
    readonly before: number | null;
    readonly after: number | null;
  } | null;
}

interface PerturbationOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly forget?: () => void;
}

/**
 * Replaces the held-out scores of each task by each column's least and greatest score and by random ones, and predicts
 * again: an honest predictor cannot notice. `make` gets the table, as any code around a predictor has it, so that one that
 * peeks is found out; ours ignore it.
 *
 * With `forget`, for predictors that are not ours, all tasks are predicted once more in reverse with nothing replaced.
 * `forget` is called before every pass, and has the predictor lose what it remembers.
 */
export function perturbationTest(
  make: (table: ScoreTable) => Predictor,
  table: ScoreTable,
  tasks: readonly Task[],
  { seed, signal, forget }: PerturbationOptions,
): LeakProof {
  const answers = (kind: Perturbation | null, backwards = false): CellEstimate[][] => {
    forget?.();
    const { id } = make(table);
    const options = { rng: rngStream(seed, "matrix", "perturbation", id), ...(signal === undefined ? {} : { signal }) };
    const changed = (hidden: readonly Cell[]) => perturbed(table, hidden, kind, seed);
    const fitterOf = shareAmongTasks(make(changed(tasks.flatMap(({ hidden }) => hidden))), changed, tasks, options);
    const predicted = (task: Task, at: number) => {
      signal?.throwIfAborted();
      const own = changed(task.hidden);
      const predictor = make(own);
      const fitter = predictor.share === undefined ? predictor : fitterOf(at);
      const rng = options.rng.fork(`task ${at}`);
      return [...fitter.fit(maskView(own, task.hidden, task.blanked), { ...options, rng }).predict(task.scored)];
    };
    if (!backwards) return tasks.map(predicted);
    return tasks.map((_task, i) => predicted(tasks.at(-1 - i)!, tasks.length - 1 - i)).reverse();
  };
  const passes = forget === undefined ? perturbations : ([anotherOrder, ...perturbations] as const);
  const honest = answers(null);
  const cells = honest.reduce((sum, list) => sum + list.length, 0);
  const proof = { predictor: make(table).id, tasks: tasks.length, cells, perturbations: passes };
  for (const perturbation of passes) {
    const again = perturbation === anotherOrder ? answers(null, true) : answers(perturbation);
    for (const [t, list] of again.entries()) {
      for (const [i, after] of list.entries()) {
        const before = honest[t]![i]!;
        if (Object.is(before.value, after.value) && Object.is(before.sd, after.sd)) continue;
        const found = { perturbation, cell: before.cell, before: before.value, after: after.value };
        return { ...proof, firstDifference: found };
      }
    }
  }
  return { ...proof, firstDifference: null };
}

function perturbed(table: ScoreTable, cells: readonly Cell[], kind: Perturbation | null, seed: number): ScoreTable {
  if (kind === null) return table;
  const width = table.benchmarks.length;
  const chosen = new Set(cells.map(({ model, benchmark }) => model * width + benchmark));
  const low = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (const { benchmark, value } of table.cells) {
    low[benchmark] = Math.min(low[benchmark]!, value);
    high[benchmark] = Math.max(high[benchmark]!, value);
  }
  const rng = rngStream(seed, "matrix", "perturbed scores");
  const replaced = (cell: TableCell): number => {
    const [from, to] = [low[cell.benchmark]!, high[cell.benchmark]!];
    const drawn = from + (to - from) * rng.float();
    return kind === "column minimum" ? from : kind === "column maximum" ? to : drawn;
  };
  return {
    ...table,
    cells: table.cells.map((cell) =>
      chosen.has(cell.model * width + cell.benchmark) ? { ...cell, value: replaced(cell) } : cell,
    ),
  };
}
