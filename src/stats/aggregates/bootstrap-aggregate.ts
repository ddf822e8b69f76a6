import type { BootstrapEstimate, BootstrapOptions } from "../bootstrap/bootstrap-options.ts";
import { resolveOptions } from "../bootstrap/bootstrap-options.ts";
import { iqmFromCounts, sortPool } from "../bootstrap/rank-counts.ts";
import { jackknifeSe, type ResamplingProblem } from "../bootstrap/resampling-problem.ts";
import { runBootstrap } from "../bootstrap/run-bootstrap.ts";
import { drawIntegers, type Rng } from "../chance/rng.ts";
import { aggregateIqm } from "./aggregate-statistics.ts";
import { type ScoreTable, taskLists } from "./score-table.ts";

export interface AggregateOptions extends BootstrapOptions {
  /**
   * What would vary in a repetition: "runs" (default) of these tasks, or "runs-and-tasks", tasks like these. A scientific
   * choice; it is in the notes.
   */
  resample?: "runs" | "runs-and-tasks";
  /** Order of the draws: task by task (default), or run by run across tasks as published code does. */
  order?: "tasks" | "runs";
}

/**
 * Bootstrap interval of a statistic of one system's scores over runs × tasks, runs drawn inside each task. Default
 * 50,000 replicates and BCa. Tasks of one run are noted; more than a fifth of them: `too-few`.
 */
export function bootstrapAggregate(
  table: ScoreTable,
  statistic: (table: readonly Float64Array[]) => number | null,
  options: AggregateOptions,
): BootstrapEstimate {
  return bootstrapTables([table], ([first]) => statistic(first!), options);
}

/** The same for two systems on the same tasks, each system's runs drawn alone, e.g. for `probabilityOfImprovement`. */
export function bootstrapAggregatePair(
  first: ScoreTable,
  second: ScoreTable,
  statistic: (first: readonly Float64Array[], second: readonly Float64Array[]) => number | null,
  options: AggregateOptions,
): BootstrapEstimate {
  return bootstrapTables([first, second], ([one, two]) => statistic(one!, two!), options);
}

/**
 * The fractional IQM over runs × tasks by counting ranks: one sort in all instead of one per replicate. Gives exactly
 * what `bootstrapAggregate(table, aggregateIqm, …)` gives.
 */
export function bootstrapIqm(table: ScoreTable, options: AggregateOptions): BootstrapEstimate {
  if (options.resample === "runs-and-tasks" || options.order === "runs") {
    return bootstrapAggregate(table, aggregateIqm, options);
  }
  const lists = taskLists(table);
  const pool = sortPool(Float64Array.from(lists.flatMap((list) => Array.from(list))));
  const n = pool.sorted.length;
  const counts = new Int32Array(n);
  const drawn = new Int32Array(n);
  const scratch = new Float64Array(n + 3);
  const taskStart = new Int32Array(n);
  /** Neighbouring tasks with equally many runs: their draws are one stretch of the stream. */
  const evenly: { runs: number; from: number; to: number }[] = [];
  let start = 0;
  for (const { length } of lists) {
    taskStart.fill(start, start, start + length);
    const before = evenly.at(-1);
    if (before?.runs === length) before.to += length;
    else evenly.push({ runs: length, from: start, to: start + length });
    start += length;
  }
  const base = tablesProblem([lists], ([first]) => aggregateIqm(first!), options);
  const draw = (rng: Rng, out: Float64Array, withSe: boolean) => {
    if (withSe) return base.draw(rng, out, withSe);
    counts.fill(0);
    for (let e = 0; e < evenly.length; e++) drawIntegers(rng, evenly[e]!.runs, drawn, evenly[e]!.from, evenly[e]!.to);
    for (let i = 0; i < n; i++) counts[pool.place[taskStart[i]! + drawn[i]!]!]!++;
    out[0] = n === 0 ? Number.NaN : iqmFromCounts(pool.sorted, counts, n, scratch);
  };
  return finish({ ...base, draw }, [lists], options);
}

type TablesStatistic = (tables: readonly (readonly Float64Array[])[]) => number | null;

