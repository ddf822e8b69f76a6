import { applyQ } from "../factor/householder.ts";
import { rankOf } from "../factor/qr.ts";
import type { Matrix } from "../matrix.ts";
import { scaleRows } from "../products/arithmetic.ts";
import { checkedWeights, factorDesign, type LeastSquaresOptions } from "./least-squares.ts";

/**
 * Leverage of each row: the diagonal of the hat matrix X(XᵀWX)⁺XᵀW, in [0, 1], summing to the rank of √w·X. From the
 * orthonormal factor, so dependent columns do no harm. X is n × p; answers n values.
 * Throws ShapeMismatchError, InvalidNumberError, InvalidOptionError (a negative weight).
 */
export function leverage(x: Matrix, options: LeastSquaresOptions = {}): Float64Array {
  const design = options.weights === undefined ? x : scaleRows(x, checkedWeights(options.weights, x).map(Math.sqrt));
  const { reflections } = factorDesign(design);
  const rank = rankOf(reflections);
  const columns = new Float64Array(x.rows * rank);
  for (let j = 0; j < rank; j++) columns[j * x.rows + j] = 1;
  applyQ(reflections, columns, rank);
  const result = new Float64Array(x.rows);
  for (let j = 0; j < rank; j++) {
    for (let i = 0; i < x.rows; i++) result[i]! += columns[j * x.rows + i]! ** 2;
  }
  return result.map((value) => Math.min(1, value));
}
