import type { FaxFit } from "../predictors/fax/fax-fit.ts";

/**
 * What a model's abilities are known to be when only some of its scores are seen: the posterior mean and covariance of one
 * fit, moved on score by score. Starts at the model's prior, so the fit must not have seen the model's scores.
 */
export interface Posterior {
  /** r. */
  readonly mean: Float64Array;
  /** r × r. */
  readonly covariance: Float64Array;
}

export function priorOf({ rank, prior }: FaxFit, model: number): Posterior {
  const covariance = new Float64Array(rank * rank);
  for (let k = 0; k < rank; k++) covariance[k * rank + k] = 1;
  return { mean: prior.slice(model * rank, (model + 1) * rank), covariance };
}

/** The posterior after one more score `y` (working space) on benchmark j. Kalman's step. */
export function afterScore(fit: FaxFit, { mean, covariance }: Posterior, j: number, y: number): Posterior {
  const { rank: r, loadings, noise } = fit;
  const pull = weighted(fit, covariance, j);
  let own = noise[j]!;
  for (let k = 0; k < r; k++) own += loadings[j * r + k]! * pull[k]!;
  const surprise = y - expected(fit, mean, j);
  const nextMean = mean.slice();
  const nextCovariance = covariance.slice();
  for (let k = 0; k < r; k++) {
    nextMean[k]! += (pull[k]! * surprise) / own;
    for (let l = 0; l < r; l++) nextCovariance[k * r + l]! -= (pull[k]! * pull[l]!) / own;
  }
  return { mean: nextMean, covariance: nextCovariance };
}

/** Expected score on benchmark j, working space. */
export function expected({ rank: r, loadings, intercepts }: FaxFit, mean: Float64Array, j: number): number {
  let sum = intercepts[j]!;
  for (let k = 0; k < r; k++) sum += loadings[j * r + k]! * mean[k]!;
  return sum;
}

/** S·w_j. */
export function weighted({ rank: r, loadings }: FaxFit, covariance: Float64Array, j: number): Float64Array {
  const pull = new Float64Array(r);
  for (let k = 0; k < r; k++) {
    let sum = 0;
    for (let l = 0; l < r; l++) sum += covariance[k * r + l]! * loadings[j * r + l]!;
    pull[k] = sum;
  }
  return pull;
}
