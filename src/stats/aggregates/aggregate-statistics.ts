import { meanOf } from "../describe/moments.ts";
import { medianSorted } from "../describe/quantile.ts";
import { compensatedSum } from "../describe/sum.ts";
import { iqmSorted } from "../describe/trimmed.ts";
import { probabilityOfSuperiority, winRate } from "../effects/probability-of-superiority.ts";
import { type ScoreTable, taskLists } from "./score-table.ts";

/** Interquartile mean of all runs of all tasks together, with fractional weights. `null` for no scores. */
export function aggregateIqm(table: ScoreTable): number | null {
  const pool = pooled(table);
  return pool.length === 0 ? null : iqmSorted(pool.sort());
}

/** The same by dropping ⌊n/4⌋ scores at each end, as common code does. */
export function aggregateIqmFloor(table: ScoreTable): number | null {
  const pool = pooled(table).sort();
  const cut = Math.floor(pool.length / 4);
  return pool.length === 0 ? null : meanOf(pool.subarray(cut, pool.length - cut));
}

/** Mean of task means, each task counting once. */
export function meanOfTaskMeans(table: ScoreTable): number | null {
  const means = taskMeans(table);
  return means.length === 0 ? null : meanOf(means);
}

/** Median of task means. */
export function medianOfTaskMeans(table: ScoreTable): number | null {
  return medianSorted(taskMeans(table).sort());
}

/** γ − mean of min(score, γ) over all runs: how far from the goal, without credit for beating it. */
export function optimalityGap(table: ScoreTable, gamma = 1): number | null {
  const pool = pooled(table);
  return pool.length === 0 ? null : gamma - meanOf(pool.map((score) => Math.min(score, gamma)));
}

/** Probability that a run of the first beats a run of the second: the mean of A₁₂ over tasks. Same tasks in both. */
export function probabilityOfImprovement(first: ScoreTable, second: ScoreTable): number | null {
  return overTasks(first, second, probabilityOfSuperiority);
}

/** The same over runs of the same seed: the mean win rate over tasks, ties ½. Equally many runs in both. */
export function pairedProbabilityOfImprovement(first: ScoreTable, second: ScoreTable): number | null {
  return overTasks(first, second, winRate);
}

/** F(τ): share of runs above each τ, averaged over tasks. */
export function performanceProfile(table: ScoreTable, taus: ArrayLike<number>): number[] | null {
  const lists = taskLists(table);
  if (lists.length === 0 || lists.some((list) => list.length === 0)) return null;
  return Array.from(taus, (tau) =>
    meanOf(lists.map((list) => list.filter((score) => score > tau).length / list.length)),
  );
}

/** Share of tasks whose mean is above each τ. */
export function taskMeanProfile(table: ScoreTable, taus: ArrayLike<number>): number[] | null {
  const means = taskMeans(table);
  if (means.length === 0) return null;
  return Array.from(taus, (tau) => means.filter((value) => value > tau).length / means.length);
}

function pooled(table: ScoreTable): Float64Array {
  return Float64Array.from(taskLists(table).flatMap((list) => Array.from(list)));
}

/** Empty when a task has no run: a mean over the others would be a mean of other tasks. */
function taskMeans(table: ScoreTable): Float64Array {
  const lists = taskLists(table);
  return lists.some((list) => list.length === 0) ? new Float64Array(0) : Float64Array.from(lists, meanOf);
}

function overTasks(
  first: ScoreTable,
  second: ScoreTable,
  compare: (a: ArrayLike<number>, b: ArrayLike<number>) => number | null,
): number | null {
  if (first.length === 0 || first.length !== second.length) return null;
  const shares = first.map((task, t) => compare(task, second[t]!));
  return shares.some((share) => share === null) ? null : compensatedSum(shares as number[]) / shares.length;
}
