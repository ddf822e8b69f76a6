import { studentTQuantile } from "../../../stats/special/student-t.ts";

/** A mean error in normalised points, with a 95 % interval over models. */
export interface ErrorFigure {
  readonly value: number;
  /** Null with fewer than 3 models. */
  readonly low: number | null;
  readonly high: number | null;
  readonly cells: number;
  readonly models: number;
}

/**
 * Mean over cells of their errors; the interval is Student's with a standard error clustered by model (linearised ratio),
 * which costs nothing where a bootstrap in thousands of universes would. Null without a cell.
 */
export function errorFigure(errors: readonly { readonly model: number; readonly error: number }[]): ErrorFigure | null {
  if (errors.length === 0) return null;
  const byModel = new Map<number, { sum: number; count: number }>();
  for (const { model, error } of errors) {
    const own = byModel.get(model) ?? { sum: 0, count: 0 };
    own.sum += error;
    own.count++;
    byModel.set(model, own);
  }
  const value = errors.reduce((sum, { error }) => sum + error, 0) / errors.length;
  const models = byModel.size;
  if (models < 3) return { value, low: null, high: null, cells: errors.length, models };
  const squares = [...byModel.values()].reduce((sum, own) => sum + (own.sum - value * own.count) ** 2, 0);
  const se = Math.sqrt((models / (models - 1)) * squares) / errors.length;
  const half = studentTQuantile(0.975, models - 1) * se;
  return { value, low: Math.max(0, value - half), high: value + half, cells: errors.length, models };
}
