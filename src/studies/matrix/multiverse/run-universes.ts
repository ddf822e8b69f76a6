import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { runPredictor } from "../evaluate/run-predictor.ts";
import { scoredCells } from "../evaluate/scored-cells.ts";
import { settleValues } from "../evaluate/settled-values.ts";
import { type Cell, maskView } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import type { Task } from "../protocols/protocol.ts";
import { chooseProbes } from "../select/choose-probes.ts";
import type { SelectionMethod } from "../select/selection-methods.ts";
import { spansOf } from "../spans.ts";
import { effectiveRank, rankShared } from "./effective-rank.ts";
import { type ErrorFigure, errorFigure } from "./error-figure.ts";
import { type Filling, filledView } from "./fill-view.ts";
import { canonicalGround, type Ground, layGround, messageOf, type Outcome, placesOf } from "./ground.ts";
import { batched, ownTasks } from "./own-tasks.ts";
import { type Universe, universeKey } from "./space.ts";
import { universePredictor } from "./universe-predictor.ts";
import type { World } from "./world.ts";

/** What came out of one universe; null where it could not be, with the reasons. */
export interface UniverseResult {
  readonly universe: Universe;
  readonly models: number | null;
  readonly benchmarks: number | null;
  /** Of the filtered table, masked scores counted as there. */
  readonly missingFraction: number | null;
  readonly effectiveRank: number | null;
  /** Benchmarks selected: one a dimension, at least 1, at most 10. */
  readonly k: number | null;
  /** Ids, in the order of selection. */
  readonly subset: readonly string[] | null;
  /** By the universe's own protocol and table; predictions kept within the visible range. */
  readonly own: ErrorFigure | null;
  /** On the masked scores, not kept within any range. The same cells and scale in all universes. */
  readonly canonical: ErrorFigure | null;
  readonly reason: string | null;
}

/**
 * Runs the universes in their order and yields each result as it lands. Those in `done` are taken from there. What
 * universes share (tables, ranks, subsets, errors of one predictor on one protocol) is worked out once; it is kept only while
 * universes on the same table follow each other, so that memory does not grow with their number.
 */
export function* runUniverses(
  world: World,
  universes: readonly Universe[],
  {
    done = new Map(),
    signal,
  }: { readonly done?: ReadonlyMap<string, UniverseResult>; readonly signal?: AbortSignal } = {},
): Generator<UniverseResult> {
  const canonical = canonicalGround(world);
  let here: Ground | null = null;
  for (const universe of universes) {
    signal?.throwIfAborted();
    const known = done.get(universeKey(universe));
    if (known !== undefined) {
      yield known;
      continue;
    }
    const ground = ["duplicates", "zeros", "missing", "filter"].map((part) => universe[part as "filter"]).join(" ");
    if (here?.key !== ground) here = layGround(world, universe, ground, canonical);
    yield here.failure === null ? runUniverse(world, universe, here) : failed(universe, here.failure);
  }
}

function failed(universe: Universe, reason: string): UniverseResult {
  const nothing = { models: null, benchmarks: null, missingFraction: null, effectiveRank: null, k: null, subset: null };
  return { universe, ...nothing, own: null, canonical: null, reason };
}

function runUniverse(world: World, universe: Universe, ground: Ground): UniverseResult {
  const { table, view } = ground;
  const cells = table.models.length * table.benchmarks.length;
  const size = {
    models: table.models.length,
    benchmarks: table.benchmarks.length,
    missingFraction: 1 - table.cells.length / cells,
  };
  try {
    const rank = rankIn(world, universe, ground);
    const k = Math.max(1, Math.min(mostProbes, rank, table.benchmarks.length - 1));
    const subset = subsetIn(world, universe, ground).slice(0, k);
    const own = ownError(world, universe, ground, rank, subset);
    const canonical = canonicalError(world, universe, ground, rank);
    const reasons = [own.reason, canonical.reason].filter((reason) => reason !== null);
    return {
      universe,
      ...size,
      effectiveRank: rank,
      k,
      subset: subset.map((j) => view.benchmarks[j]!.id),
      own: own.figure,
      canonical: canonical.figure,
      reason: reasons.length === 0 ? null : [...new Set(reasons)].join("; "),
    };
  } catch (error) {
    return { ...failed(universe, messageOf(error)), ...size };
  }
}

const mostProbes = 10;
/** Scored cells of a benchmark without a range have this span; an error in it would mean nothing. */
const constant = 1e-9;

