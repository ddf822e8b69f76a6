import { NotPositiveDefiniteError, ShapeMismatchError } from "../../errors/linear-algebra-errors.ts";
import { type Matrix, requireLength, shapeOf, zeros } from "../matrix.ts";
import { checkedWeights } from "../regression/least-squares.ts";
import { checkedPenalty } from "../regression/ridge.ts";
import type { MaskedMatrix } from "./masked-matrix.ts";

export interface RidgeRowsOptions {
  /** λ ≥ 0, one or one per factor. */
  readonly lambda: number | ArrayLike<number>;
  /** One weight ≥ 0 per column of the table, such as 1/noise variance. Default all 1. */
  readonly columnWeights?: ArrayLike<number>;
}

/**
 * One half step of alternating least squares: for each row z of an n × p table, and loadings X (p × r), the ridge fit
 * (XᵀWX + Λ)⁻¹XᵀWz over the columns observed in that row. Answers n × r. A row with nothing observed is 0 where λ > 0;
 * `observedCounts` of the transposed table tells which those are. For the other half step transpose the table.
 * Throws NotPositiveDefiniteError naming the row whose penalised Gram matrix is singular, ShapeMismatchError,
 * InvalidOptionError.
 */
export function ridgeRows(table: MaskedMatrix, loadings: Matrix, options: RidgeRowsOptions): Matrix {
  const factors = zeros(table.values.rows, loadings.cols);
  ridgeRowsInto(factors, table, loadings, options);
  return factors;
}

/** As `ridgeRows`, into an n × r matrix that is there already. */
export function ridgeRowsInto(factors: Matrix, table: MaskedMatrix, loadings: Matrix, options: RidgeRowsOptions): void {
  const { values, observed } = table;
  const { rows, cols } = values;
  const r = loadings.cols;
  if (loadings.rows !== cols) throw new ShapeMismatchError("ridgeRows", shapeOf(values), shapeOf(loadings));
  requireLength("ridgeRows", factors.data, rows * r, `${rows}×${r} factors`);
  const lambda = checkedPenalty(options.lambda, r);
  const weights = options.columnWeights === undefined ? null : checkedWeights(options.columnWeights, loadings);
  const system = new Float64Array((r * (r + 1)) / 2);
  const diagonal = new Float64Array(r);
  const right = new Float64Array(r);
  for (let i = 0; i < rows; i++) {
    system.fill(0);
    right.fill(0);
    for (let j = 0; j < cols; j++) {
      if (!observed[i * cols + j]) continue;
      addObservation(
        system,
        right,
        loadings.data,
        j * r,
        r,
        weights === null ? 1 : weights[j]!,
        values.data[i * cols + j]!,
      );
    }
    for (let k = 0, at = 0; k < r; at += k + 2, k++) diagonal[k] = system[at]! += lambda[k]!;
    solvePacked(system, diagonal, right, r, i);
    factors.data.set(right, i * r);
  }
}

/** Lower triangle, row by row: entry (k, l), l ≤ k, at k(k + 1)/2 + l. Loadings two at a time. */
function addObservation(
  system: Float64Array,
  right: Float64Array,
  loadings: Float64Array,
  from: number,
  r: number,
  weight: number,
  value: number,
): void {
  let at = 0;
  for (let k = 0; k < r; k++) {
    const factor = weight * loadings[from + k]!;
    right[k]! += factor * value;
    let l = 0;
    for (; l < k; l += 2, at += 2) {
      system[at]! += factor * loadings[from + l]!;
      system[at + 1]! += factor * loadings[from + l + 1]!;
    }
    if (l === k) {
      system[at]! += factor * loadings[from + k]!;
      at += 1;
    }
  }
}

/** Cholesky in place on the packed triangle, then both substitutions on `right`. */
function solvePacked(a: Float64Array, diagonal: Float64Array, right: Float64Array, r: number, row: number): void {
  for (let k = 0, rowK = 0; k < r; rowK += k + 1, k++) {
    for (let l = 0, rowL = 0; l <= k; rowL += l + 1, l++) {
      let value = a[rowK + l]!;
      for (let m = 0; m < l; m++) value -= a[rowK + m]! * a[rowL + m]!;
      if (l < k) {
        a[rowK + l] = value / a[rowL + l]!;
        continue;
      }
      if (!(value > r * Number.EPSILON * diagonal[k]!)) {
        throw new NotPositiveDefiniteError(k, value, `the ridge system of row ${row}`);
      }
      a[rowK + k] = Math.sqrt(value);
    }
    let rest = right[k]!;
    for (let m = 0; m < k; m++) rest -= a[rowK + m]! * right[m]!;
    right[k] = rest / a[rowK + k]!;
  }
  for (let k = r - 1; k >= 0; k--) {
    const rowK = (k * (k + 1)) / 2;
    right[k]! /= a[rowK + k]!;
    for (let m = 0; m < k; m++) right[m]! -= a[rowK + m]! * right[k]!;
  }
}