function bootstrapTables(
  tables: readonly ScoreTable[],
  statistic: TablesStatistic,
  options: AggregateOptions,
): BootstrapEstimate {
  const lists = tables.map(taskLists);
  return finish(tablesProblem(lists, statistic, options), lists, options);
}

function finish(
  problem: ResamplingProblem,
  tables: readonly (readonly Float64Array[])[],
  options: AggregateOptions,
): BootstrapEstimate {
  const settings = resolveOptions({
    ...options,
    method: options.method ?? "bca",
    resamples: options.resamples ?? 50_000,
  });
  const estimate = runBootstrap(problem, settings)[0]!;
  const tasks = tables.flat();
  const single = tasks.filter((task) => task.length === 1).length;
  const notes = [...estimate.notes, `resampled ${options.resample ?? "runs"}`];
  if (single > 0) notes.push(`${single} of ${tasks.length} tasks have one run`);
  const thin = single > 0.2 * tasks.length;
  return thin ? { ...estimate, ci: null, intervals: {}, reason: "too-few", notes } : { ...estimate, notes };
}

function tablesProblem(
  tables: readonly (readonly Float64Array[])[],
  statistic: TablesStatistic,
  options: AggregateOptions,
): ResamplingProblem {
  const value = (drawn: readonly (readonly Float64Array[])[]): number => {
    const result = drawn.some((table) => table.length === 0) ? null : statistic(drawn);
    return result === null || !Number.isFinite(result) ? Number.NaN : result;
  };
  const buffers = tables.map((lists) => lists.map((list) => new Float64Array(list.length)));
  const withTasks = options.resample === "runs-and-tasks";

  function drawRuns(rng: Rng, lists: readonly Float64Array[], into: readonly Float64Array[]): void {
    if (options.order === "runs") {
      const most = lists.reduce((longest, list) => Math.max(longest, list.length), 0);
      for (let run = 0; run < most; run++) {
        lists.forEach((list, t) => {
          if (run < list.length) into[t]![run] = list[rng.integer(list.length)]!;
        });
      }
      return;
    }
    lists.forEach((list, t) => {
      for (let run = 0; run < list.length; run++) into[t]![run] = list[rng.integer(list.length)]!;
    });
  }

  function drawTables(rng: Rng): readonly (readonly Float64Array[])[] {
    if (!withTasks) {
      tables.forEach((lists, s) => {
        drawRuns(rng, lists, buffers[s]!);
      });
      return buffers;
    }
    const tasks = tables[0]!.map(() => rng.integer(tables[0]!.length));
    return tables.map((lists) =>
      tasks.map((task) => Float64Array.from(lists[task]!, () => lists[task]![rng.integer(lists[task]!.length)]!)),
    );
  }

  /** Leave one run out of one task of one system, or one task out of all. */
  function leaveOut(drawn: readonly (readonly Float64Array[])[]): Float64Array[] {
    if (withTasks) {
      return [
        Float64Array.from(drawn[0]!, (_, t) => value(drawn.map((lists) => lists.filter((__, other) => other !== t)))),
      ];
    }
    return drawn.flatMap((lists, s) =>
      lists.flatMap((list, t) => {
        if (list.length < 2) return [];
        const without = Float64Array.from(list, (_, i) => {
          const rest = list.filter((__, place) => place !== i);
          return value(drawn.map((other, o) => (o === s ? other.map((task, k) => (k === t ? rest : task)) : other)));
        });
        return [without];
      }),
    );
  }

  const estimate = value(tables);
  const runs = tables.reduce((sum, lists) => sum + lists.reduce((part, list) => part + list.length, 0), 0);
  const jackknifed = Number.isNaN(estimate) ? [] : leaveOut(tables);
  const df = jackknifed.reduce((sum, list) => sum + list.length - 1, 0);
  const se = df === 0 ? Number.NaN : jackknifeSe(jackknifed);
  return {
    statistics: [{ estimate, se: se <= 1e-14 * Math.abs(estimate) ? 0 : se, df, kind: "plug-in" }],
    units: withTasks ? tables[0]!.length : runs,
    notes: [],
    draw(rng, out, withSe) {
      const drawn = drawTables(rng);
      out[0] = value(drawn);
      if (withSe) out[1] = jackknifeSe(leaveOut(drawn));
    },
    jackknife: () => jackknifed,
  };
}
