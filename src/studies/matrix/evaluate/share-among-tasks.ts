import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { type Cell, maskView } from "../masked-view.ts";
import type { FitOptions, Predictor } from "../predictor.ts";
import type { Task } from "../protocols/protocol.ts";

/** Most of a table that tasks with shared work may hide between them; what is shared is learnt from the rest. */
const mostHidden = 0.15;

/**
 * What fits each task, by its position: the predictor itself, or what it shares among tasks that together hide little of
 * the table. `tableOf` gives the table such a group is learnt from; its cells that the group hides are left out here.
 */
export function shareAmongTasks(
  predictor: Predictor,
  tableOf: (hidden: readonly Cell[]) => ScoreTable,
  tasks: readonly Task[],
  options: FitOptions,
): (at: number) => Pick<Predictor, "fit"> {
  if (predictor.share === undefined) return () => predictor;
  const groups = taskGroups(tasks, mostHidden * tableOf([]).cells.length);
  const fitters = new Map<number, Pick<Predictor, "fit">>();
  return (at) => {
    const group = groups[at]!;
    const members = tasks.filter((_, k) => groups[k] === group);
    if (members.length === 1) return predictor;
    const hidden = members.flatMap((task) => task.hidden);
    const blanked = members.flatMap((task) => task.blanked ?? []);
    const fitter = fitters.get(group) ?? predictor.share!(maskView(tableOf(hidden), hidden, blanked), options);
    fitters.set(group, fitter);
    return fitter;
  };
}

/** The group of each task: by the model they hide first, as many together as hide at most `limit` different cells. */
function taskGroups(tasks: readonly Task[], limit: number): number[] {
  const first = ({ hidden }: Task) =>
    hidden.reduce((least, { model }) => Math.min(least, model), Number.MAX_SAFE_INTEGER);
  const order = tasks.map((_, at) => at).toSorted((a, b) => first(tasks[a]!) - first(tasks[b]!) || a - b);
  const groups = tasks.map(() => 0);
  let group = 0;
  let together = new Set<string>();
  for (const at of order) {
    const own = tasks[at]!.hidden.map(({ model, benchmark }) => `${model} ${benchmark}`);
    const joined = together.union(new Set(own));
    if (joined.size > limit && together.size > 0) {
      group += 1;
      together = new Set(own);
    } else {
      together = joined;
    }
    groups[at] = group;
  }
  return groups;
}
