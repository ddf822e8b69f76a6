import { AssayError } from "../../../errors/assay-error.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { filterTable } from "../filter-table.ts";
import { type Cell, type MaskedView, maskView } from "../masked-view.ts";
import { withoutCells } from "../protocols/without-cells.ts";
import type { rankShared } from "./effective-rank.ts";
import type { ErrorFigure } from "./error-figure.ts";
import type { Universe } from "./space.ts";
import { type CanonicalCell, canonicalCells, tableKey, type World } from "./world.ts";

/** The masked scores, the same in all universes. */
export interface CanonicalGround {
  readonly cells: readonly CanonicalCell[];
  /** Of each benchmark's scores that are not masked, unfiltered, by id: for what a filter leaves without a prediction. */
  readonly means: ReadonlyMap<string, number>;
}

/** What universes with the same table have in common, and what was worked out for some of them. */
export interface Ground {
  readonly key: string;
  /** Why no universe can be run on it. */
  readonly failure: string | null;
  /** Filtered, masked scores among its cells. */
  readonly table: ScoreTable;
  /** The same without masked scores: all that the analysis sees. */
  readonly visible: ScoreTable;
  readonly view: MaskedView;
  readonly canonical: CanonicalGround;
  readonly ranks: Map<string, number>;
  readonly rankWork: Map<string, ReturnType<typeof rankShared>>;
  readonly subsets: Map<string, readonly number[]>;
  readonly errors: Map<string, Outcome>;
}

export type Outcome = { readonly figure: ErrorFigure | null; readonly reason: string | null };

/** Throws InvalidInputError where the mask does not fit the table. */
export function canonicalGround(world: World): CanonicalGround {
  const cells = canonicalCells(world);
  const shown = withoutCells(world.truth, placesOf(world.truth, cells).cells);
  const byBenchmark = Map.groupBy(shown.cells, ({ benchmark }) => shown.benchmarks[benchmark]!.id);
  const mean = (own: readonly { readonly value: number }[]) =>
    own.reduce((sum, { value }) => sum + value, 0) / own.length;
  return { cells, means: new Map([...byBenchmark].map(([id, own]) => [id, mean(own)])) };
}

export function layGround(world: World, universe: Universe, key: string, canonical: CanonicalGround): Ground {
  const read = world.tables.get(tableKey(universe.duplicates, universe.zeros))!;
  const made = (failure: string | null, table: ScoreTable, visible: ScoreTable): Ground => ({
    key,
    failure,
    table,
    visible,
    view: maskView(visible),
    canonical,
    ranks: new Map(),
    rankWork: new Map(),
    subsets: new Map(),
    errors: new Map(),
  });
  try {
    const table = filterTable(read, filterOf(universe.filter));
    const visible = withoutCells(table, placesOf(table, canonical.cells).cells);
    const thin = table.models.length < 3 || table.benchmarks.length < 2 || visible.cells.length < fewestCells;
    return made(thin ? "too little is left after the filter" : null, table, visible);
  } catch (error) {
    return made(messageOf(error), read, read);
  }
}

const fewestCells = 6;

function filterOf(level: string): { readonly minPerBenchmark: number; readonly minPerModel: number } {
  const [minPerBenchmark, minPerModel] = level === "none" ? [1, 1] : level.split("/").map(Number);
  return { minPerBenchmark: minPerBenchmark!, minPerModel: minPerModel! };
}

/** Where the masked cells are in a filtered table; null for those whose model or benchmark was filtered out. */
export function placesOf(table: ScoreTable, canonical: readonly CanonicalCell[]) {
  const models = new Map(table.models.map(({ id }, at) => [id, at]));
  const benchmarks = new Map(table.benchmarks.map(({ id }, at) => [id, at]));
  const of = canonical.map(({ modelId, benchmarkId }): Cell | null => {
    const [model, benchmark] = [models.get(modelId), benchmarks.get(benchmarkId)];
    return model === undefined || benchmark === undefined ? null : { model, benchmark };
  });
  return { of, cells: of.filter((cell) => cell !== null) };
}

/** The words of an error that is an outcome of a universe; any other is thrown on. */
export function messageOf(error: unknown): string {
  if (error instanceof AssayError || error instanceof RangeError) return error.message;
  throw error;
}
