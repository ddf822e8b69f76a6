import { describe, expect, it } from "vitest";
import { type Matrix, matrix, zeros } from "../matrix.ts";
import { scale, scaleColumns, subtract } from "../products/arithmetic.ts";
import { multiply } from "../products/multiply.ts";
import { frobeniusNorm } from "../products/norms.ts";
import { gaussianMatrix, lowRankMatrix } from "../testing/matrices.ts";
import { qr } from "./qr.ts";
import { singularValues } from "./svd.ts";
import { svdOfProduct } from "./svd-of-product.ts";

const steep = scaleColumns(
  qr(gaussianMatrix(40, 8, 1)).q,
  Array.from({ length: 8 }, (_, i) => 10 ** -i),
);

const cases: readonly (readonly [string, Matrix, Matrix, "gram" | "qr"])[] = [
  ["well conditioned", gaussianMatrix(60, 8, 2), gaussianMatrix(8, 50, 3), "gram"],
  ["one rank", gaussianMatrix(9, 1, 4), gaussianMatrix(1, 7, 5), "gram"],
  ["huge factors", scale(gaussianMatrix(30, 4, 6), 1e160), scale(gaussianMatrix(4, 20, 7), 1e-170), "gram"],
  ["steep", steep, gaussianMatrix(8, 30, 8), "qr"],
  ["rank-deficient B", lowRankMatrix(30, 6, 2, 9), gaussianMatrix(6, 20, 10), "qr"],
  ["rank above the output width", gaussianMatrix(4, 10, 11), gaussianMatrix(10, 30, 12), "qr"],
  ["rank above both widths", gaussianMatrix(4, 10, 13), gaussianMatrix(10, 3, 14), "qr"],
  ["zero B", zeros(12, 4), gaussianMatrix(4, 9, 15), "qr"],
];

describe("the spectrum of a product", () => {
  it.each(cases)("equals that of the formed product: %s, and says the route", (_, b, a, method) => {
    const found = svdOfProduct(b, a);
    const dense = singularValues(multiply(b, a));
    expect(found.method).toBe(method);
    expect(found.singularValues.length).toBe(Math.min(b.rows, b.cols, a.cols));
    for (const [k, value] of found.singularValues.entries()) {
      expect(Math.abs(value - dense[k]!)).toBeLessThanOrEqual(1e-12 * dense[0]!);
    }
    const byQr = svdOfProduct(b, a, { method: "qr" });
    expect(byQr.method).toBe("qr");
    expect(Math.abs(byQr.singularValues[0]! - dense[0]!)).toBeLessThanOrEqual(1e-14 * dense[0]!);
  });

  it("keeps small values on the QR route that a Gram matrix would lose", () => {
    const orthonormal = qr(gaussianMatrix(30, 8, 16)).q;
    const { singularValues: found, method } = svdOfProduct(steep, matrix(8, 30, transposed(orthonormal)));
    expect(method).toBe("qr");
    for (let k = 0; k < 8; k++) expect(Math.abs(found[k]! / 10 ** -k - 1)).toBeLessThan(1e-9);
  });

  it("refuses factors that do not meet", () => {
    expect(() => svdOfProduct(zeros(3, 2), zeros(3, 2))).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
  });
});

describe("a truncated product", () => {
  it.each(cases.slice(0, -1))("has the error it names, at every rank: %s", (_, b, a) => {
    const product = multiply(b, a);
    const found = svdOfProduct(b, a);
    for (let k = 0; k <= found.singularValues.length; k++) {
      const cut = found.truncate(k);
      expect([cut.b.rows, cut.b.cols, cut.a.rows, cut.a.cols]).toEqual([b.rows, k, k, a.cols]);
      const error = frobeniusNorm(subtract(product, multiply(cut.b, cut.a))) / frobeniusNorm(product);
      expect(Math.abs(error - cut.relativeError!)).toBeLessThan(1e-13);
    }
  });

  it("splits Σ evenly, left vectors' largest entry positive", () => {
    const { truncate, singularValues: values } = svdOfProduct(gaussianMatrix(20, 3, 17), gaussianMatrix(3, 25, 18));
    const { b, a } = truncate(2);
    for (let k = 0; k < 2; k++) {
      const column = Array.from({ length: 20 }, (_, i) => b.data[i * 2 + k]!);
      expect(Math.hypot(...column) ** 2).toBeCloseTo(values[k]!, 10);
      expect(Math.hypot(...a.data.slice(k * 25, k * 25 + 25)) ** 2).toBeCloseTo(values[k]!, 10);
      expect(Math.max(...column)).toBeGreaterThan(-Math.min(...column));
    }
  });

  it("of a zero product has no relative error, and says why", () => {
    const cut = svdOfProduct(zeros(5, 2), gaussianMatrix(2, 5, 19)).truncate(1);
    expect([cut.relativeError, cut.reason]).toEqual([null, "zero-product"]);
  });

  it.each([-1, 1.5, 4])("refuses rank %d of 3", (k) => {
    const found = svdOfProduct(gaussianMatrix(6, 3, 20), gaussianMatrix(3, 6, 21));
    expect(() => found.truncate(k)).toThrow(expect.objectContaining({ code: "invalid-option" }));
  });
});

function transposed(q: Matrix): Float64Array {
  return Float64Array.from(
    { length: q.data.length },
    (_, i) => q.data[(i % q.rows) * q.cols + Math.floor(i / q.rows)]!,
  );
}
