import { cholesky } from "../../../linalg/factor/cholesky.ts";
import { choleskySolveMatrix } from "../../../linalg/factor/cholesky-solve.ts";
import { identity } from "../../../linalg/matrix.ts";
import { gram } from "../../../linalg/products/multiply.ts";
import type { Predictor } from "../predictor.ts";
import { denseTable } from "../predictors/dense-table.ts";
import { estimateInSpace } from "../predictors/estimate-cells.ts";
import { ridgePredictor } from "../predictors/ridge.ts";
import { type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";

/**
 * What `ridgePredictor` says of a table without holes, for all benchmarks at once: with P = (ZᵀZ + λI)⁻¹ the coefficients
 * of benchmark j on the others are −P_kj/P_jj. Only for views in which every benchmark has all models' scores, or none.
 */
export function fullRidge(lambda: number, space: WorkingSpaceOptions = {}): Predictor {
  return {
    ...ridgePredictor(lambda, space),
    fit(view, { signal }) {
      signal?.throwIfAborted();
      const working = workingSpace(view, space);
      const { values } = denseTable(working);
      const p = values.cols;
      const normal = gram(values);
      for (let j = 0; j < p; j++) normal.data[j * p + j]! += lambda;
      const precision = choleskySolveMatrix(cholesky(normal), identity(p)).data;
      const mean = (i: number, j: number) => {
        let sum = 0;
        for (let k = 0; k < p; k++) if (k !== j) sum -= precision[k * p + j]! * values.data[i * p + k]!;
        return sum / precision[j * p + j]!;
      };
      return {
        predict: (cells) => estimateInSpace(view, working, cells, (i, j) => ({ mean: mean(i, j), variance: null })),
      };
    },
  };
}
