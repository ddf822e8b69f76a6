import { NotPositiveDefiniteError } from "../../errors/linear-algebra-errors.ts";
import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { cholesky } from "../factor/cholesky.ts";
import { choleskySolve } from "../factor/cholesky-solve.ts";
import { finiteVector, type Matrix, requireLength, shapeOf } from "../matrix.ts";
import { scaleColumns, scaleRows } from "../products/arithmetic.ts";
import { gram, matVec, multiplyTranspose, transposeMatVec } from "../products/multiply.ts";
import { checkedWeights } from "./least-squares.ts";

export interface RidgeOptions {
  /** Penalty λ ≥ 0, in units of XᵀWX: one for all columns, or one per column (0 for an intercept's column). */
  readonly lambda: number | ArrayLike<number>;
  /** One weight ≥ 0 per row. Default all 1. */
  readonly weights?: ArrayLike<number>;
}

export interface RidgeFit {
  readonly coefficients: Float64Array;
  readonly fitted: Float64Array;
  readonly residuals: Float64Array;
  /** `primal` solves p × p, `dual` n × n; the dual is taken when n < p and every λ is above 0. Same answer. */
  readonly form: "primal" | "dual";
}

/**
 * β minimising Σwᵢ(yᵢ − xᵢ·β)² + Σλⱼβⱼ². X is n × p, y has n entries; nothing is centred or scaled. By Cholesky.
 * Throws NotPositiveDefiniteError where the penalty leaves dependent columns (a pivot at or under p·ε of its diagonal
 * entry), ShapeMismatchError, InvalidNumberError, InvalidOptionError (a negative λ or weight).
 */
export function ridge(x: Matrix, y: ArrayLike<number>, options: RidgeOptions): RidgeFit {
  requireLength("ridge", y, x.rows, `a ${shapeOf(x)} design`);
  const target = finiteVector("y", y);
  const lambda = checkedPenalty(options.lambda, x.cols);
  const roots = options.weights === undefined ? null : checkedWeights(options.weights, x).map(Math.sqrt);
  const design = roots === null ? x : scaleRows(x, roots);
  const weightedTarget = roots === null ? target : target.map((value, i) => value * roots[i]!);
  const form = x.rows < x.cols && lambda.every((value) => value > 0) ? "dual" : "primal";
  const coefficients = (form === "dual" ? solveDual : solvePrimal)(design, weightedTarget, lambda);
  const fitted = matVec(x, coefficients);
  return { coefficients, fitted, residuals: target.map((value, i) => value - fitted[i]!), form };
}

/** One λ ≥ 0 per column. */
export function checkedPenalty(lambda: number | ArrayLike<number>, cols: number): Float64Array {
  const values = finiteVector("lambda", typeof lambda === "number" ? new Float64Array(cols).fill(lambda) : lambda);
  requireLength("lambda", values, cols, `${cols} columns`);
  for (const value of values) {
    if (value < 0) throw new InvalidOptionError("lambda", value, "a penalty is at least 0");
  }
  return values;
}

function solvePrimal(x: Matrix, y: Float64Array, lambda: Float64Array): Float64Array {
  const normal = gram(x);
  for (let j = 0; j < x.cols; j++) normal.data[j * (x.cols + 1)]! += lambda[j]!;
  const factor = cholesky(normal);
  requireDetermined(normal, factor.lower);
  return choleskySolve(factor, transposeMatVec(x, y));
}

/** A pivot of rounding size tells dependent columns as surely as one of 0 does. */
function requireDetermined(normal: Matrix, lower: Matrix): void {
  const p = normal.rows;
  for (let j = 0; j < p; j++) {
    const pivot = lower.data[j * (p + 1)]! ** 2;
    if (pivot <= p * Number.EPSILON * normal.data[j * (p + 1)]!) throw new NotPositiveDefiniteError(j, pivot);
  }
}

/** β = Λ⁻¹Xᵀ(XΛ⁻¹Xᵀ + I)⁻¹y. */
function solveDual(x: Matrix, y: Float64Array, lambda: Float64Array): Float64Array {
  const shrunk = scaleColumns(
    x,
    lambda.map((value) => 1 / value),
  );
  const kernel = multiplyTranspose(shrunk, x);
  for (let i = 0; i < x.rows; i++) kernel.data[i * (x.rows + 1)]! += 1;
  return transposeMatVec(shrunk, choleskySolve(cholesky(kernel), y));
}
