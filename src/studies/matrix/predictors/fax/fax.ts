import type { Predictor } from "../../predictor.ts";
import type { WorkingSpaceOptions } from "../../working-space/working-space.ts";
import { estimateInSpace } from "../estimate-cells.ts";
import { fitFaxModel, mixedMoments } from "./fax-posterior.ts";

/**
 * Factor analysis with covariates: each model is a short vector of abilities, partly told by what is public about it, so
 * that one with few scores borrows strength from its date, size, kind and maker. Averaged over `ranks` in working space.
 */
export function fax(ranks: readonly number[], space: WorkingSpaceOptions = {}): Predictor {
  return {
    id: ranks.length === 1 ? `fax:r${ranks[0]}` : `fax:${ranks[0]}-${ranks.at(-1)}`,
    describe: () => ({
      title: "Factor analysis with covariates",
      summary:
        "Each model is a short vector of abilities, partly explained by its date, size, kind and maker; each benchmark " +
        "weighs them in its own way. Fitted by expectation–maximisation and averaged over ranks in working space.",
      constants: { ranks: ranks.join(", "), rounds: 30, loading_penalty: 2, intercept_variance: 0.5 },
      source: "Rubin & Thayer 1982, EM algorithms for ML factor analysis; covariates as in a MIMIC model",
    }),
    fit(view, { signal }) {
      const model = fitFaxModel(view, { ranks, space, signal });
      return {
        predict: (cells) => estimateInSpace(view, model.space, cells, (i, j) => mixedMoments(model, i, j), "peers"),
      };
    },
  };
}
