import { matrix } from "../../../linalg/matrix.ts";
import { ridge } from "../../../linalg/regression/ridge.ts";
import type { PredictionReason, Predictor } from "../predictor.ts";
import { type WorkingSpace, type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";
import { denseTable } from "./dense-table.ts";
import { estimateInSpace, type WorkingEstimate } from "./estimate-cells.ts";

const leastTraining = 3;

/**
 * Ridge of a benchmark on those the model has, trained on the models visible there; what one of them lacks takes the mean.
 * In working space; the intercept is not held back.
 */
export function ridgePredictor(lambda: number, space: WorkingSpaceOptions = {}): Predictor {
  return {
    id: lambda === 10 ? "ridge" : `ridge:${lambda}`,
    describe: () => ({
      title: "Ridge on the model's benchmarks",
      summary:
        "Ridge regression of each benchmark on those the model has scores on; missing predictors take their mean.",
      constants: { lambda, least_training_models: leastTraining },
      source: "Hoerl & Kennard 1970",
    }),
    fit(view, { signal }) {
      signal?.throwIfAborted();
      const working = workingSpace(view, space);
      const { values } = denseTable(working);
      const rule = (i: number, j: number) => fromRow(working, values.data, lambda, i, j);
      return { predict: (cells) => estimateInSpace(view, working, cells, rule) };
    },
  };
}

function fromRow(
  { rows, byBenchmark, columns }: WorkingSpace,
  table: Float64Array,
  lambda: number,
  i: number,
  j: number,
): WorkingEstimate | PredictionReason {
  const width = columns.length;
  const helpers = Array.from(rows.index.subarray(rows.start[i]!, rows.start[i + 1]!)).filter((k) => k !== j);
  if (helpers.length === 0) return "cold_model";
  const training = Array.from(byBenchmark.index.subarray(byBenchmark.start[j]!, byBenchmark.start[j + 1]!));
  if (training.length < leastTraining) return "too_few_shared";
  const centres = helpers.map((k) => training.reduce((sum, m) => sum + table[m * width + k]!, 0) / training.length);
  const design = training.flatMap((m) => helpers.map((k, h) => table[m * width + k]! - centres[h]!));
  const target = byBenchmark.value.subarray(byBenchmark.start[j]!, byBenchmark.start[j + 1]!);
  const centre = target.reduce((sum, value) => sum + value, 0) / target.length;
  const fitted = ridge(
    matrix(training.length, helpers.length, design),
    target.map((value) => value - centre),
    { lambda },
  );
  const moved = (k: number, h: number) => fitted.coefficients[h]! * (table[i * width + k]! - centres[h]!);
  return { mean: helpers.reduce((sum, k, h) => sum + moved(k, h), centre), variance: null };
}
