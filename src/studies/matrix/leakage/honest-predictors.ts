import type { Predictor } from "../predictor.ts";
import { findPredictor } from "../predictors/registry.ts";

/** What honest predictions are measured against. */
const referenceId = "fax:2-6";

/** One of each kind that is quick: their slopes say how far an honest predictor may seem to know the truth. */
const builtInIds = ["mean", "model-normalised", "knn", "ridge", "benchreg", "svd-logit", "bias-als"] as const;

/** The reference and the built-in predictors of the leakage test. */
export function honestPredictors(): { readonly reference: Predictor; readonly builtIn: readonly Predictor[] } {
  return { reference: findPredictor(referenceId), builtIn: builtInIds.map((id) => findPredictor(id)) };
}
