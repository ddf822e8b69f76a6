import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { groupStrata, type Label } from "../bootstrap/strata.ts";
import type { Rng } from "../chance/rng.ts";
import { finiteCopy, requireCount, requireSameLength } from "../input-checks.ts";
import { type PpiEstimate, type PpiOptions, ppiMean } from "./ppi-mean.ts";

/** Labels that the machine was tuned on as well, a fold at a time: no unit is predicted by a model that saw its label. */
export interface CrossFittedSample {
  labels: ArrayLike<number>;
  /** Fold of each labelled unit: a place in `unlabelled`. */
  folds: ArrayLike<number>;
  /** Of each labelled unit, by the model tuned on the labels outside its fold. */
  predictions: ArrayLike<number>;
  /** For each fold the predictions of that fold's model for all other units, in the same order. */
  unlabelled: readonly ArrayLike<number>[];
}

/**
 * PPI++ for a mean where the labels also tuned the machine: labelled units by the model that did not see them, the others
 * by the models' average, each counting as the share of labels in its fold, which keeps θ unbiased for unequal folds. The
 * interval takes the models as given. Fewer than 2 folds is refused: then the machine is measured on what it was tuned on.
 * Zrnic and Candès 2024.
 */
export function ppiMeanCrossFitted(sample: CrossFittedSample, options: PpiOptions = {}): PpiEstimate {
  const { labels, folds, predictions } = sample;
  requireSameLength("labels", labels, "folds", folds);
  const lists = sample.unlabelled.map((list, fold) => finiteCopy(`unlabelled[${fold}]`, list));
  const counts = new Float64Array(lists.length);
  for (let i = 0; i < folds.length; i++) {
    const fold = requireCount(`folds[${i}]`, folds[i]!);
    if (fold >= lists.length) throw new InvalidOptionError(`folds[${i}]`, fold, "each fold has its unlabelled list");
    counts[fold]!++;
  }
  const used = counts.filter((count) => count > 0).length;
  if (labels.length > 1 && used < 2) throw new InvalidOptionError("folds", used, "cross-fitting takes 2 folds or more");
  const average = new Float64Array(lists[0]?.length ?? 0);
  for (const [fold, list] of lists.entries()) {
    requireSameLength("unlabelled[0]", average, `unlabelled[${fold}]`, list);
    for (let i = 0; i < list.length; i++) average[i]! += (counts[fold]! / labels.length) * list[i]!;
  }
  const estimate = ppiMean({ labels, predictions, unlabelled: labels.length === 0 ? [] : average }, options);
  return { ...estimate, method: `${estimate.method} cross-fitted` };
}

/**
 * A random fold from 0 to `folds` − 1 for each of n units, sizes as equal as can be; units with the same cluster label stay
 * together.
 */
export function crossFitFolds(
  n: number,
  folds: number,
  options: { rng: Rng; clusters?: ArrayLike<Label> },
): Int32Array {
  requireCount("folds", folds, 2);
  const groups = groupStrata(requireCount("n", n), options.clusters ?? Array.from({ length: n }, (_, i) => i));
  const order = Int32Array.from(groups.labels.keys());
  for (let i = order.length - 1; i > 0; i--) {
    const j = options.rng.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const result = new Int32Array(n);
  order.forEach((group, place) => {
    for (const unit of groups.order.subarray(groups.starts[group]!, groups.starts[group + 1]!))
      result[unit] = place % folds;
  });
  return result;
}
