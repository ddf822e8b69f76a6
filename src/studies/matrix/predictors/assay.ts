import type { MaskedView } from "../masked-view.ts";
import type { FitOptions, Predictor } from "../predictor.ts";
import type { WorkingSpaceOptions } from "../working-space/working-space.ts";
import { ensemble } from "./ensemble.ts";
import { fax } from "./fax/fax.ts";
import { defaultRanks } from "./fax/fax-posterior.ts";
import { gp } from "./gp/gp.ts";

/** Above this many visible cells the Gaussian process, cubic in them, is left out. */
const mostCells = 4000;

/**
 * The default: the mean of `fax:2-6` and `gp` in working space, half and half, fixed beforehand. On tables too large for
 * the process it is `fax:2-6` alone.
 */
export function assay(space: WorkingSpaceOptions = {}): Predictor {
  const large = fax(defaultRanks, space);
  const small = ensemble([large, gp(space)], space);
  const sized = (view: MaskedView) => (view.rows.value.length > mostCells ? large : small);
  return {
    id: "assay",
    describe: () => ({
      title: "Assay's default",
      summary:
        "The mean of factor analysis with covariates (ranks 2 to 6) and the Gaussian process, half and half in working " +
        "space; factor analysis alone on tables too large for the process.",
      constants: { "fax:2-6": 0.5, gp: 0.5, gp_up_to_cells: mostCells },
      source: null,
    }),
    fit: (view, options) => sized(view).fit(view, options),
    share(common: MaskedView, options: FitOptions) {
      if (sized(common) === large) return large;
      const shared = small.share!(common, options);
      return { fit: (view, fitOptions) => (sized(view) === large ? large : shared).fit(view, fitOptions) };
    },
  };
}
