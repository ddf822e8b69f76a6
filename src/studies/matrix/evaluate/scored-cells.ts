import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Task } from "../protocols/protocol.ts";

/** A held-out cell with its truth. Only scoring reads this; predictors never do. */
export interface ScoredCell {
  /** Position in the protocol's tasks. */
  readonly task: number;
  readonly group: string;
  readonly model: number;
  readonly benchmark: number;
  readonly truth: number;
  /** Least score of the benchmark, held-out ones among them. */
  readonly low: number;
  /** max − min of the benchmark over all its scores, held-out ones among them: the official scale. */
  readonly span: number;
  /** What the task leaves visible of the benchmark; null where nothing is. */
  readonly visible: VisibleColumn | null;
}

export interface VisibleColumn {
  readonly count: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** All cells the tasks are scored on, in their order. */
export function scoredCells(table: ScoreTable, tasks: readonly Task[]): ScoredCell[] {
  const width = table.benchmarks.length;
  const truths = new Map(table.cells.map(({ model, benchmark, value }) => [model * width + benchmark, value]));
  const official = columnsWithout(table, new Set());
  return tasks.flatMap((task, at) => {
    const hidden = new Set(task.hidden.map(({ model, benchmark }) => model * width + benchmark));
    const visible = columnsWithout(table, hidden);
    return task.scored.map(({ model, benchmark }) => ({
      task: at,
      group: task.group,
      model,
      benchmark,
      truth: truths.get(model * width + benchmark)!,
      low: official[benchmark]!.low,
      span: Math.max(official[benchmark]!.high - official[benchmark]!.low, 1e-9),
      visible: visible[benchmark]!,
    }));
  });
}

function columnsWithout(table: ScoreTable, hidden: ReadonlySet<number>): (VisibleColumn | null)[] {
  const width = table.benchmarks.length;
  const sums = table.benchmarks.map(() => ({ count: 0, sum: 0, low: Infinity, high: -Infinity }));
  for (const { model, benchmark, value } of table.cells) {
    if (hidden.has(model * width + benchmark)) continue;
    const column = sums[benchmark]!;
    column.count++;
    column.sum += value;
    column.low = Math.min(column.low, value);
    column.high = Math.max(column.high, value);
  }
  return sums.map(({ count, sum, low, high }) => (count === 0 ? null : { count, mean: sum / count, low, high }));
}
