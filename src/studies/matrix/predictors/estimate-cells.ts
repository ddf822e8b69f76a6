import type { Cell, MaskedView } from "../masked-view.ts";
import type { CellEstimate, PredictionReason, Support } from "../predictor.ts";
import type { WorkingSpace } from "../working-space/working-space.ts";

/** A prediction in working space; variance null where the method has none. */
export interface WorkingEstimate {
  readonly mean: number;
  readonly variance: number | null;
}

/** What a method says of model i on benchmark j, or why it cannot. */
export type WorkingRule = (model: number, benchmark: number) => WorkingEstimate | PredictionReason;

/**
 * Estimates of a method that works in `space`, brought back to scores. A benchmark without a visible cell is null, unless
 * `cold` is `peers`: then it is taken for a typical benchmark of its category, as uncertain as they are about the model
 * and different from each other.
 */
export function estimateInSpace(
  view: MaskedView,
  space: WorkingSpace,
  cells: readonly Cell[],
  rule: WorkingRule,
  cold: "null" | "peers" = "null",
): CellEstimate[] {
  return cells.map((cell) => {
    const { model: i, benchmark: j } = cell;
    const support = supportOf(view, cell);
    const isCold = space.columns[j]!.count === 0;
    const found = !isCold ? rule(i, j) : cold === "peers" ? fromPeers(space, i, j, rule) : "cold_benchmark";
    if (typeof found === "string") return noEstimate(view, cell, found);
    const sd = found.variance === null ? null : Math.sqrt(found.variance);
    const reason = isCold ? "cold_benchmark" : support.modelScores === 0 ? "cold_model" : null;
    return {
      cell,
      value: space.toScore(j, found.mean),
      working: found.mean,
      sd,
      support,
      ...(reason !== null && { reason }),
    };
  });
}

/** For methods that work on the scores themselves: a rule gives a score, or a reason. */
export function estimateScores(
  view: MaskedView,
  cells: readonly Cell[],
  rule: (model: number, benchmark: number) => number | PredictionReason,
): CellEstimate[] {
  return cells.map((cell) => {
    const value = isColdBenchmark(view, cell.benchmark) ? "cold_benchmark" : rule(cell.model, cell.benchmark);
    if (typeof value === "string") return noEstimate(view, cell, value);
    return { cell, value, working: null, sd: null, support: supportOf(view, cell) };
  });
}

export function noEstimate(view: MaskedView, cell: Cell, reason: PredictionReason): CellEstimate {
  return { cell, value: null, working: null, sd: null, support: supportOf(view, cell), reason };
}

export function supportOf({ rows, columns }: MaskedView, { model: i, benchmark: j }: Cell): Support {
  return {
    modelScores: rows.start[i + 1]! - rows.start[i]!,
    benchmarkScores: columns.start[j + 1]! - columns.start[j]!,
  };
}

function isColdBenchmark({ columns }: MaskedView, j: number): boolean {
  return columns.start[j + 1] === columns.start[j];
}

function fromPeers(space: WorkingSpace, i: number, j: number, rule: WorkingRule): WorkingEstimate | PredictionReason {
  const { peers, mean, sd } = space.columns[j]!;
  const found = peers.flatMap((k) => {
    const peer = rule(i, k);
    if (typeof peer === "string") return [];
    const column = space.columns[k]!;
    return [{ mean: column.mean + column.sd * peer.mean, variance: column.sd ** 2 * (peer.variance ?? 0) }];
  });
  if (found.length === 0) return "cold_benchmark";
  const mixed = mixtureOf(found);
  return { mean: (mixed.mean - mean) / sd, variance: mixed.variance / sd ** 2 };
}

/** Mean and variance of an even mixture: the mean variance plus the variance (divisor n) of the means. */
export function mixtureOf(parts: readonly { readonly mean: number; readonly variance: number }[]): {
  readonly mean: number;
  readonly variance: number;
} {
  const mean = parts.reduce((sum, part) => sum + part.mean, 0) / parts.length;
  return {
    mean,
    variance: parts.reduce((sum, part) => sum + part.variance + (part.mean - mean) ** 2, 0) / parts.length,
  };
}
