export * from "./factor/qr.ts";
export * from "./factor/svd.ts";
export * from "./matrix.ts";
export * from "./products/arithmetic.ts";
export * from "./products/multiply.ts";
export * from "./products/norms.ts";
