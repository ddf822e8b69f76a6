import type { FaxModel } from "../predictors/fax/fax-posterior.ts";
import { afterScore, type Posterior, weighted } from "./probe-posterior.ts";

/**
 * How much of the doubt about a new model's other scores a set of probes takes away, before any of them is run: the fall of
 * the posterior variance of each benchmark's true score, in its own points over its range, summed with the benchmark's
 * number of scores as weight. Covariances do not depend on what the probes will say, so it is one number a set.
 */
export interface VarianceObjective {
  valueOf(probes: readonly number[]): number;
}

export function varianceObjective(model: FaxModel, span: Float64Array): VarianceObjective {
  const { fits, space } = model;
  const points = space.columns.map((_column, j) => (100 * space.slope(j, 0)) / span[j]!);
  const weights = space.columns.map(({ count }) => count);
  return {
    valueOf(probes) {
      const chosen = new Set(probes);
      let gain = 0;
      for (const fit of fits) {
        const start: Posterior = { mean: new Float64Array(fit.rank), covariance: identity(fit.rank) };
        const end = probes.reduce((now, j) => afterScore(fit, now, j, 0), start);
        for (let t = 0; t < points.length; t++) {
          if (chosen.has(t)) continue;
          const before = spread(fit, start.covariance, t);
          gain += (weights[t]! * (before - spread(fit, end.covariance, t)) * points[t]! ** 2) / fits.length;
        }
      }
      return gain;
    },
  };
}

function spread(fit: FaxModel["fits"][number], covariance: Float64Array, t: number): number {
  const pull = weighted(fit, covariance, t);
  let sum = 0;
  for (let k = 0; k < fit.rank; k++) sum += pull[k]! * fit.loadings[t * fit.rank + k]!;
  return sum;
}

function identity(r: number): Float64Array {
  const eye = new Float64Array(r * r);
  for (let k = 0; k < r; k++) eye[k * r + k] = 1;
  return eye;
}
