export { type CholeskyFactor, cholesky } from "./factor/cholesky.ts";
export * from "./factor/cholesky-solve.ts";
export * from "./factor/cholesky-update.ts";
export { type PivotedQrFactors, pivotedQr, type QrFactors, qr, qrTriangle, rank } from "./factor/qr.ts";
export * from "./factor/spectrum.ts";
export * from "./factor/svd.ts";
export * from "./factor/svd-of-product.ts";
export * from "./factor/symmetric-eigen.ts";
export { useKernel } from "./kernel/kernel.ts";
export * from "./masked/column-moments.ts";
export * from "./masked/impute.ts";
export {
  type MaskedMatrix,
  maskedFromRows,
  maskedMatrix,
  observedCounts,
  transposeMasked,
} from "./masked/masked-matrix.ts";
export * from "./masked/pairwise-covariance.ts";
export * from "./masked/ridge-rows.ts";
export {
  columnOf,
  copyMatrix,
  diagonalMatrix,
  identity,
  leadingColumns,
  type Matrix,
  matrix,
  matrixFromRows,
  rowOf,
  zeros,
} from "./matrix.ts";
export * from "./products/arithmetic.ts";
export * from "./products/multiply.ts";
export * from "./products/norms.ts";
export * from "./regression/coefficient-covariance.ts";
export {
  type LeastSquaresFit,
  type LeastSquaresNote,
  type LeastSquaresOptions,
  leastSquares,
} from "./regression/least-squares.ts";
export { leverage } from "./regression/leverage.ts";
export { type RidgeFit, type RidgeOptions, ridge } from "./regression/ridge.ts";
