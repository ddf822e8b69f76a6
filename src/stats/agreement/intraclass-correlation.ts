import { InvalidNumberError } from "../../errors/statistics-errors.ts";
import { requireOpenShare } from "../input-checks.ts";
import type { Estimate, Interval } from "../records.ts";
import { fQuantile } from "../special/f-distribution.ts";
import type { RatingTable } from "./ratings.ts";

export interface IccOptions {
  /**
   * 1: each unit has its own raters. 2: the raters are a sample and their severity counts as disagreement. 3: these
   * raters only, severity aside. Shrout and Fleiss 1979.
   */
  model: 1 | 2 | 3;
  /** Of one rating (default) or of the mean of all raters. */
  of?: "single" | "average";
  level?: number;
}

/**
 * Intraclass correlation from mean squares, with F intervals (McGraw and Wong 1996). Complete tables of numbers, 2 units
 * and 2 raters or more; a gap: `incomplete-design`; no spread at all: `no-variation`.
 */
export function intraclassCorrelation(table: RatingTable, options: IccOptions): Estimate {
  const level = requireOpenShare("level", options.level ?? 0.95);
  const average = options.of === "average";
  const [n, k] = [table.length, table[0]?.length ?? 0];
  const base = { se: null, method: `ICC(${options.model},${average ? "k" : "1"})`, n, notes: [] };
  if (n < 2 || k < 2) return { ...base, value: null, ci: null, reason: "too-few" };
  if (table.some((row) => row.length !== k || row.includes(null))) {
    return { ...base, value: null, ci: null, reason: "incomplete-design" };
  }
  const squares = meanSquares(numbers(table));
  if (squares.rows === 0 && squares.within === 0) return { ...base, value: null, ci: null, reason: "no-variation" };
  const { value, ci } = coefficient(squares, n, k, options.model, (1 - level) / 2);
  if (Number.isNaN(value)) return { ...base, value: null, ci: null, reason: "no-variation" };
  const scale = (icc: number) => (average ? spearmanBrown(icc, k) : icc);
  const interval: Interval | null =
    ci === null || ci[0] >= ci[1] ? null : { low: scale(ci[0]), high: scale(ci[1]), level, method: "F", sides: "two" };
  if (interval === null) return { ...base, value: scale(value), ci: null, reason: "no-variation" };
  return { ...base, value: scale(value), ci: interval };
}

/** Reliability of the mean of k raters from that of one: kρ/(1 + (k−1)ρ). */
export function spearmanBrown(reliability: number, k: number): number {
  return (k * reliability) / (1 + (k - 1) * reliability);
}

interface MeanSquares {
  rows: number;
  cols: number;
  error: number;
  within: number;
}

function coefficient(
  { rows, cols, error, within }: MeanSquares,
  n: number,
  k: number,
  model: 1 | 2 | 3,
  half: number,
): { value: number; ci: [number, number] | null } {
  const limits = (f: number, df1: number, df2: number): [number, number] | null => {
    const [top, bottom] = [fQuantile(1 - half, df1, df2), fQuantile(1 - half, df2, df1)];
    if (top === null || bottom === null || !Number.isFinite(f)) return null;
    const icc = (ratio: number) => (ratio - 1) / (ratio + k - 1);
    return [icc(f / top), icc(f * bottom)];
  };
  if (model === 1) {
    return { value: (rows - within) / (rows + (k - 1) * within), ci: limits(rows / within, n - 1, n * (k - 1)) };
  }
  if (model === 3) {
    const value = (rows - error) / (rows + (k - 1) * error);
    return { value, ci: limits(rows / error, n - 1, (n - 1) * (k - 1)) };
  }
  const value = (rows - error) / (rows + (k - 1) * error + (k * (cols - error)) / n);
  const a = (k * value) / (n * (1 - value));
  const b = 1 + (k * value * (n - 1)) / (n * (1 - value));
  const df = (a * cols + b * error) ** 2 / ((a * cols) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)));
  const [top, bottom] = df > 0 ? [fQuantile(1 - half, n - 1, df), fQuantile(1 - half, df, n - 1)] : [null, null];
  if (top === null || bottom === null) return { value, ci: null };
  const raters = k * cols + (k * n - k - n) * error;
  const low = (n * (rows - top * error)) / (top * raters + n * rows);
  const high = (n * (bottom * rows - error)) / (raters + n * bottom * rows);
  return { value, ci: [low, high] };
}

function meanSquares(table: readonly (readonly number[])[]): MeanSquares {
  const [n, k] = [table.length, table[0]!.length];
  const rowMeans = table.map((row) => row.reduce((sum, value) => sum + value, 0) / k);
  const colMeans = table[0]!.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0) / n);
  const grand = rowMeans.reduce((sum, mean) => sum + mean, 0) / n;
  const rows = (k * rowMeans.reduce((sum, mean) => sum + (mean - grand) ** 2, 0)) / (n - 1);
  const cols = (n * colMeans.reduce((sum, mean) => sum + (mean - grand) ** 2, 0)) / (k - 1);
  let [within, error] = [0, 0];
  table.forEach((row, i) => {
    row.forEach((value, j) => {
      within += (value - rowMeans[i]!) ** 2;
      error += (value - rowMeans[i]! - colMeans[j]! + grand) ** 2;
    });
  });
  return { rows, cols, error: error / ((n - 1) * (k - 1)), within: within / (n * (k - 1)) };
}

function numbers(table: RatingTable): number[][] {
  return table.map((row, i) =>
    row.map((value, j) => {
      if (typeof value !== "number" || !Number.isFinite(value)) throw new InvalidNumberError(`ratings[${i}]`, j, value);
      return value;
    }),
  );
}
