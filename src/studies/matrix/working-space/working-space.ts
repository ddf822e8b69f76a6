import { quantile } from "../../../stats/describe/quantile.ts";
import type { CompressedCells, MaskedView } from "../masked-view.ts";
import { type ColumnScale, chooseTransform, type TransformRule } from "./choose-transform.ts";
import { type Transform, type TransformId, transformOf } from "./transform.ts";

export interface WorkingSpaceOptions {
  /** How a column's scale is told. Default `metadata`. */
  readonly rule?: TransformRule;
  /**
   * One transform for all columns instead of logit for proportions and identity for the rest. `logit` and `probit` leave
   * columns that are no proportions as they are.
   */
  readonly transform?: TransformId;
  /** `shrunk` (default) pulls the spread of thin proportion columns to the typical one; `plain` is a bare z-score. */
  readonly standardise?: "shrunk" | "plain";
}

/** One benchmark's way into working space, learnt from its visible cells. */
export interface WorkingColumn {
  readonly scale: ColumnScale;
  readonly transform: Transform;
  /** Visible cells. */
  readonly count: number;
  /** Of the transformed visible scores; for a cold column that of its peers. */
  readonly mean: number;
  /** What a transformed score is divided by, always above 0. */
  readonly sd: number;
  /** For a column without a visible cell: the columns that stand in for it, those of its category if there are any. */
  readonly peers: readonly number[];
}

/** The transformed, standardised scale in which predictors work. Mean 0 and spread about 1 in each column. */
export interface WorkingSpace {
  readonly columns: readonly WorkingColumn[];
  /** Visible cells by model, standardised. */
  readonly rows: CompressedCells;
  /** Visible cells by benchmark, standardised. */
  readonly byBenchmark: CompressedCells;
  toWorking(benchmark: number, score: number): number;
  toScore(benchmark: number, value: number): number;
  /** Points of the benchmark that one unit of working space is worth at a value there. */
  slope(benchmark: number, value: number): number;
}

/** Cells worth of the typical spread that a proportion column's own is mixed with. */
const shrinkage = 3;
/** Proportion columns with fewer cells do not tell what spread is typical. */
const wellFilled = 8;

/** Learnt from what the view shows, and from nothing else. */
export function workingSpace(view: MaskedView, options: WorkingSpaceOptions = {}): WorkingSpace {
  const raw = view.benchmarks.map((benchmark, j) => {
    const visible = Array.from(view.columns.value.subarray(view.columns.start[j]!, view.columns.start[j + 1]!));
    const scale = chooseTransform(benchmark, visible, options.rule);
    const transform = transformOf(transformFor(scale, options.transform), visible, scale.unit);
    return { scale, transform, ...moments(visible.map(transform.forward)) };
  });
  const spreads = options.standardise === "plain" ? raw.map(plainSpread) : shrunkSpreads(raw);
  const warm = raw.map((column, j): WorkingColumn => ({ ...column, sd: spreads[j]!, peers: [] }));
  const columns = warm.map((column, j) => (column.count > 0 ? column : coldColumn(view, warm, j)));
  const toWorking = (j: number, score: number) =>
    (columns[j]!.transform.forward(score) - columns[j]!.mean) / columns[j]!.sd;
  const transformed = (j: number, value: number) => value * columns[j]!.sd + columns[j]!.mean;
  return {
    columns,
    rows: mapped(view.rows, (score, _, j) => toWorking(j, score)),
    byBenchmark: mapped(view.columns, (score, j) => toWorking(j, score)),
    toWorking,
    toScore: (j, value) => columns[j]!.transform.inverse(transformed(j, value)),
    slope: (j, value) => columns[j]!.transform.slope(transformed(j, value)) * columns[j]!.sd,
  };
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Divisor n. */
  readonly sd: number;
}

function transformFor({ kind }: ColumnScale, asked: TransformId | undefined): TransformId {
  if (asked === undefined) return kind === "proportion" ? "logit" : "identity";
  return kind === "identity" && (asked === "logit" || asked === "probit") ? "identity" : asked;
}

/** Sums run over differences from the first value, so that equal values have a spread of exactly 0. */
function moments(values: readonly number[]): Moments {
  const count = values.length;
  const first = values[0] ?? 0;
  const mean = first + values.reduce((sum, value) => sum + (value - first), 0) / Math.max(1, count);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count);
  return { count, mean, sd: Math.sqrt(variance) };
}

function plainSpread({ sd }: Moments): number {
  return sd < 1e-8 ? 1 : sd;
}

function shrunkSpreads(columns: readonly (Moments & { readonly scale: ColumnScale })[]): number[] {
  const proportions = columns.filter(({ scale, count }) => scale.kind === "proportion" && count > 0);
  const filled = proportions.filter(({ count }) => count >= wellFilled);
  const spreads = (filled.length > 0 ? filled : proportions).map(({ sd }) => sd);
  const typical = quantile(spreads, 0.5) ?? 0;
  return columns.map(({ scale, count, mean, sd }) => {
    const spread =
      scale.kind === "proportion"
        ? Math.sqrt((count * sd ** 2 + shrinkage * typical ** 2) / (count + shrinkage))
        : sd || 0.03 * Math.abs(mean) || 1;
    return Math.max(1e-3, spread);
  });
}

/**
 * Where and how wide the peers lie. A peer holds proportions too, under the same transform; numbers on a scale of their
 * own, and transforms learnt from a column's own scores, have no peers. Without peers the column has no scale at all, and
 * nothing can be said of it.
 */
function coldColumn(view: MaskedView, columns: readonly WorkingColumn[], j: number): WorkingColumn {
  const cold = columns[j]!;
  const fixed = !learnt.has(cold.transform.id) && cold.scale.kind === "proportion";
  const alike = columns.flatMap(({ scale, count }, k) =>
    fixed && count > 0 && scale.kind === "proportion" ? [k] : [],
  );
  const { category, range } = view.benchmarks[j]!;
  const near = alike.filter((k) => category !== null && view.benchmarks[k]!.category === category);
  const peers = near.length > 0 ? near : alike;
  if (peers.length === 0) return { ...cold, mean: 0, sd: 1 };
  const unit = range === null && peers.every((k) => columns[k]!.scale.unit === 100) ? 100 : cold.scale.unit;
  const { mean, sd: between } = moments(peers.map((k) => columns[k]!.mean));
  const within = peers.reduce((sum, k) => sum + columns[k]!.sd ** 2, 0) / peers.length;
  return {
    scale: { ...cold.scale, unit },
    transform: transformOf(cold.transform.id, [], unit),
    count: 0,
    mean,
    sd: Math.sqrt(within + between ** 2),
    peers,
  };
}

const learnt: ReadonlySet<TransformId> = new Set(["quantile", "zscore", "minmax"]);

function mapped(cells: CompressedCells, f: (score: number, line: number, index: number) => number): CompressedCells {
  const value = new Float64Array(cells.value.length);
  for (let line = 0; line + 1 < cells.start.length; line++) {
    for (let k = cells.start[line]!; k < cells.start[line + 1]!; k++)
      value[k] = f(cells.value[k]!, line, cells.index[k]!);
  }
  return { start: cells.start, index: cells.index, value };
}
