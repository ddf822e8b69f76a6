import { mixtureOf } from "../predictors/estimate-cells.ts";
import type { FaxModel, Moments } from "../predictors/fax/fax-posterior.ts";
import { afterScore, expected, type Posterior, weighted } from "../select/probe-posterior.ts";

/** What is known of one model's abilities, by each of the fits; moves on as scores come in. */
export interface KnownAbilities {
  readonly model: FaxModel;
  /** One a fit. */
  readonly posteriors: readonly Posterior[];
}

/** From all scores of model i that the fits have seen; from its public facts alone where they have seen none. */
export function abilitiesOf(model: FaxModel, i: number): KnownAbilities {
  return {
    model,
    posteriors: model.fits.map(({ rank: r, abilities, covariance }) => ({
      mean: abilities.slice(i * r, (i + 1) * r),
      covariance: covariance.slice(i * r * r, (i + 1) * r * r),
    })),
  };
}

/** After a score `y` (working space) on benchmark j was measured; loadings and noise stay as fitted. */
export function afterMeasuring({ model, posteriors }: KnownAbilities, j: number, y: number): KnownAbilities {
  return { model, posteriors: posteriors.map((posterior, f) => afterScore(model.fits[f]!, posterior, j, y)) };
}

/** After benchmark j will have been measured, whatever it says: only the covariance moves, and it needs no score. */
export function afterPlanning({ model, posteriors }: KnownAbilities, j: number): KnownAbilities {
  return {
    model,
    posteriors: posteriors.map((posterior, f) => {
      const fit = model.fits[f]!;
      return afterScore(fit, posterior, j, expected(fit, posterior.mean, j));
    }),
  };
}

/** Where a measurement on benchmark j would lie, in working space: the even mixture over the fits. */
export function measurementAt({ model, posteriors }: KnownAbilities, j: number): Moments {
  return mixtureOf(
    model.fits.map((fit, f) => {
      const { mean, covariance } = posteriors[f]!;
      const pull = weighted(fit, covariance, j);
      let variance = fit.noise[j]!;
      for (let k = 0; k < fit.rank; k++) variance += fit.loadings[j * fit.rank + k]! * pull[k]!;
      return { mean: expected(fit, mean, j), variance };
    }),
  );
}

/**
 * By how much the variance of every benchmark's score falls when benchmark b is measured, in working space:
 * (W_tᵀS W_b)²/(ψ_b + W_bᵀS W_b), averaged over the fits. p entries; the one of b itself is that of its true score.
 */
export function varianceDrops({ model, posteriors }: KnownAbilities, b: number): Float64Array {
  const drops = new Float64Array(model.space.columns.length);
  for (const [f, fit] of model.fits.entries()) {
    const { rank: r, loadings, noise } = fit;
    const pull = weighted(fit, posteriors[f]!.covariance, b);
    let own = noise[b]!;
    for (let k = 0; k < r; k++) own += loadings[b * r + k]! * pull[k]!;
    for (let t = 0; t < drops.length; t++) {
      let shared = 0;
      for (let k = 0; k < r; k++) shared += loadings[t * r + k]! * pull[k]!;
      drops[t]! += (shared * shared) / own / model.fits.length;
    }
  }
  return drops;
}
