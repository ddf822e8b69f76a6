import { LengthMismatchError } from "../../errors/statistics-errors.ts";
import { finiteCopy } from "../input-checks.ts";

/** A curve with rising steps, one value each. */
export interface Curve {
  steps: Float64Array;
  values: Float64Array;
  /** How many points shared a step with another and were averaged. */
  averaged: number;
}

/** A curve from points in any order: sorted by step, values at equal steps averaged and counted. */
export function curveFrom(steps: ArrayLike<number>, values: ArrayLike<number>): Curve {
  if (steps.length !== values.length) throw new LengthMismatchError("steps", steps.length, "values", values.length);
  const s = finiteCopy("steps", steps);
  const v = finiteCopy("values", values);
  const order = Array.from(s.keys()).sort((i, j) => s[i]! - s[j]!);
  const kept: { step: number; sum: number; count: number }[] = [];
  for (const i of order) {
    const last = kept.at(-1);
    if (last && last.step === s[i]) {
      last.sum += v[i]!;
      last.count++;
    } else {
      kept.push({ step: s[i]!, sum: v[i]!, count: 1 });
    }
  }
  return {
    steps: Float64Array.from(kept, (point) => point.step),
    values: Float64Array.from(kept, (point) => point.sum / point.count),
    averaged: s.length - kept.length,
  };
}

/** Linear interpolation at a step inside the curve; `null` outside. */
export function valueAt({ steps, values }: Curve, step: number): number | null {
  const last = steps.length - 1;
  if (last < 0 || step < steps[0]! || step > steps[last]!) return null;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (steps[middle]! <= step) low = middle;
    else high = middle;
  }
  if (steps[low] === step || low === high) return values[low]!;
  const share = (step - steps[low]!) / (steps[high]! - steps[low]!);
  return values[low]! + share * (values[high]! - values[low]!);
}
