import type { Rng } from "../../../stats/chance/rng.ts";
import { type Cell, type MaskedView, narrowView } from "../masked-view.ts";
import type { FitOptions, Predictor } from "../predictor.ts";
import { type WorkingSpace, type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";
import { placeIn, weightedMean } from "./weighted-mean.ts";

const groups = 5;
const hiddenShare = 0.5;
const leastScores = 4;

/**
 * The mean of several predictors with weights ≥ 0 of sum 1, learnt inside what is visible: of every fifth model half of the
 * scores is hidden, predicted by all members, and the weights fitted by least squares in working space. Equal weights where
 * nothing can be learnt. Breiman 1996, Stacked regressions.
 */
export function stack(members: readonly Predictor[], options: WorkingSpaceOptions = {}): Predictor {
  const names = members.map((member) => member.id).join(",");
  return {
    id: `stack:${names}`,
    describe: () => ({
      title: `Stack of ${names.replaceAll(",", ", ")}`,
      summary: "The mean of its members in working space, with weights learnt by inner cross-validation over models.",
      constants: { groups, hidden_share: hiddenShare, least_model_scores: leastScores },
      source: "Breiman 1996, Stacked regressions",
    }),
    fit(view, { rng, signal }) {
      const optionsOf = (name: string): FitOptions => ({ rng: rng.fork(name), ...(signal && { signal }) });
      const weights = learntWeights(view, workingSpace(view, options), members, optionsOf);
      const fitted = members.map((member) => member.fit(view, optionsOf(member.id)));
      return weightedMean(workingSpace(view, options), fitted, weights);
    },
  };
}

function learntWeights(
  view: MaskedView,
  space: WorkingSpace,
  members: readonly Predictor[],
  optionsOf: (name: string) => FitOptions,
): Float64Array {
  const size = members.length;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (const hidden of innerMasks(view, optionsOf("inner masks").rng)) {
    const inner = narrowView(view, hidden);
    const places = members.map((member) =>
      member
        .fit(inner, optionsOf(member.id))
        .predict(hidden)
        .map((estimate) => placeIn(space, estimate) ?? 0),
    );
    for (const [k, { model, benchmark }] of hidden.entries()) {
      const truth = standardisedAt(space, model, benchmark);
      for (let a = 0; a < size; a++) {
        right[a]! += places[a]![k]! * truth;
        for (let b = 0; b < size; b++) normal[a * size + b]! += places[a]![k]! * places[b]![k]!;
      }
    }
  }
  return nonNegativeShares(normal, right);
}

/** For each group of models: half of the cells of those with enough of them. */
function innerMasks({ models, rows }: MaskedView, rng: Rng): Cell[][] {
  const masks: Cell[][] = Array.from({ length: groups }, () => []);
  const order = shuffled(
    models.map((_, i) => i),
    rng,
  );
  for (const [place, model] of order.entries()) {
    const own = Array.from(rows.index.subarray(rows.start[model]!, rows.start[model + 1]!));
    if (own.length < leastScores) continue;
    const hidden = shuffled(own, rng).slice(0, Math.floor(own.length * hiddenShare));
    masks[place % groups]!.push(...hidden.map((benchmark) => ({ model, benchmark })));
  }
  return masks.filter((mask) => mask.length > 0);
}

function standardisedAt({ rows }: WorkingSpace, model: number, benchmark: number): number {
  for (let at = rows.start[model]!; ; at++) if (rows.index[at] === benchmark) return rows.value[at]!;
}

/** Least squares under w ≥ 0 by coordinate descent, then scaled to sum 1. Members that never move count for nothing. */
function nonNegativeShares(normal: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const weights = new Float64Array(size).fill(1 / size);
  for (let sweep = 0; sweep < 1000; sweep++) {
    for (let a = 0; a < size; a++) {
      const own = normal[a * size + a]!;
      let rest = right[a]!;
      for (let b = 0; b < size; b++) if (b !== a) rest -= normal[a * size + b]! * weights[b]!;
      weights[a] = own > 1e-12 ? Math.max(0, rest / own) : 0;
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 1e-9 ? weights.map((weight) => weight / total) : weights.fill(1 / size);
}

function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const result = list.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
