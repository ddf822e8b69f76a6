import { adjustPValues } from "../../stats/multiplicity/adjust-p-values.ts";
import type { PairEstimate } from "./estimate-models.ts";
import type { Inference } from "./infer.ts";
import type { EstimateRecord } from "./summary-record.ts";

export interface ModelComparison {
  /** The model with the larger S, so that the difference is not negative. */
  a: string;
  b: string;
  difference: EstimateRecord;
}

export type Correction = "holm" | "bh" | "none";

/** Every pair, the larger S first, with p corrected over all of them. */
export function compareModels(pairs: readonly PairEstimate[], correction: Correction): ModelComparison[] {
  const adjusted = adjust(
    pairs.map(({ inference }) => inference.p),
    correction,
  );
  return pairs.map(({ a, b, inference }, i) => {
    const turn = (inference.value ?? 0) < 0;
    const found = turn ? turned(inference) : inference;
    const difference = { id: "s_difference", ...found, pAdjusted: adjusted[i]!, bounds: null, planted: null };
    return turn ? { a: b, b: a, difference } : { a, b, difference };
  });
}

/** p-values corrected over their family; unknown ones stay unknown and do not count. */
export function adjust(ps: readonly (number | null)[], correction: Correction): (number | null)[] {
  return correction === "none" ? [...ps] : adjustPValues(ps, { method: correction });
}

/**
 * Models that cannot be told apart: along the order of S, every longest run in which no pair differs at α. A model may
 * be in several. Models without an estimate are in none.
 */
export function tiedGroups(
  order: readonly string[],
  comparisons: readonly ModelComparison[],
  alpha: number,
): string[][] {
  const apart = new Set(
    comparisons
      .filter(({ difference }) => difference.pAdjusted !== null && difference.pAdjusted < alpha)
      .flatMap(({ a, b }) => [`${a}\n${b}`, `${b}\n${a}`]),
  );
  const groups: string[][] = [];
  let reached = 0;
  order.forEach((_, from) => {
    let to = from + 1;
    while (to < order.length && order.slice(from, to).every((model) => !apart.has(`${model}\n${order[to]}`))) to++;
    if (to > reached) groups.push(order.slice(from, to));
    reached = Math.max(reached, to);
  });
  return groups;
}

function turned(inference: Inference): Inference {
  const flip = (ci: Inference["ci"]) => {
    if (ci === null) return null;
    const error = ci.monteCarloError;
    const turnedError = error === undefined ? {} : { monteCarloError: { low: error.high, high: error.low } };
    return { ...ci, low: 0 - ci.high, high: 0 - ci.low, ...turnedError };
  };
  const value = inference.value === null ? null : -inference.value;
  return { ...inference, value, ci: flip(inference.ci), ciSecond: flip(inference.ciSecond) };
}
