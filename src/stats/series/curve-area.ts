import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { compensatedSum } from "../describe/sum.ts";
import type { ReasonCode } from "../records.ts";
import { type Curve, valueAt } from "./curve.ts";

export interface CurveArea {
  /** Mean height over the window, in the unit of the values; `null` when the curve does not cover it. */
  value: number | null;
  /** Share of the window the curve covers. */
  coverage: number;
  reason?: ReasonCode;
}

/**
 * Area under the curve on the step window [from, to], linear between points and at both edges, divided by its length.
 * Steps, not rows: "the last quarter of the rows" compares different windows. Not covered: `outside-window`, for nothing
 * is extrapolated.
 */
export function curveArea(curve: Curve, window: { from: number; to: number }): CurveArea {
  const { from, to } = window;
  if (!(from < to)) throw new InvalidOptionError("window", `${from}, ${to}`, "it starts before it ends");
  const { steps, values } = curve;
  const [first, last] = [steps[0] ?? Infinity, steps.at(-1) ?? -Infinity];
  const coverage = Math.max(0, Math.min(to, last) - Math.max(from, first)) / (to - from);
  const [atFrom, atTo] = [valueAt(curve, from), valueAt(curve, to)];
  if (atFrom === null || atTo === null) return { value: null, coverage, reason: "outside-window" };
  const pieces: number[] = [];
  let [x, y] = [from, atFrom];
  for (let i = 0; i < steps.length; i++) {
    if (steps[i]! <= from || steps[i]! >= to) continue;
    pieces.push(((steps[i]! - x) * (y + values[i]!)) / 2);
    [x, y] = [steps[i]!, values[i]!];
  }
  pieces.push(((to - x) * (y + atTo)) / 2);
  return { value: compensatedSum(pieces) / (to - from), coverage };
}

/** Final value: the area over the last `share` of the steps the curve runs over (0.25: the last quarter of steps). */
export function finalValue(curve: Curve, share: number): CurveArea {
  if (!(share > 0 && share <= 1)) throw new InvalidOptionError("share", share, "it lies in (0,1]");
  const [first, last] = [curve.steps[0], curve.steps.at(-1)];
  if (first === undefined || last === undefined || first === last) {
    return { value: null, coverage: 0, reason: "outside-window" };
  }
  return curveArea(curve, { from: last - share * (last - first), to: last });
}

/** The largest fall from any value to a later one, in the unit of the values; 0 for a curve that never falls. */
export function maximumDrawdown({ values }: Curve): number | null {
  if (values.length === 0) return null;
  let [highest, worst] = [values[0]!, 0];
  for (const value of values) {
    highest = Math.max(highest, value);
    worst = Math.max(worst, highest - value);
  }
  return worst;
}
