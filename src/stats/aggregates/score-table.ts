import { finiteCopy } from "../input-checks.ts";

/** Scores of one system: a list of runs per task. Tasks may have different numbers of runs, but at least one. */
export type ScoreTable = readonly ArrayLike<number>[];

/** The table of a matrix whose rows are runs and whose columns are tasks; `null` cells are left out. */
export function scoreTable(rows: readonly ArrayLike<number | null>[]): number[][] {
  const tasks = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return Array.from({ length: tasks }, (_, task) =>
    rows.map((row) => row[task] ?? null).filter((score): score is number => score !== null),
  );
}

/** Checked copies, one list per task. */
export function taskLists(table: ScoreTable): Float64Array[] {
  return table.map((task, t) => finiteCopy(`scores of task ${t}`, task));
}

/** Scores on a scale where `low` (e.g. chance) is 0 and `high` (e.g. human) is 1, per task. Anchors are given, never observed. */
export function normaliseScores(table: ScoreTable, anchors: readonly { low: number; high: number }[]): number[][] {
  return taskLists(table).map((task, t) => {
    const { low, high } = anchors[t]!;
    return Array.from(task, (score) => (score - low) / (high - low));
  });
}
