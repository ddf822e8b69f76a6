import { quantile } from "../../../stats/describe/quantile.ts";
import type { Predictor } from "../predictor.ts";
import { estimateScores } from "./estimate-cells.ts";

/** The mean of the visible scores of the benchmark, the same for every model. */
export const meanPredictor: Predictor = ofColumn("mean", "Benchmark mean", (visible) => {
  const first = visible[0]!;
  return first + visible.reduce((sum, score) => sum + (score - first), 0) / visible.length;
});

/** The median of the visible scores of the benchmark, the same for every model. */
export const medianPredictor: Predictor = ofColumn("median", "Benchmark median", (visible) => quantile(visible, 0.5)!);

function ofColumn(id: string, title: string, centre: (visible: Float64Array) => number): Predictor {
  return {
    id,
    describe: () => ({
      title,
      summary: `The ${id} of the benchmark's visible scores, whichever the model.`,
      constants: {},
      source: null,
    }),
    fit(view, { signal }) {
      signal?.throwIfAborted();
      const { start, value } = view.columns;
      const centres = view.benchmarks.map((_, j) =>
        start[j] === start[j + 1] ? null : centre(value.subarray(start[j]!, start[j + 1]!)),
      );
      return { predict: (cells) => estimateScores(view, cells, (_, j) => centres[j] ?? "cold_benchmark") };
    },
  };
}
