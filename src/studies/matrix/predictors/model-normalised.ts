import { standardDeviation } from "../../../stats/describe/moments.ts";
import type { CompressedCells } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import { estimateScores } from "./estimate-cells.ts";

const leastScores = 2;

/**
 * The benchmark's mean, moved by where the model stands on the benchmarks it has: mean + (p − ½)·2·sd with p its mean
 * percentile there (mid-ranks). Needs two visible scores of the model. sd with divisor n − 1, 0 for a single score.
 */
export const modelNormalised: Predictor = {
  id: "model-normalised",
  describe: () => ({
    title: "Model's usual place",
    summary: "The benchmark's mean, moved by the model's mean percentile on the benchmarks where it has scores.",
    constants: { least_model_scores: leastScores },
    source: null,
  }),
  fit(view, { signal }) {
    signal?.throwIfAborted();
    const { columns } = view;
    const places = meanPercentiles(columns, view.models.length);
    const moments = view.benchmarks.map((_, j) => {
      const visible = columns.value.subarray(columns.start[j]!, columns.start[j + 1]!);
      const mean = visible.reduce((sum, score) => sum + score, 0) / visible.length;
      return { mean, sd: standardDeviation(visible) ?? 0 };
    });
    return {
      predict: (cells) =>
        estimateScores(view, cells, (i, j) => {
          const place = places[i]!;
          if (place.count < leastScores) return place.count === 0 ? "cold_model" : "too_few_shared";
          return moments[j]!.mean + (place.sum / place.count - 0.5) * 2 * moments[j]!.sd;
        }),
    };
  },
};

/** Per model: the sum of its percentiles and how many there are. The lowest of n is ½/n, the highest 1 − ½/n. */
function meanPercentiles({ start, index, value }: CompressedCells, models: number) {
  const places = Array.from({ length: models }, () => ({ sum: 0, count: 0 }));
  for (let j = 0; j + 1 < start.length; j++) {
    const visible = value.subarray(start[j]!, start[j + 1]!);
    for (const [k, score] of visible.entries()) {
      const below = visible.reduce((count, other) => count + (other < score ? 1 : other === score ? 0.5 : 0), 0);
      const place = places[index[start[j]! + k]!]!;
      place.sum += below / visible.length;
      place.count += 1;
    }
  }
  return places;
}
