import { ShapeMismatchError } from "../../errors/linear-algebra-errors.ts";
import { type Matrix, requireLength, shapeOf, zeros } from "../matrix.ts";
import { scale, scaleRows } from "../products/arithmetic.ts";
import { gram, multiply, multiplyTranspose, transpose } from "../products/multiply.ts";
import { factorDesign, type LeastSquaresFit } from "./least-squares.ts";
import { leverage } from "./leverage.ts";

/**
 * `classical`: RSS/(n − p)·(XᵀWX)⁻¹, equal variances. `hc3`: residuals over 1 − leverage (MacKinnon & White 1985).
 * `cluster`: residuals summed within clusters, CR1: times G/(G − 1)·(n − 1)/(n − p) (Liang & Zeger 1986).
 */
export type CovarianceKind =
  | { readonly kind: "classical" }
  | { readonly kind: "hc3" }
  | { readonly kind: "cluster"; readonly clusters: ArrayLike<string | number> };

export interface CoefficientCovariance {
  readonly kind: CovarianceKind["kind"];
  /** p × p, exactly symmetric; null with a reason where it cannot be known. */
  readonly covariance: Matrix | null;
  /** For t intervals: n − p, or G − 1 with clusters; null with the covariance. */
  readonly degreesOfFreedom: number | null;
  /** `not-identified`: dependent columns, or (hc3) a row that fits itself; `too-few`: no degrees of freedom left. */
  readonly reason?: "not-identified" | "too-few";
}

/**
 * Covariance of the coefficients of a least-squares fit of `x`, its weights included. A row counts as fitting itself at
 * leverage above 1 − 1e-10. Clusters of rows that all weigh 0 do not count. Throws ShapeMismatchError.
 */
export function coefficientCovariance(x: Matrix, fit: LeastSquaresFit, choice: CovarianceKind): CoefficientCovariance {
  if (fit.residuals.length !== x.rows || fit.coefficients.length !== x.cols) {
    throw new ShapeMismatchError("coefficientCovariance", shapeOf(x), "the fit");
  }
  if (choice.kind === "cluster") requireLength("clusters", choice.clusters, x.rows, `a ${shapeOf(x)} design`);
  if (fit.rank < x.cols) return unknown(choice.kind, "not-identified");
  if (fit.degreesOfFreedom < 1) return unknown(choice.kind, "too-few");
  const roots = fit.weights?.map(Math.sqrt) ?? new Float64Array(x.rows).fill(1);
  const design = scaleRows(x, roots);
  const residuals = fit.residuals.map((value, i) => value * roots[i]!);
  const bread = inverseTriangle(design);
  const { degreesOfFreedom } = fit;
  if (choice.kind === "classical") {
    const covariance = scale(multiplyTranspose(bread, bread), fit.residualSumOfSquares / degreesOfFreedom);
    return { kind: choice.kind, covariance: symmetric(covariance), degreesOfFreedom };
  }
  if (choice.kind === "hc3") {
    const leverages = leverage(design);
    if (leverages.some((value) => value > 1 - 1e-10)) return unknown(choice.kind, "not-identified");
    const scores = scaleRows(
      design,
      residuals.map((value, i) => value / (1 - leverages[i]!)),
    );
    return { kind: choice.kind, covariance: sandwich(bread, scores), degreesOfFreedom };
  }
  const scores = clusterScores(scaleRows(design, residuals), choice.clusters, roots);
  const groups = scores.rows;
  if (groups < 2) return unknown(choice.kind, "too-few");
  const correction = (groups / (groups - 1)) * ((fit.n - 1) / degreesOfFreedom);
  return {
    kind: choice.kind,
    covariance: scale(sandwich(bread, scores), correction),
    degreesOfFreedom: groups - 1,
  };
}

function unknown(kind: CovarianceKind["kind"], reason: "not-identified" | "too-few"): CoefficientCovariance {
  return { kind, covariance: null, degreesOfFreedom: null, reason };
}

/** C with C·Cᵀ = (XᵀX)⁻¹: rows of R⁻¹ in the order of X's columns. */
function inverseTriangle(design: Matrix): Matrix {
  const { reflections, unit } = factorDesign(design);
  const { rows, cols, columns, diagonal, pivots } = reflections;
  const result = zeros(cols, cols);
  const solution = new Float64Array(cols);
  for (let k = 0; k < cols; k++) {
    solution.fill(0);
    solution[k] = unit;
    for (let j = k; j >= 0; j--) {
      const value = solution[j]! / diagonal[j]!;
      result.data[pivots[j]! * cols + k] = value;
      for (let i = 0; i < j; i++) solution[i]! -= columns[j * rows + i]! * value;
    }
  }
  return result;
}

/** (XᵀX)⁻¹ · Σ ssᵀ · (XᵀX)⁻¹ for the rows s of `scores`, as the gram of scores·C·Cᵀ: symmetric and never negative. */
function sandwich(bread: Matrix, scores: Matrix): Matrix {
  return gram(multiply(multiply(scores, bread), transpose(bread)));
}

function clusterScores(scores: Matrix, clusters: ArrayLike<string | number>, roots: Float64Array): Matrix {
  const places = new Map<string | number, number>();
  for (let i = 0; i < scores.rows; i++) {
    if (roots[i]! > 0 && !places.has(clusters[i]!)) places.set(clusters[i]!, places.size);
  }
  const sums = zeros(places.size, scores.cols);
  for (let i = 0; i < scores.rows; i++) {
    const place = places.get(clusters[i]!);
    if (place === undefined) continue;
    for (let j = 0; j < scores.cols; j++) sums.data[place * scores.cols + j]! += scores.data[i * scores.cols + j]!;
  }
  return sums;
}

function symmetric(a: Matrix): Matrix {
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < i; j++) a.data[j * a.cols + i] = a.data[i * a.cols + j]!;
  }
  return a;
}
