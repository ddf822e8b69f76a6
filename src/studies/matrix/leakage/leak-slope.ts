import { bootstrapRatio } from "../../../stats/bootstrap/bootstrap-ratio.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import type { Interval } from "../../../stats/records.ts";
import { type HeldOutCell, normalised } from "../audit/runs/held-out.ts";

/** How far predictions follow the truth where an honest reference does not. */
export interface LeakSlope {
  /** Σ(pred − h)(truth − h)/Σ(truth − h)²: 0 for the reference itself, 1 for the truth. Null without a cell. */
  readonly beta: number | null;
  /** Percentile limits over draws of models; null with one model, or without rng. */
  readonly ci: Interval | null;
  /** Every model has this very slope, so that no draw of models differs: the truth itself, say. No interval, no doubt. */
  readonly uniform: boolean;
  /** Cells with both a prediction and a reference. */
  readonly cells: number;
}

/** A few wild predictions must not decide: predictions count from −20 to 120. */
const [lowest, highest] = [-20, 120];

/**
 * The slope, on the normalised scale. `values` in the benchmarks' units, null where there is none. The interval is the
 * percentile one: a studentised one is wider with a dozen models, and would let most leaks pass.
 */
export function leakSlope(
  reference: readonly { readonly held: HeldOutCell; readonly expected: number | null }[],
  values: readonly (number | null)[],
  draws?: { readonly rng: Rng; readonly resamples: number },
): LeakSlope {
  const byModel = new Map<string, { top: number; bottom: number }>();
  let cells = 0;
  for (const [i, { held, expected }] of reference.entries()) {
    const value = values[i]!;
    if (value === null || expected === null) continue;
    cells++;
    const surprise = normalised(held.truth, held) - expected;
    const shift = clip(normalised(value, held), lowest, highest) - expected;
    const total = byModel.get(held.modelId) ?? { top: 0, bottom: 0 };
    byModel.set(held.modelId, { top: total.top + shift * surprise, bottom: total.bottom + surprise ** 2 });
  }
  const [tops, bottoms] = [[...byModel.values()].map(({ top }) => top), [...byModel.values()].map((m) => m.bottom)];
  const bottom = bottoms.reduce((sum, part) => sum + part, 0);
  if (!(bottom > 0)) return { beta: null, ci: null, uniform: false, cells };
  const beta = tops.reduce((sum, part) => sum + part, 0) / bottom;
  if (draws === undefined || byModel.size < 2) return { beta, ci: null, uniform: false, cells };
  const { ci, reason } = bootstrapRatio(tops, bottoms, { ...draws, method: "percentile" });
  return { beta, ci, uniform: reason === "no-variation", cells };
}

export function clip(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
