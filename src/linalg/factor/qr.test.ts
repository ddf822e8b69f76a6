import { describe, expect, it } from "vitest";
import { identity, matrix, zeros } from "../matrix.ts";
import { scale, scaleColumns, scaleRows, subtract } from "../products/arithmetic.ts";
import { gram, multiply, transpose } from "../products/multiply.ts";
import { frobeniusNorm, maxNorm } from "../products/norms.ts";
import { gaussianMatrix, lowRankMatrix, maxDifference, orthogonalityError } from "../testing/matrices.ts";
import { pivotedQr, qr, qrTriangle, qrTriangleOfTranspose, rank } from "./qr.ts";

const cases = [
  ["tall", gaussianMatrix(40, 7, 1)],
  ["wide", gaussianMatrix(5, 9, 2)],
  ["square", gaussianMatrix(12, 12, 3)],
  ["rank-deficient", lowRankMatrix(20, 10, 3, 4)],
  ["one row", gaussianMatrix(1, 6, 5)],
  ["one column", gaussianMatrix(6, 1, 6)],
  ["zero", zeros(4, 3)],
  ["graded past underflow", scaleColumns(gaussianMatrix(6, 4, 9), [1e-158, 1, 1e-161, 1e-90])],
  ["huge", scale(gaussianMatrix(6, 4, 7), 1e300)],
  ["tiny", scale(gaussianMatrix(6, 4, 8), 1e-300)],
] as const;

describe("QR", () => {
  it.each(cases)("rebuilds a %s matrix from an orthonormal and an upper factor with diagonal ≥ 0", (_, a) => {
    const { q, r } = qr(a);
    expect(maxDifference(multiply(q, r), a)).toBeLessThanOrEqual(1e-14 * frobeniusNorm(a));
    expect(orthogonalityError(q)).toBeLessThan(1e-14);
    for (let i = 0; i < r.rows; i++) {
      expect(r.data[i * r.cols + i]).toBeGreaterThanOrEqual(0);
      for (let j = 0; j < i; j++) expect(r.data[i * r.cols + j]).toBe(0);
    }
    expect(qrTriangle(a)).toEqual(r);
  });

  it.each(cases)("with pivoting rebuilds a %s matrix in the order of its pivots, the diagonal falling", (_, a) => {
    const { q, r, pivots } = pivotedQr(a);
    const product = multiply(q, r);
    const unpermuted = zeros(a.rows, a.cols);
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < a.cols; j++) unpermuted.data[i * a.cols + pivots[j]!] = product.data[i * a.cols + j]!;
    }
    expect(maxDifference(unpermuted, a)).toBeLessThanOrEqual(1e-14 * frobeniusNorm(a));
    for (let i = 1; i < r.rows; i++) {
      expect(r.data[i * (r.cols + 1)]).toBeLessThanOrEqual(r.data[(i - 1) * (r.cols + 1)]! * (1 + 1e-12));
    }
  });

  it("is the textbook factorisation on the textbook matrix", () => {
    const { q, r } = qr(matrix(3, 3, [12, -51, 4, 6, 167, -68, -4, 24, -41]));
    const expected = [14, 21, -14, 0, 175, -70, 0, 0, 35];
    for (const [i, value] of expected.entries()) expect(r.data[i]).toBeCloseTo(value, 12);
    expect(q.data[0]).toBeCloseTo(6 / 7, 14);
  });

  it.each([
    ["full rank", gaussianMatrix(9, 5, 10), 5],
    ["rank 3 of 10", lowRankMatrix(20, 10, 3, 11), 3],
    [
      "rank 3 with columns of very different length",
      scaleColumns(lowRankMatrix(20, 6, 3, 12), [1, 1e3, 1e-3, 1, 10, 1]),
      3,
    ],
    ["zero", zeros(3, 4), 0],
    ["identity", identity(6), 6],
    ["empty", zeros(0, 3), 0],
  ])("counts the rank: %s", (_, a, expected) => {
    expect(rank(a)).toBe(expected);
  });

  it.each([
    ["random", gaussianMatrix(1000, 20, 13)],
    ["of a height that no block divides", gaussianMatrix(1037, 33, 14)],
    ["graded", scaleColumns(gaussianMatrix(900, 20, 15), powersOfTen(20))],
    ["graded by rows", scaleRows(gaussianMatrix(900, 20, 16), powersOfTen(900))],
    ["rank-deficient", lowRankMatrix(900, 20, 3, 17)],
    ["huge", scale(gaussianMatrix(900, 20, 18), 1e300)],
    ["tiny", scale(gaussianMatrix(900, 20, 19), 1e-300)],
    ["zero", zeros(900, 20)],
  ])("folds a large tall matrix in by blocks, to the R that `qr` has: %s", (_, a) => {
    const unit = maxNorm(a) || 1;
    for (const r of [qrTriangle(a), qrTriangleOfTranspose(transpose(a))]) {
      const scaled = scale(r, 1 / unit);
      const square = gram(scale(a, 1 / unit));
      for (let i = 0; i < 20; i++) expect(r.data[i * (r.cols + 1)]).toBeGreaterThanOrEqual(0);
      // Column by column: |RᵀR − AᵀA|ᵢⱼ against the lengths of columns i and j.
      const error = subtract(gram(scaled), square);
      for (let i = 0; i < a.cols; i++) {
        for (let j = 0; j < a.cols; j++) {
          const size = Math.sqrt(square.data[i * (a.cols + 1)]! * square.data[j * (a.cols + 1)]!);
          expect(Math.abs(error.data[i * a.cols + j]!)).toBeLessThanOrEqual(2e-14 * size);
        }
      }
    }
    if (rank(a) === a.cols) expect(maxDifference(qrTriangle(a), qr(a).r)).toBeLessThan(1e-13 * frobeniusNorm(a));
  });

  it("of a large matrix names the entry that is no number", () => {
    const a = zeros(900, 20);
    a.data[1234] = Number.NaN;
    expect(() => qrTriangle(a)).toThrow(expect.objectContaining({ code: "invalid-number", index: 1234 }));
  });
});

function powersOfTen(count: number): number[] {
  return Array.from({ length: count }, (_, i) => 10 ** (-i % 13));
}