function rankIn({ seed }: World, universe: Universe, { view, ranks, rankWork }: Ground): number {
  const { transform, decomposition, rank } = universe;
  return remembered(ranks, `${transform} ${decomposition} ${rank}`, () => {
    const shared = remembered(rankWork, `${transform} ${decomposition}`, () => rankShared(view, universe));
    return effectiveRank(view, universe, rank, rngStream(seed, "matrix", "multiverse", "rank"), shared);
  });
}

function subsetIn({ seed }: World, { selection, missing }: Universe, { view, subsets }: Ground): readonly number[] {
  return remembered(subsets, selection, () => {
    const shown = missing === "masked" ? view : filledView(view, missing as Filling);
    return chooseProbes(shown, {
      method: selection as SelectionMethod,
      limit: { k: Math.min(mostProbes, view.benchmarks.length - 1) },
      among: [...view.models.keys()],
      span: spansOf(view),
      rng: rngStream(seed, "matrix", "multiverse", "selection"),
    });
  });
}

function ownError(
  { seed, together }: World,
  universe: Universe,
  { visible, errors }: Ground,
  rank: number,
  subset: readonly number[],
): Outcome {
  const { key, make } = universePredictor(universe, rank);
  const probes = universe.protocol === "leave-one-model" ? subset.toSorted((a, b) => a - b).join(",") : "";
  return remembered(errors, `${universe.protocol} ${probes} ${key}`, () =>
    attempt(() => {
      const tasks = ownTasks(visible, universe.protocol, { seed, subset, together });
      const cells = scoredCells(visible, tasks);
      const run = runPredictor(make(), visible, tasks, { seed });
      const { clipped } = settleValues(run, cells, visible.benchmarks, "range");
      const found = cells.flatMap(({ model, truth, span }, i) => {
        const value = clipped[i]!;
        const scored = value !== null && span > constant;
        return scored ? [{ model, error: (100 * Math.abs(value - truth)) / span }] : [];
      });
      return { figure: errorFigure(found), reason: run.status === "error" ? run.reason : null };
    }),
  );
}

function canonicalError({ seed, together }: World, universe: Universe, ground: Ground, rank: number): Outcome {
  const { key, make } = universePredictor(universe, rank);
  return remembered(ground.errors, `canonical ${key}`, () =>
    attempt(() => {
      const { table, canonical } = ground;
      const { cells, of } = placesOf(table, canonical.cells);
      const tasks = maskTasks(cells, together);
      const { values, reason } = predictions(make(), table, tasks, seed);
      const scored = tasks.flatMap((task) => task.scored);
      const at = new Map(scored.map((cell, i) => [`${cell.model} ${cell.benchmark}`, values[i]!]));
      const found = canonical.cells.flatMap((cell, i) => {
        const place = of[i]!;
        const predicted = place === null ? null : at.get(`${place.model} ${place.benchmark}`)!;
        const value = predicted ?? canonical.means.get(cell.benchmarkId) ?? null;
        const { model, span } = cell;
        return value === null || span === null ? [] : [{ model, error: (100 * Math.abs(value - cell.truth)) / span }];
      });
      return { figure: errorFigure(found), reason };
    }),
  );
}

/** One task a model, `together` of them as one. */
function maskTasks(cells: readonly Cell[], together: number): Task[] {
  const byModel = [...Map.groupBy(cells, ({ model }) => model).values()];
  return batched(
    byModel.map((hidden) => ({ group: "canonical", hidden, scored: hidden })),
    together,
  );
}

/** In the order of the tasks' cells; what the predictor leaves open takes the mean of what its task shows. */
function predictions(predictor: Predictor, table: ScoreTable, tasks: readonly Task[], seed: number) {
  const { estimates, status, reason } = runPredictor(predictor, table, tasks, { seed });
  const values = estimates.map((estimate) => estimate?.value ?? null);
  let from = 0;
  for (const { hidden, scored } of tasks) {
    const open = [...scored.keys()].filter((k) => values[from + k] === null);
    const columns = open.length === 0 ? null : maskView(table, hidden).columns;
    for (const k of open) {
      const j = scored[k]!.benchmark;
      values[from + k] = meanOf(columns!.value.subarray(columns!.start[j]!, columns!.start[j + 1]!));
    }
    from += scored.length;
  }
  return { values, reason: status === "error" ? reason : null };
}

function meanOf(values: Float64Array): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** A universe that cannot be is an outcome; what is no error of ours is none. */
function attempt(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    return { figure: null, reason: messageOf(error) };
  }
}
