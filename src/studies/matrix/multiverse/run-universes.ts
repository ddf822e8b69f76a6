import { AssayError } from "../../../errors/assay-error.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { runPredictor } from "../evaluate/run-predictor.ts";
import { scoredCells } from "../evaluate/scored-cells.ts";
import { settleValues } from "../evaluate/settled-values.ts";
import { filterTable } from "../filter-table.ts";
import { type Cell, type MaskedView, maskView } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import type { Task } from "../protocols/protocol.ts";
import { withoutCells } from "../protocols/without-cells.ts";
import { chooseProbes } from "../select/choose-probes.ts";
import type { SelectionMethod } from "../select/selection-methods.ts";
import { spansOf } from "../spans.ts";
import { effectiveRank, rankShared } from "./effective-rank.ts";
import { type ErrorFigure, errorFigure } from "./error-figure.ts";
import { type Filling, filledView } from "./fill-view.ts";
import { batched, ownTasks } from "./own-tasks.ts";
import { type Universe, universeKey } from "./space.ts";
import { universePredictor } from "./universe-predictor.ts";
import { type CanonicalCell, canonicalCells, tableKey, type World } from "./world.ts";

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
  const canonical = canonicalCells(world);
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

/** What universes with the same table have in common, and what was worked out for some of them. */
interface Ground {
  readonly key: string;
  readonly failure: string | null;
  /** Filtered, masked scores among its cells. */
  readonly table: ScoreTable;
  /** The same without masked scores: all that the analysis sees. */
  readonly visible: ScoreTable;
  readonly view: MaskedView;
  readonly canonical: readonly CanonicalCell[];
  readonly ranks: Map<string, number>;
  readonly rankWork: Map<string, ReturnType<typeof rankShared>>;
  readonly subsets: Map<string, readonly number[]>;
  readonly errors: Map<string, Outcome>;
}

type Outcome = { readonly figure: ErrorFigure | null; readonly reason: string | null };

function layGround(world: World, universe: Universe, key: string, canonical: readonly CanonicalCell[]): Ground {
  const read = world.tables.get(tableKey(universe.duplicates, universe.zeros))!;
  const caches = { ranks: new Map(), rankWork: new Map(), subsets: new Map(), errors: new Map() };
  try {
    const table = filterTable(read, filterOf(universe.filter));
    const visible = withoutCells(table, placesOf(table, canonical).cells);
    if (table.models.length < 3 || table.benchmarks.length < 2 || visible.cells.length < 6) {
      return {
        key,
        failure: "too little is left after the filter",
        table,
        visible,
        view: maskView(visible),
        canonical,
        ...caches,
      };
    }
    return { key, failure: null, table, visible, view: maskView(visible), canonical, ...caches };
  } catch (error) {
    return { key, failure: messageOf(error), table: read, visible: read, view: maskView(read), canonical, ...caches };
  }
}

export function filterOf(level: string): { readonly minPerBenchmark: number; readonly minPerModel: number } {
  const [minPerBenchmark, minPerModel] = level === "none" ? [1, 1] : level.split("/").map(Number);
  return { minPerBenchmark: minPerBenchmark!, minPerModel: minPerModel! };
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

function canonicalError({ seed, together, truth }: World, universe: Universe, ground: Ground, rank: number): Outcome {
  const { key, make } = universePredictor(universe, rank);
  return remembered(ground.errors, `canonical ${key}`, () =>
    attempt(() => {
      const { table, canonical } = ground;
      const { cells, of } = placesOf(table, canonical);
      const tasks = maskTasks(cells, together);
      const { values, reason } = predictions(make(), table, tasks, seed);
      const scored = tasks.flatMap((task) => task.scored);
      const at = new Map(scored.map((cell, i) => [`${cell.model} ${cell.benchmark}`, values[i]!]));
      const means = visibleMeans(truth, canonical);
      const found = canonical.flatMap((cell, i) => {
        const place = of[i]!;
        const predicted = place === null ? null : at.get(`${place.model} ${place.benchmark}`)!;
        const value = predicted ?? means.get(cell.benchmarkId) ?? null;
        const model = truth.models.findIndex(({ id }) => id === cell.modelId);
        const { span } = cell;
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
  const shown = tasks.flatMap(({ hidden, scored }) => {
    const { columns } = maskView(table, hidden);
    return scored.map(({ benchmark }) =>
      meanOf(columns.value.subarray(columns.start[benchmark]!, columns.start[benchmark + 1]!)),
    );
  });
  return {
    values: estimates.map((estimate, i) => estimate?.value ?? shown[i]!),
    reason: status === "error" ? reason : null,
  };
}

function meanOf(values: Float64Array): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where the masked cells are in a filtered table; null for those whose model or benchmark was filtered out. */
function placesOf(table: ScoreTable, canonical: readonly CanonicalCell[]) {
  const models = new Map(table.models.map(({ id }, at) => [id, at]));
  const benchmarks = new Map(table.benchmarks.map(({ id }, at) => [id, at]));
  const of = canonical.map(({ modelId, benchmarkId }): Cell | null => {
    const [model, benchmark] = [models.get(modelId), benchmarks.get(benchmarkId)];
    return model === undefined || benchmark === undefined ? null : { model, benchmark };
  });
  return { of, cells: of.filter((cell) => cell !== null) };
}

/** Means of all benchmarks' visible scores, for cells that the filter or the predictor leaves without a prediction. */
function visibleMeans(truth: ScoreTable, canonical: readonly CanonicalCell[]): Map<string, number> {
  const shown = withoutCells(truth, placesOf(truth, canonical).cells);
  const byBenchmark = Map.groupBy(shown.cells, ({ benchmark }) => shown.benchmarks[benchmark]!.id);
  return new Map(
    [...byBenchmark].map(([id, own]) => [id, own.reduce((sum, { value }) => sum + value, 0) / own.length]),
  );
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

function messageOf(error: unknown): string {
  if (error instanceof AssayError || error instanceof RangeError) return error.message;
  throw error;
}
