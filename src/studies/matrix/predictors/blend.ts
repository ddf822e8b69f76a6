import type { Predictor } from "../predictor.ts";
import type { WorkingSpaceOptions } from "../working-space/working-space.ts";
import { benchreg } from "./benchreg.ts";
import { svdLogit } from "./impute.ts";
import { meanPredictor } from "./mean.ts";

const share = 0.6;

/** 0.6·benchreg + 0.4·svd-logit, in scores; the one there is where the other is null; then the benchmark's mean. */
export function blend(space: WorkingSpaceOptions = {}): Predictor {
  const parts = [benchreg(space), svdLogit(2, space), meanPredictor];
  return {
    id: "blend",
    describe: () => ({
      title: "Blend of regression and completion",
      summary: "0.6 of the regression on other benchmarks and 0.4 of the low-rank completion, in scores.",
      constants: { benchreg: share, svd_logit: 1 - share },
      source: null,
    }),
    fit(view, options) {
      const [regression, completion, mean] = parts.map((part) => part.fit(view, options));
      return {
        converged: completion!.converged !== false,
        predict(cells) {
          const [a, b, c] = [regression!, completion!, mean!].map((part) => part.predict(cells));
          return cells.map((_, k) => {
            const [byLines, byRank] = [a![k]!.value, b![k]!.value];
            const both = byLines !== null && byRank !== null;
            const value = both ? share * byLines + (1 - share) * byRank : (byLines ?? byRank);
            return value === null ? c![k]! : { ...c![k]!, value };
          });
        },
      };
    },
  };
}
