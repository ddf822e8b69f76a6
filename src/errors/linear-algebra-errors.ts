import { AssayError } from "./assay-error.ts";

/** Two matrices, or a matrix and a vector, whose shapes do not fit the operation. */
export class ShapeMismatchError extends AssayError {
  override readonly code: string = "shape-mismatch";
  readonly operation: string;
  readonly left: string;
  readonly right: string;

  constructor(operation: string, left: string, right: string) {
    super(`${operation}: ${left} does not fit ${right}`);
    this.operation = operation;
    this.left = left;
    this.right = right;
  }
}

/** Cholesky met a pivot that is not above 0. `pivot` counts from 0; `value` is what was left on the diagonal. */
export class NotPositiveDefiniteError extends AssayError {
  override readonly code: string = "not-positive-definite";
  readonly pivot: number;
  readonly value: number;

  constructor(pivot: number, value: number, where = "the matrix") {
    super(`${where} is not positive definite: pivot ${pivot} is ${value}`, {
      hint: "Raise the ridge, drop a column that repeats others, or pass an explicit jitter.",
    });
    this.pivot = pivot;
    this.value = value;
  }
}

/** A matrix that had to be symmetric and is not. `difference` is the largest |aᵢⱼ − aⱼᵢ|. */
export class NotSymmetricError extends AssayError {
  override readonly code: string = "not-symmetric";
  readonly difference: number;

  constructor(row: number, column: number, difference: number) {
    super(`the matrix is not symmetric: entries (${row}, ${column}) and (${column}, ${row}) differ by ${difference}`, {
      hint: "Average it with its transpose if the difference is rounding.",
    });
    this.difference = difference;
  }
}

/** An iteration that did not settle within its limit. */
export class NotConvergedError extends AssayError {
  override readonly code: string = "not-converged";
  readonly what: string;
  readonly limit: number;

  constructor(what: string, limit: number, unit: string) {
    super(`${what} did not settle within ${limit} ${unit}`);
    this.what = what;
    this.limit = limit;
  }
}
