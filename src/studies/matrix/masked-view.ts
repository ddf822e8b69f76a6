import type { ScoreTable, TableBenchmark, TableModel } from "../../sources/score-table/score-table.ts";

/** A place in the table: positions in `models` and `benchmarks`. */
export interface Cell {
  readonly model: number;
  readonly benchmark: number;
}

/**
 * All a predictor may see: copies of the visible cells, names and public facts. It holds no reference to the full table,
 * so what is hidden cannot be reached through it.
 */
export interface MaskedView {
  readonly models: readonly TableModel[];
  readonly benchmarks: readonly TableBenchmark[];
  /** Visible cells by model; `index` names the benchmark. */
  readonly rows: CompressedCells;
  /** The same cells by benchmark; `index` names the model. */
  readonly columns: CompressedCells;
}

/** Line i holds the entries from start[i] up to start[i + 1], by ascending index. */
export interface CompressedCells {
  /** One more than there are lines. */
  readonly start: Int32Array;
  readonly index: Int32Array;
  /** Raw scores, in each benchmark's own unit. */
  readonly value: Float64Array;
}

/** A visible cell with its raw score. */
export interface ValuedCell extends Cell {
  readonly value: number;
}

/** Visible cells by model, then benchmark. */
export function visibleCells(view: MaskedView): ValuedCell[] {
  return view.models.flatMap((_model, model) => cellsOfModel(view, model));
}

/** A model's visible cells, by benchmark. */
export function cellsOfModel({ rows }: MaskedView, model: number): ValuedCell[] {
  const cells: ValuedCell[] = [];
  for (let k = rows.start[model]!; k < rows.start[model + 1]!; k++) {
    cells.push({ model, benchmark: rows.index[k]!, value: rows.value[k]! });
  }
  return cells;
}

/** How many visible scores a model has. */
export function scoresOf({ rows }: MaskedView, model: number): number {
  return rows.start[model + 1]! - rows.start[model]!;
}

/** How many visible scores a benchmark has. */
export function scoresOn({ columns }: MaskedView, benchmark: number): number {
  return columns.start[benchmark + 1]! - columns.start[benchmark]!;
}

/** Public facts about a model that a view leaves out. */
export interface BlankedFacts {
  readonly model: number;
  readonly facts: "provider" | "all";
}

/** The table without the hidden cells and facts. Hiding a cell that is not there does nothing. */
export function maskView(
  table: ScoreTable,
  hidden: Iterable<Cell> = [],
  blanked: readonly BlankedFacts[] = [],
): MaskedView {
  return viewOf(table, table.cells, hidden, blanked);
}

/** A view that shows less of another one: how calibration hides cells without ever holding the full table. */
export function narrowView(
  view: MaskedView,
  hidden: Iterable<Cell>,
  blanked: readonly BlankedFacts[] = [],
): MaskedView {
  return viewOf(view, visibleCells(view), hidden, blanked);
}

function viewOf(
  { models, benchmarks }: Pick<MaskedView, "models" | "benchmarks">,
  cells: readonly ValuedCell[],
  hidden: Iterable<Cell>,
  blanked: readonly BlankedFacts[],
): MaskedView {
  const width = benchmarks.length;
  const gone = new Set<number>();
  for (const { model, benchmark } of hidden) gone.add(model * width + benchmark);
  const visible = cells.filter(({ model, benchmark }) => !gone.has(model * width + benchmark));
  const unknown = new Map(blanked.map(({ model, facts }) => [model, facts]));
  return {
    models: models.map((model, at) => withoutFacts(model, unknown.get(at))),
    benchmarks: benchmarks.map((benchmark) => ({ ...benchmark })),
    rows: compress(
      models.length,
      visible.map(({ model, benchmark, value }) => ({ line: model, index: benchmark, value })),
    ),
    columns: compress(
      width,
      visible.map(({ model, benchmark, value }) => ({ line: benchmark, index: model, value })),
    ),
  };
}

function withoutFacts(model: TableModel, facts: BlankedFacts["facts"] | undefined): TableModel {
  if (facts === undefined) return { ...model };
  if (facts === "provider") return { ...model, provider: null };
  return {
    id: model.id,
    name: model.name,
    provider: null,
    releaseDate: null,
    releaseDatePrecision: null,
    parametersTotalM: null,
    parametersActiveM: null,
    isReasoning: null,
    openWeights: null,
  };
}

function compress(
  lines: number,
  entries: readonly { readonly line: number; readonly index: number; readonly value: number }[],
): CompressedCells {
  const start = new Int32Array(lines + 1);
  for (const { line } of entries) start[line + 1]!++;
  for (let i = 0; i < lines; i++) start[i + 1]! += start[i]!;
  const index = new Int32Array(entries.length);
  const value = new Float64Array(entries.length);
  const sorted = entries.toSorted((a, b) => a.line - b.line || a.index - b.index);
  for (const [k, entry] of sorted.entries()) {
    index[k] = entry.index;
    value[k] = entry.value;
  }
  return { start, index, value };
}
