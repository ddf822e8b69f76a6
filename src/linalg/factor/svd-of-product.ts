import { NotPositiveDefiniteError, ShapeMismatchError } from "../../errors/linear-algebra-errors.ts";
import { leadingColumns, type Matrix, requireWhole, shapeOf } from "../matrix.ts";
import { scale, scaleColumns } from "../products/arithmetic.ts";
import { gram, multiply, multiplyTranspose, rowGram, transpose, transposeMultiply } from "../products/multiply.ts";
import { cholesky } from "./cholesky.ts";
import { leadingEigen } from "./leading-eigen.ts";
import { qr, qrTriangle, qrTriangleOfTranspose, unitScale } from "./qr.ts";
import { type Svd, singularValues, svdThin } from "./svd.ts";

/** The spectrum of B·A, with cuts of it on demand. */
export interface ProductSvd {
  /** min(out, in, r) of them, descending. */
  readonly singularValues: Float64Array;
  /** Which way they were found. `gram` is good to about 1e-10·σ₁, `qr` to 1e-15·σ₁. */
  readonly method: "gram" | "qr";
  /** The best rank-k approximation of B·A, in factors. k from 0 to singularValues.length. Always by QR. */
  readonly truncate: (k: number) => TruncatedProduct;
}

export interface TruncatedProduct {
  /** U_k·Σ_k^½, out × k. */
  readonly b: Matrix;
  /** Σ_k^½·V_kᵀ, k × in. */
  readonly a: Matrix;
  /** ‖BA − ba‖_F / ‖BA‖_F = √(1 − energy_k), exact by Eckart & Young 1936; null for a product of 0, where it means nothing. */
  readonly relativeError: number | null;
  readonly reason?: "zero-product";
}

export interface ProductSvdOptions {
  /** `auto` (default) tries the Gram route and falls back to QR; `qr` goes there at once. */
  readonly method?: "auto" | "qr";
}

const smallestPivot = 1e-12;
const smallestValue = 1e-6;

/**
 * Singular values of B·A (out × r times r × in) without forming the out × in product.
 * Fast route: Cholesky factors of BᵀB and AAᵀ, then the r × r product L_BᵀL_A. It squares condition numbers, so it is
 * taken only when every pivot is above 1e-12 of the largest diagonal entry and σ_min/σ_max ≥ 1e-6; else B = Q_B·R_B,
 * Aᵀ = Q_A·R_A and R_B·R_Aᵀ. The sign rule of `truncate` is that of `svdThin`, on the left vectors of the product.
 * Throws ShapeMismatchError, InvalidNumberError.
 */
export function svdOfProduct(b: Matrix, a: Matrix, options: ProductSvdOptions = {}): ProductSvd {
  if (b.cols !== a.rows) throw new ShapeMismatchError("svdOfProduct", shapeOf(b), shapeOf(a));
  const quick = options.method === "qr" ? null : valuesByGram(b, a);
  const values = quick ?? valuesByQr(b, a);
  let vectors: Svd | null = null;
  const truncate = (k: number): TruncatedProduct => {
    requireWhole("k", k, 0, values.length);
    vectors ??= fullProductSvd(b, a);
    return cut(vectors, k);
  };
  return { singularValues: values, method: quick === null ? "qr" : "gram", truncate };
}

function valuesByGram(b: Matrix, a: Matrix): Float64Array | null {
  const r = b.cols;
  if (r === 0 || r > b.rows || r > a.cols) return null;
  const [squareB, scaleB] = gramInRange(b, gram);
  const [squareA, scaleA] = gramInRange(a, rowGram);
  const lowerB = safeFactor(squareB);
  const lowerA = lowerB && safeFactor(squareA);
  if (lowerB === null || lowerA === null) return null;
  const core = transposeMultiply(lowerB, lowerA);
  const values = clearValues(core) ?? singularValues(core);
  if (!(values[r - 1]! >= smallestValue * values[0]!)) return null;
  return values.map((value) => value / scaleB / scaleA);
}

/** By the eigenvalues of CᵀC where none is small; that blurs σ_k by about 20·ε·σ₁²/σ_k, here 1e-13·σ₁ at most. */
function clearValues(core: Matrix): Float64Array | null {
  const clear = (eigenvalues: Float64Array) => (eigenvalues.at(-1)! > 1e-3 * eigenvalues[0]! ? 0 : null);
  return leadingEigen(gram(core).data, core.cols, clear)?.values.map(Math.sqrt) ?? null;
}

/** A Gram matrix, and what the factor was multiplied by first: 1 when its squares stay in range anyway, which its diagonal tells. */
function gramInRange(factor: Matrix, square: (factor: Matrix) => Matrix): [Matrix, number] {
  const plain = square(factor);
  let largest = 0;
  for (let i = 0; i < plain.rows; i++) largest = Math.max(largest, plain.data[i * (plain.rows + 1)]!);
  if (largest > 1e-200 && largest < 1e200) return [plain, 1];
  const unit = unitScale(factor);
  return [square(scale(factor, unit)), unit];
}

function safeFactor(square: Matrix): Matrix | null {
  try {
    const { lower } = cholesky(square);
    let largest = 0;
    let smallest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < lower.rows; i++) {
      largest = Math.max(largest, square.data[i * (lower.rows + 1)]!);
      smallest = Math.min(smallest, lower.data[i * (lower.rows + 1)]! ** 2);
    }
    return smallest > smallestPivot * largest ? lower : null;
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) return null;
    throw error;
  }
}

function valuesByQr(b: Matrix, a: Matrix): Float64Array {
  return singularValues(multiplyTranspose(qrTriangle(b), qrTriangleOfTranspose(a)));
}

/** U, Σ, V of the product: Q_B·P, Σ, Q_A·W from the small SVD R_B·R_Aᵀ = PΣWᵀ, signs fixed by the large U. */
function fullProductSvd(b: Matrix, a: Matrix): Svd {
  const left = qr(b);
  const right = qr(transpose(a));
  const core = svdThin(multiplyTranspose(left.r, right.r));
  const u = multiply(left.q, core.u);
  const signs = signsOfLargest(u);
  return {
    u: scaleColumns(u, signs),
    singularValues: core.singularValues,
    v: scaleColumns(multiply(right.q, core.v), signs),
  };
}

function signsOfLargest(u: Matrix): Float64Array {
  const largest = new Float64Array(u.cols);
  for (let i = 0; i < u.data.length; i++) {
    const value = u.data[i]!;
    if (Math.abs(value) > Math.abs(largest[i % u.cols]!)) largest[i % u.cols] = value;
  }
  return largest.map((value) => (value < 0 ? -1 : 1));
}

function cut({ u, singularValues: values, v }: Svd, k: number): TruncatedProduct {
  const roots = values.slice(0, k).map(Math.sqrt);
  const b = scaleColumns(leadingColumns(u, k), roots);
  const a = transpose(scaleColumns(leadingColumns(v, k), roots));
  const largest = values[0] ?? 0;
  if (largest === 0) return { b, a, relativeError: null, reason: "zero-product" };
  let lost = 0;
  let total = 0;
  for (let i = values.length - 1; i >= 0; i--) {
    const energy = (values[i]! / largest) ** 2;
    total += energy;
    if (i >= k) lost += energy;
  }
  return { b, a, relativeError: Math.sqrt(lost / total) };
}
