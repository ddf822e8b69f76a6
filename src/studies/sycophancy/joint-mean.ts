import { type PpiEstimate, type PpiSample, ppiMean } from "../../stats/calibration/ppi-mean.ts";
import type { Rng } from "../../stats/index.ts";
import { oneSampleT } from "../../stats/means/t-tests.ts";
import { studentTQuantile } from "../../stats/special/student-t.ts";

/** Labelled and unlabelled units of one mean, with the probability with which each labelled unit was sampled. */
export interface JointSample extends PpiSample {
  labels: readonly number[];
  predictions: readonly number[];
  unlabelled: readonly number[];
  /** One per labelled unit; null: sampled with equal chance. */
  probabilities: readonly (number | null)[];
}

export interface JointOptions {
  level: number;
  rng: Rng;
  resamples: number;
}

/**
 * The mean of a population by people where they looked and by judges, corrected by people, elsewhere. Units sampled with
 * equal chance: PPI++. With unequal chances the units left over are no random sample either, so the judges' mean is taken
 * over all units and the correction over the labelled ones by inverse probability.
 */
export function jointMean(sample: JointSample, options: JointOptions): PpiEstimate {
  const { labels, unlabelled, probabilities } = sample;
  const weights = weightsOf(probabilities);
  if (weights !== null && labels.length >= 2) return weighted(sample, weights, options.level);
  if (unlabelled.length >= 2 || labels.length < 2) return ppiMean(sample, options);
  const { estimate } = oneSampleT([...labels], { level: options.level });
  return { ...estimate, lambda: 0, notes: ["every triplet is labelled: people alone"] };
}

/** Inverse probabilities with sum 1; null where all are alike or one is not known. */
function weightsOf(probabilities: readonly (number | null)[]): number[] | null {
  const known = probabilities.filter((chance) => chance !== null);
  if (known.length < probabilities.length || known.every((chance) => chance === known[0])) return null;
  const total = known.reduce((sum, chance) => sum + 1 / chance, 0);
  return known.map((chance) => 1 / chance / total);
}

/**
 * θ = λ·mean(F over all) + Σw(Y − λF), its variance from what each of the N units adds to it: λ(F − F̄) and, labelled,
 * N·w·(r − r̄) with r = Y − λF. λ has the smallest such variance, clipped to [0, 1]; t with n − 1 degrees of freedom.
 * This is the augmented inverse-probability estimator of Robins, Rotnitzky and Zhao 1994.
 */
function weighted({ labels, predictions, unlabelled }: JointSample, w: readonly number[], level: number): PpiEstimate {
  const all = [...predictions, ...unlabelled];
  const units = all.length;
  const centre = all.reduce((sum, value) => sum + value, 0) / units;
  const dot = (list: readonly number[]) => list.reduce((sum, value, i) => sum + w[i]! * value, 0);
  const [centreY, centreF] = [dot(labels), dot(predictions)];
  const fixed = all.map((_, i) => (i < w.length ? units * w[i]! * (labels[i]! - centreY) : 0));
  const slope = all.map(
    (value, i) => value - centre - (i < w.length ? units * w[i]! * (predictions[i]! - centreF) : 0),
  );
  const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const steep = product(slope, slope);
  const lambda = steep > 0 ? Math.min(1, Math.max(0, -product(fixed, slope) / steep)) : 0;
  const parts = fixed.map((value, i) => value + lambda * slope[i]!);
  const variance = product(parts, parts) / (units * (units - 1));
  const value = lambda * centre + centreY - lambda * centreF;
  const method = "PPI++, inverse probability";
  const base = { value, method, n: w.length, lambda, notes: [] };
  if (!(variance > 0)) return { ...base, se: null, ci: null, reason: "no-variation" };
  const se = Math.sqrt(variance);
  const half = studentTQuantile((1 + level) / 2, w.length - 1) * se;
  return { ...base, se, ci: { low: value - half, high: value + half, level, method, sides: "two" } };
}
