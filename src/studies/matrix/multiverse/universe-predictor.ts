import type { Predictor } from "../predictor.ts";
import { findPredictor } from "../predictors/registry.ts";
import { type Filling, onFilled } from "./fill-view.ts";
import { fullRidge } from "./full-ridge.ts";
import { transformSpace } from "./rank-table.ts";
import type { Universe } from "./space.ts";

/** Most dimensions a predictor is given, whatever the rank criterion says. */
const mostDimensions = 8;

/** Predictors whose number of dimensions is the universe's effective rank. */
const byRank: Readonly<Record<string, (rank: number) => string>> = {
  fax: (rank) => `fax:r${rank}`,
  "svd-logit": (rank) => `svd-logit:${rank}`,
};

/** The predictor of a universe, and a name that two universes share only where it says the same of the same table. */
export function universePredictor(
  { predictor, missing, transform }: Pick<Universe, "predictor" | "missing" | "transform">,
  effectiveRank: number,
): { readonly key: string; readonly make: () => Predictor } {
  const rank = Math.min(mostDimensions, Math.max(1, effectiveRank));
  const id = byRank[predictor]?.(rank) ?? predictor;
  // Where a bare z-score follows, scores and their affine maps are the same to a predictor.
  const same = transform === "z" || transform === "min-max" ? "raw" : transform;
  const space = transformSpace(same);
  const filled = missing !== "masked";
  return {
    key: `${id} ${missing} ${same}`,
    make: () => {
      const own = id === "ridge" && filled ? fullRidge(10, space) : findPredictor(id, { space });
      return filled ? onFilled(own, missing as Filling, space) : own;
    },
  };
}
