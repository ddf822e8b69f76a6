import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { applyQTransposed, type Reflections, reflect } from "../factor/householder.ts";
import { rankOf, unitScale } from "../factor/qr.ts";
import { svdThin } from "../factor/svd.ts";
import { finiteVector, type Matrix, requireLength, shapeOf } from "../matrix.ts";
import { scaleColumns, scaleRows } from "../products/arithmetic.ts";
import { matVec, transpose, transposeMatVec } from "../products/multiply.ts";

export interface LeastSquaresOptions {
  /** One weight ≥ 0 per row: minimise Σwᵢ(yᵢ − xᵢ·β)². Default all 1. A row of weight 0 takes no part. */
  readonly weights?: ArrayLike<number>;
}

export interface LeastSquaresFit {
  /** β, one per column of X, in units of y over units of the column. */
  readonly coefficients: Float64Array;
  /** X·β, every row, weight 0 included. */
  readonly fitted: Float64Array;
  /** y − X·β, unweighted. */
  readonly residuals: Float64Array;
  /** Σwᵢ·residualᵢ². */
  readonly residualSumOfSquares: number;
  /** Numerical rank of √w·X. */
  readonly rank: number;
  /** Rows of weight above 0. */
  readonly n: number;
  /** n − rank; 0 or less leaves no residual variance to estimate. */
  readonly degreesOfFreedom: number;
  /** The weights used; null when all are 1. */
  readonly weights: Float64Array | null;
  readonly notes: readonly LeastSquaresNote[];
}

/** `minimum-norm`: X has dependent columns (or fewer rows than columns), and of all best β the shortest is given. */
export type LeastSquaresNote = "minimum-norm";

/**
 * Ordinary or weighted least squares: X is n × p, y has n entries. No intercept is added. Pivoted Householder QR; where
 * the rank falls short of p, the minimum-norm solution by SVD, with a note. Never normal equations.
 * Throws ShapeMismatchError, InvalidNumberError, InvalidOptionError (a negative weight).
 */
export function leastSquares(x: Matrix, y: ArrayLike<number>, options: LeastSquaresOptions = {}): LeastSquaresFit {
  requireLength("leastSquares", y, x.rows, `a ${shapeOf(x)} design`);
  const target = finiteVector("y", y);
  const weights = options.weights === undefined ? null : checkedWeights(options.weights, x);
  const roots = weights?.map(Math.sqrt) ?? null;
  const design = roots === null ? x : scaleRows(x, roots);
  const weightedTarget = roots === null ? target : target.map((value, i) => value * roots[i]!);
  const { reflections, unit } = factorDesign(design);
  const rank = rankOf(reflections);
  const deficient = rank < x.cols;
  const coefficients = deficient
    ? minimumNorm(design, weightedTarget, rank)
    : solveTriangle(reflections, weightedTarget, unit);
  const fitted = matVec(x, coefficients);
  const residuals = target.map((value, i) => value - fitted[i]!);
  let residualSumOfSquares = 0;
  for (let i = 0; i < residuals.length; i++) residualSumOfSquares += (weights?.[i] ?? 1) * residuals[i]! ** 2;
  const n = weights === null ? x.rows : weights.filter((weight) => weight > 0).length;
  return {
    coefficients,
    fitted,
    residuals,
    residualSumOfSquares,
    rank,
    n,
    degreesOfFreedom: n - rank,
    weights,
    notes: deficient ? ["minimum-norm"] : [],
  };
}

/** One weight ≥ 0 per row of the design, copied. */
export function checkedWeights(weights: ArrayLike<number>, x: Matrix): Float64Array {
  requireLength("weights", weights, x.rows, `a ${shapeOf(x)} design`);
  const checked = finiteVector("weights", weights);
  for (const weight of checked) {
    if (weight < 0) throw new InvalidOptionError("weights", weight, "a weight is at least 0");
  }
  return checked;
}

/** Pivoted reflections of unit · design. */
export function factorDesign(design: Matrix): { reflections: Reflections; unit: number } {
  const unit = unitScale(design);
  const columns = transpose(design).data;
  for (let i = 0; i < columns.length; i++) columns[i]! *= unit;
  return { reflections: reflect(columns, design.rows, design.cols, true), unit };
}

function solveTriangle(reflections: Reflections, target: Float64Array, unit: number): Float64Array {
  const { rows, cols, columns, diagonal, pivots } = reflections;
  const rest = target.slice();
  applyQTransposed(reflections, rest, 1);
  const coefficients = new Float64Array(cols);
  for (let j = cols - 1; j >= 0; j--) {
    const value = rest[j]! / diagonal[j]!;
    coefficients[pivots[j]!] = value * unit;
    for (let i = 0; i < j; i++) rest[i]! -= columns[j * rows + i]! * value;
  }
  return coefficients;
}

function minimumNorm(design: Matrix, target: Float64Array, rank: number): Float64Array {
  const { u, singularValues, v } = svdThin(design);
  const projected = transposeMatVec(u, target);
  const inverses = singularValues.map((value, k) => (k < rank && value > 0 ? 1 / value : 0));
  return matVec(scaleColumns(v, inverses), projected);
}
