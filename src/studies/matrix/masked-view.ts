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
  const cells: Entry[] = [];
  for (let model = 0; model < view.models.length; model++) {
    for (let k = view.rows.start[model]!; k < view.rows.start[model + 1]!; k++) {
      cells.push({ model, benchmark: view.rows.index[k]!, value: view.rows.value[k]! });
    }
  }
  return viewOf(view, cells, hidden, blanked);
}

interface Entry extends Cell {
  readonly value: number;
}

function viewOf(
  { models, benchmarks }: Pick<MaskedView, "models" | "benchmarks">,
  cells: readonly Entry[],
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
