import type { Predictor } from "../predictor.ts";
import type { WorkingSpaceOptions } from "../working-space/working-space.ts";
import { neighbourPredictor, type SharedPairs } from "./neighbours.ts";

const leastWeight = 0.01;
const floor = 0.15;
const bandwidth = 0.35;
const mixIn = 3;

/** The five models most alike by the cosine of their shared z-scores, three or more of them. */
export function knn(space: WorkingSpaceOptions = {}): Predictor {
  const note = {
    title: "Nearest models",
    summary: "The mean z-score of the five models most alike on shared benchmarks, weighted by cosine.",
    constants: { neighbours: 5, least_shared: 3, least_weight: leastWeight },
    source: null,
  };
  const alikeness = (pairs: SharedPairs) => (pairs.x.length < 3 ? null : Math.max(leastWeight, cosine(pairs)));
  return neighbourPredictor({ id: "knn", note, among: "models", alikeness, most: 5, meanWeight: 0 }, space);
}

/** The five benchmarks of the model most correlated with the one asked for, over five shared models or more. */
export function benchKnn(space: WorkingSpaceOptions = {}): Predictor {
  const note = {
    title: "Nearest benchmarks",
    summary: "The model's mean z-score on the five benchmarks most correlated with this one, weighted by r > 0.",
    constants: { neighbours: 5, least_shared: 5 },
    source: null,
  };
  const alikeness = ({ x, y }: SharedPairs) =>
    x.length < 5 ? null : Math.max(0, cosine({ x: centred(x), y: centred(y) }));
  return neighbourPredictor({ id: "bench-knn", note, among: "benchmarks", alikeness, most: 5, meanWeight: 0 }, space);
}

/**
 * All models, weighted by a Gaussian kernel of their root-mean-square distance on shared benchmarks; few shared scores
 * count as farther, and the benchmark's mean has a small weight of its own.
 */
export function kernelKnn(space: WorkingSpaceOptions = {}): Predictor {
  const note = {
    title: "Models by distance",
    summary: "The mean over all models, weighted by a Gaussian kernel of their distance on shared benchmarks.",
    constants: { bandwidth, distance_floor: floor, shared_mix_in: mixIn, mean_weight: 0.05 },
    source: "Nadaraya 1964; Watson 1964",
  };
  const alikeness = ({ x, y }: SharedPairs) => {
    if (x.length === 0) return null;
    const squares = x.reduce((sum, value, k) => sum + (value - y[k]!) ** 2, 0) / x.length;
    const distance = Math.sqrt((squares + floor ** 2) * ((x.length + mixIn) / x.length));
    return Math.exp(-((distance / bandwidth) ** 2) / 2);
  };
  const method = { id: "kernel-knn", note, among: "models", alikeness, most: null, meanWeight: 0.05 } as const;
  return neighbourPredictor({ ...method, space: {} }, space);
}

function cosine({ x, y }: SharedPairs): number {
  let [xy, xx, yy] = [0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    xy += x[k]! * y[k]!;
    xx += x[k]! ** 2;
    yy += y[k]! ** 2;
  }
  return xx > 1e-12 && yy > 1e-12 ? xy / Math.sqrt(xx * yy) : 0;
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
