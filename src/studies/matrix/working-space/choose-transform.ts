import type { TableBenchmark } from "../../../sources/score-table/score-table.ts";

/** `metadata` reads the declared range and the metric's words first; `range` looks at the visible scores alone. */
export type TransformRule = "metadata" | "range";

/** Whether a column holds shares of a whole (logit) or numbers on a scale of their own (identity), and why. */
export interface ColumnScale {
  readonly kind: "proportion" | "identity";
  /** What a score is multiplied by to become a percentage; 1 for identity. */
  readonly unit: 1 | 100;
  /** "declared range 0–100", "metric \"% correct\"", "visible scores within −1 … 101". */
  readonly reason: string;
}

/** A rounding error above 100 or below 0 still is a percentage. */
const lowest = -1;
const highest = 101;

/**
 * The scale of a column from what is declared and visible, first match: the declared range; the words of the metric; the
 * visible scores. A declaration that the visible scores contradict is passed over. Columns of shares in 0–1 are seen by
 * their declared range or, where nothing says "%", by three or more scores that all lie in 0–1 and are not all whole.
 */
export function chooseTransform(
  benchmark: Pick<TableBenchmark, "metric" | "range">,
  visible: readonly number[],
  rule: TransformRule = "metadata",
): ColumnScale {
  const within = (low: number, high: number) => visible.every((score) => score >= low && score <= high);
  const metric = benchmark.metric?.trim().toLowerCase() ?? "";
  const inUnits = within(0, 1) && visible.length >= 3 && visible.some((score) => score > 0 && score < 1);
  const shares = inUnits && !metric.includes("%");
  if (rule === "metadata") {
    const declared = fromRange(benchmark.range, within);
    if (declared !== null) return declared;
    const reason = `metric "${benchmark.metric?.trim()}"`;
    if (isOwnScale(metric)) return { kind: "identity", unit: 1, reason };
    if (isProportion(metric) && within(lowest, highest)) {
      return { kind: "proportion", unit: shares ? 100 : 1, reason: shares ? `${reason}, scores within 0 … 1` : reason };
    }
  }
  if (shares) return { kind: "proportion", unit: 100, reason: "visible scores within 0 … 1" };
  if (within(lowest, highest)) {
    const reason = visible.length === 0 ? "no visible score" : `visible scores within ${lowest} … ${highest}`;
    return { kind: "proportion", unit: 1, reason };
  }
  return { kind: "identity", unit: 1, reason: `visible scores outside ${lowest} … ${highest}` };
}

function fromRange(range: TableBenchmark["range"], within: (low: number, high: number) => boolean): ColumnScale | null {
  if (range === null || !within(range.low, range.high)) return null;
  const reason = `declared range ${range.low}–${range.high}`;
  if (range.low === 0 && range.high === 1) return { kind: "proportion", unit: 100, reason };
  if (range.low === 0 && range.high === 100) return { kind: "proportion", unit: 1, reason };
  return { kind: "identity", unit: 1, reason };
}

/** Whole words: "developer" and "operating" hold "elo" and "rating" too. */
function isOwnScale(metric: string): boolean {
  return metric === "score" || metric === "index score" || /(?<![a-z])(elo|ratings?)(?![a-z])/.test(metric);
}

function isProportion(metric: string): boolean {
  return ["%", "pass@", "accuracy", "win rate", "resolved"].some((word) => metric.includes(word));
}
