import { cholesky } from "../../../../linalg/factor/cholesky.ts";
import { choleskyInverse } from "../../../../linalg/factor/cholesky-solve.ts";
import { diagonalMatrix, type Matrix } from "../../../../linalg/matrix.ts";
import type { CompressedCells } from "../../masked-view.ts";
import type { Covariates } from "./covariates.ts";
import type { FaxState } from "./fax-steps.ts";

/** Most covariates are 0: each model has one provider. */
export interface CovariateRegression {
  /** By model, those that are not 0. */
  readonly cells: CompressedCells;
  /** n_i/(n_i + 2). */
  readonly weights: Float64Array;
  /** (XᵀDX + Λ)⁻¹, D the weights. */
  readonly inverse: Matrix;
}

/** What a ridge on the covariates needs, worked out once: it is the same for all ranks and rounds. */
export function covariateRegression(rows: CompressedCells, covariates: Covariates): CovariateRegression {
  const { width, values, penalty } = covariates;
  const n = rows.start.length - 1;
  const weights = Float64Array.from({ length: n }, (_, i) => {
    const seen = rows.start[i + 1]! - rows.start[i]!;
    return seen / (seen + 2);
  });
  const start = new Int32Array(n + 1);
  const index: number[] = [];
  const value: number[] = [];
  const normal = diagonalMatrix(penalty);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < width; c++) {
      const x = values[i * width + c]!;
      if (x === 0) continue;
      index.push(c);
      value.push(x);
      for (let d = 0; d < width; d++) normal.data[c * width + d]! += weights[i]! * x * values[i * width + d]!;
    }
    start[i + 1] = index.length;
  }
  const cells = { start, index: Int32Array.from(index), value: Float64Array.from(value) };
  return { cells, weights, inverse: width === 0 ? normal : choleskyInverse(cholesky(normal)) };
}

/** A from a ridge of the abilities on the covariates, and what it says of each model. */
export function explainAbilities(
  state: FaxState,
  { cells, weights, inverse }: CovariateRegression,
  coefficients: Float64Array,
): void {
  const { rank, triangle, moments, prior, cross } = state;
  const width = inverse.rows;
  const stride = triangle + rank;
  cross.fill(0);
  for (let i = 0; i < weights.length; i++) {
    for (let at = cells.start[i]!; at < cells.start[i + 1]!; at++) {
      const x = weights[i]! * cells.value[at]!;
      const to = cells.index[at]! * rank;
      for (let k = 0; k < rank; k++) cross[to + k]! += x * moments[i * stride + triangle + k]!;
    }
  }
  coefficients.fill(0);
  for (let c = 0; c < width; c++) {
    for (let d = 0; d < width; d++) {
      const share = inverse.data[c * width + d]!;
      for (let k = 0; k < rank; k++) coefficients[c * rank + k]! += share * cross[d * rank + k]!;
    }
  }
  prior.fill(0);
  for (let i = 0; i < weights.length; i++) {
    for (let at = cells.start[i]!; at < cells.start[i + 1]!; at++) {
      const from = cells.index[at]! * rank;
      for (let k = 0; k < rank; k++) prior[i * rank + k]! += cells.value[at]! * coefficients[from + k]!;
    }
  }
}
