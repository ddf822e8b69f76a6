import type { FaxModel } from "../predictors/fax/fax-posterior.ts";

/**
 * How much of the doubt about a new model's true scores a set of probes takes away, before any of them is run: the fall of
 * their posterior variance, each in its own points over its range, weighted by `counts` (default: how many scores each
 * benchmark has). The probes' own true scores count like all others, so that one probe more is never a loss. Covariances do
 * not depend on what the probes will say, so it is one number a set: tr(G(I − S)), G the weighted sum of w_t·w_tᵀ, S what
 * the probes leave of the abilities' covariance.
 */
export function varianceObjective(
  { fits, space }: FaxModel,
  span: Float64Array,
  counts: readonly number[] = space.columns.map(({ count }) => count),
): (probes: readonly number[]) => number {
  const weights = counts.map((count, t) => count * ((100 * space.slope(t, 0)) / span[t]!) ** 2);
  const parts = fits.map((fit) => {
    const { rank: r, loadings } = fit;
    const gram = new Float64Array(r * r);
    for (const [t, weight] of weights.entries()) {
      for (let k = 0; k < r; k++)
        for (let l = 0; l < r; l++) gram[k * r + l]! += weight * loadings[t * r + k]! * loadings[t * r + l]!;
    }
    return { fit, gram, covariance: new Float64Array(r * r), pull: new Float64Array(r) };
  });
  return (probes) => {
    let gain = 0;
    for (const { fit, gram, covariance: s, pull } of parts) {
      const { rank: r, loadings, noise } = fit;
      s.fill(0);
      for (let k = 0; k < r; k++) s[k * r + k] = 1;
      for (const j of probes) {
        let own = noise[j]!;
        for (let k = 0; k < r; k++) {
          let sum = 0;
          for (let l = 0; l < r; l++) sum += s[k * r + l]! * loadings[j * r + l]!;
          pull[k] = sum;
          own += sum * loadings[j * r + k]!;
        }
        for (let k = 0; k < r; k++) for (let l = 0; l < r; l++) s[k * r + l]! -= (pull[k]! * pull[l]!) / own;
      }
      for (let k = 0; k < r; k++)
        for (let l = 0; l < r; l++) gain += (gram[k * r + l]! * ((k === l ? 1 : 0) - s[k * r + l]!)) / fits.length;
    }
    return gain;
  };
}
