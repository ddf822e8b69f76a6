import { drawIntegers, type Rng } from "../chance/rng.ts";
import { finiteCopy, requireSameLength } from "../input-checks.ts";
import { type BootstrapEstimate, resolveOptions } from "./bootstrap-options.ts";
import type { StratifiedOptions } from "./bootstrap-ratio.ts";
import { refuseThinStrata } from "./refuse-thin-strata.ts";
import { jackknifeSe, type ResamplingProblem } from "./resampling-problem.ts";
import { runBootstrap } from "./run-bootstrap.ts";
import { groupStrata, type Label, type Strata } from "./strata.ts";

export interface ClusteredOptions extends StratifiedOptions {
  /** One label per row; clusters are drawn and bring all their rows. Strata then hold whole clusters. */
  clusters?: ArrayLike<Label>;
}

/** A statistic of the drawn rows, given one list per column; `null` where it is undefined. */
export type RowsStatistic = (...columns: Float64Array[]) => number | null;

/**
 * Bootstrap interval of any statistic of one sample. `statistic` gets the drawn values and must not keep them. Without a
 * `method`: BCa from 10 units (rows, or clusters), else `too-few`. Smooth statistics only; a maximum has no bootstrap.
 */
export function bootstrap(
  values: ArrayLike<number>,
  statistic: (values: Float64Array) => number | null,
  options: ClusteredOptions,
): BootstrapEstimate {
  return bootstrapRows([values], statistic, options);
}

/**
 * The same for rows of several columns drawn together, such as pairs: one index serves all columns. Columns have the
 * same length.
 */
export function bootstrapRows(
  columns: readonly ArrayLike<number>[],
  statistic: RowsStatistic,
  options: ClusteredOptions,
): BootstrapEstimate {
  const lists = columns.map((column, i) => finiteCopy(columns.length === 1 ? "values" : `columns[${i}]`, column));
  for (const [i, list] of lists.entries()) requireSameLength("columns[0]", lists[0]!, `columns[${i}]`, list);
  const rows = lists[0]?.length ?? 0;
  const clusters = groupStrata(rows, options.clusters ?? Array.from({ length: rows }, (_, i) => i));
  const strata = strataOfClusters(clusters, options);
  const problem = rowsProblem(lists, statistic, clusters, strata, options.rng);
  return refuseThinStrata(strata, runBootstrap(problem, resolveOptions(options))[0]!);
}

/** The stratum of each cluster is that of its first row. */
function strataOfClusters(clusters: Strata, options: ClusteredOptions): Strata {
  const count = clusters.labels.length;
  if (options.strata === undefined) return groupStrata(count);
  requireSameLength("values", clusters.order, "strata", options.strata);
  const labels = Array.from({ length: count }, (_, c) => options.strata![clusters.order[clusters.starts[c]!]!]!);
  return groupStrata(count, labels);
}

/** Beyond this many units a jackknife of a statistic that must be recomputed leaves out random groups. */
const jackknifeLimit = 5000;
const jackknifeGroups = 200;

function rowsProblem(
  lists: readonly Float64Array[],
  statistic: RowsStatistic,
  clusters: Strata,
  strata: Strata,
  rng: Rng,
): ResamplingProblem {
  const units = clusters.labels.length;
  const rowsOf = (unit: number) => clusters.order.subarray(clusters.starts[unit]!, clusters.starts[unit + 1]!);
  let buffers = lists.map((list) => new Float64Array(list.length));
  const drawn = new Int32Array(units);
  /** Each row a unit of its own, in order: then a unit is a place in the lists. */
  const single = units === (lists[0]?.length ?? 0);

  /** The statistic on the rows of these units, without those where `skip` is true. */
  function evaluate(chosen: Int32Array, skip?: (place: number) => boolean): number {
    let size = single ? takeSingle(chosen, skip) : 0;
    for (let place = 0; place < chosen.length && !single; place++) {
      if (skip?.(place)) continue;
      const rows = rowsOf(chosen[place]!);
      if (size + rows.length > (buffers[0]?.length ?? 0)) {
        buffers = buffers.map((buffer) => {
          const larger = new Float64Array(2 * (size + rows.length));
          larger.set(buffer);
          return larger;
        });
      }
      for (let c = 0; c < lists.length; c++) {
        for (let i = 0; i < rows.length; i++) buffers[c]![size + i] = lists[c]![rows[i]!]!;
      }
      size += rows.length;
    }
    const value = statistic(...buffers.map((buffer) => buffer.subarray(0, size)));
    return value === null || !Number.isFinite(value) ? Number.NaN : value;
  }

  function takeSingle(chosen: Int32Array, skip?: (place: number) => boolean): number {
    let size = 0;
    for (let place = 0; place < chosen.length; place++) {
      if (skip?.(place)) continue;
      for (let c = 0; c < lists.length; c++) buffers[c]![size] = lists[c]![chosen[place]!]!;
      size++;
    }
    return size;
  }

  function leaveOut(chosen: Int32Array): Float64Array[] {
    const result: Float64Array[] = [];
    for (let h = 1; h < strata.starts.length; h++) {
      const [first, last] = [strata.starts[h - 1]!, strata.starts[h]!];
      if (last - first < 2) continue;
      result.push(
        Float64Array.from({ length: last - first }, (_, i) => evaluate(chosen, (place) => place === first + i)),
      );
    }
    return result;
  }

  function leaveGroupsOut(): Float64Array[] {
    const groupOf = Int32Array.from({ length: units }, (_, i) => i % jackknifeGroups);
    const shuffler = rng.fork("jackknife");
    for (let i = units - 1; i > 0; i--) {
      const j = shuffler.integer(i + 1);
      [groupOf[i], groupOf[j]] = [groupOf[j]!, groupOf[i]!];
    }
    return [
      Float64Array.from({ length: jackknifeGroups }, (_, g) => evaluate(strata.order, (place) => groupOf[place] === g)),
    ];
  }

  function draw(source: Rng, out: Float64Array, withSe: boolean): void {
    for (let h = 1; h < strata.starts.length; h++) {
      const [first, last] = [strata.starts[h - 1]!, strata.starts[h]!];
      drawIntegers(source, last - first, drawn, first, last);
      for (let i = first; i < last; i++) drawn[i] = strata.order[first + drawn[i]!]!;
    }
    out[0] = evaluate(drawn);
    if (withSe) out[1] = jackknifeSe(leaveOut(drawn));
  }

  const grouped = units > jackknifeLimit;
  let cache: readonly Float64Array[] | null = null;
  const jackknife = () => {
    cache ??= grouped ? leaveGroupsOut() : leaveOut(strata.order);
    return cache;
  };
  const estimate = units === 0 ? Number.NaN : evaluate(strata.order);
  const se = units < 2 ? Number.NaN : jackknifeSe(jackknife());
  const df = units - strata.labels.length;
  return {
    statistics: [{ estimate, se: se <= 1e-14 * Math.abs(estimate) ? 0 : se, df, kind: "plug-in" }],
    units,
    notes: grouped ? [`jackknife over ${jackknifeGroups} random groups`] : [],
    draw,
    jackknife,
  };
}
