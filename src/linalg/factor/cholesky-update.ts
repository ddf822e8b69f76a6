import { NotPositiveDefiniteError } from "../../errors/linear-algebra-errors.ts";
import { copyMatrix, finiteVector, type Matrix, requireLength, shapeOf } from "../matrix.ts";
import type { CholeskyFactor } from "./cholesky.ts";

/** Factor of A + x·xᵀ from the factor of A, in n² operations by Givens rotations. x.length = n. */
export function choleskyUpdate(factor: CholeskyFactor, x: ArrayLike<number>): CholeskyFactor {
  const { lower, rest } = begin("choleskyUpdate", factor.lower, x);
  const n = lower.rows;
  for (let j = 0; j < n; j++) {
    const diagonal = lower.data[j * n + j]!;
    const radius = Math.hypot(diagonal, rest[j]!);
    const c = diagonal / radius;
    const s = rest[j]! / radius;
    lower.data[j * n + j] = radius;
    for (let i = j + 1; i < n; i++) {
      const value = lower.data[i * n + j]!;
      lower.data[i * n + j] = c * value + s * rest[i]!;
      rest[i] = c * rest[i]! - s * value;
    }
  }
  return { lower, jitter: factor.jitter };
}

/**
 * Factor of A − x·xᵀ from the factor of A, in n² operations by hyperbolic rotations in mixed form, which are relationally
 * stable (Bojanczyk, Brent, van Dooren & de Hoog 1987). x.length = n.
 * Throws NotPositiveDefiniteError with pivot and value when the difference is not positive definite; the factor given
 * is untouched.
 */
export function choleskyDowndate(factor: CholeskyFactor, x: ArrayLike<number>): CholeskyFactor {
  const { lower, rest } = begin("choleskyDowndate", factor.lower, x);
  const n = lower.rows;
  for (let j = 0; j < n; j++) {
    const diagonal = lower.data[j * n + j]!;
    const square = (diagonal - rest[j]!) * (diagonal + rest[j]!);
    if (!(square > 0)) throw new NotPositiveDefiniteError(j, square, "the downdated matrix");
    const radius = Math.sqrt(square);
    const c = radius / diagonal;
    const s = rest[j]! / diagonal;
    lower.data[j * n + j] = radius;
    for (let i = j + 1; i < n; i++) {
      const value = (lower.data[i * n + j]! - s * rest[i]!) / c;
      lower.data[i * n + j] = value;
      rest[i] = c * rest[i]! - s * value;
    }
  }
  return { lower, jitter: factor.jitter };
}

function begin(operation: string, factor: Matrix, x: ArrayLike<number>): { lower: Matrix; rest: Float64Array } {
  requireLength(operation, x, factor.rows, `a ${shapeOf(factor)} factor`);
  return { lower: copyMatrix(factor), rest: finiteVector("x", x) };
}
