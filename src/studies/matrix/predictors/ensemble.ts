import type { Predictor } from "../predictor.ts";
import { type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";
import { weightedMean } from "./weighted-mean.ts";

/** The mean of several predictors in the default working space, with equal weights. */
export function ensemble(members: readonly Predictor[], options: WorkingSpaceOptions = {}): Predictor {
  const weights = members.map(() => 1 / members.length);
  const together = (fitters: readonly Pick<Predictor, "fit">[]): Pick<Predictor, "fit"> => ({
    fit(view, { rng, signal }) {
      const fitted = fitters.map((member, k) =>
        member.fit(view, { rng: rng.fork(members[k]!.id), ...(signal && { signal }) }),
      );
      return weightedMean(workingSpace(view, options), fitted, weights);
    },
  });
  return {
    id: `ensemble:${members.map((member) => member.id).join(",")}`,
    describe: () => ({
      title: `Mean of ${members.map((member) => member.id).join(" and ")}`,
      summary: "The mean of its members in working space, with equal weights fixed beforehand.",
      constants: Object.fromEntries(members.map((member, k) => [member.id, weights[k]!])),
      source: null,
    }),
    ...together(members),
    share: (common, fitOptions) => together(members.map((member) => member.share?.(common, fitOptions) ?? member)),
  };
}
