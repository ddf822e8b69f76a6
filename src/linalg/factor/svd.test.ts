import { describe, expect, it } from "vitest";
import { type Matrix, matrix, zeros } from "../matrix.ts";
import { scale, scaleColumns, scaleRows } from "../products/arithmetic.ts";
import { multiply, multiplyTranspose, transpose } from "../products/multiply.ts";
import { frobeniusNorm } from "../products/norms.ts";
import {
  gaussianMatrix,
  hilbertMatrix,
  lowRankMatrix,
  maxDifference,
  orthogonalityError,
  uniforms,
} from "../testing/matrices.ts";
import { qr } from "./qr.ts";
import { type Svd, singularValues, spectralNorm, svd, svdThin } from "./svd.ts";

const graded = scaleRows(
  gaussianMatrix(14, 9, 7),
  Array.from({ length: 14 }, (_, i) => 10 ** -i),
);

const cases: readonly (readonly [string, Matrix])[] = [
  ["tall random", gaussianMatrix(83, 49, 1)],
  ["wide random", gaussianMatrix(17, 60, 2)],
  ["square random", gaussianMatrix(30, 30, 3)],
  ["rank-deficient", lowRankMatrix(25, 18, 4, 4)],
  ["rank-deficient wide", lowRankMatrix(6, 30, 2, 5)],
  ["row-graded", graded],
  ["column-graded", transpose(graded)],
  ["Hilbert", hilbertMatrix(12)],
  ["one row", gaussianMatrix(1, 11, 8)],
  ["one column", gaussianMatrix(11, 1, 9)],
  ["one entry", matrix(1, 1, [-3])],
  ["zero", zeros(5, 3)],
  ["with zero columns", scaleColumns(gaussianMatrix(7, 4, 10), [0, 1, 0, 2])],
  ["all ones", matrix(4, 6, new Float64Array(24).fill(1))],
  ["with equal columns", matrix(3, 2, [1, 1, 2, 2, 3, 3])],
  ["huge", scale(gaussianMatrix(6, 4, 11), 1e300)],
  ["tiny", scale(gaussianMatrix(6, 4, 12), 1e-300)],
  ["graded past underflow", scaleColumns(gaussianMatrix(9, 6, 13), [1, 1e-50, 1e-70, 1e-110, 1e-158, 1e-300])],
  ["graded past underflow by rows", scaleRows(gaussianMatrix(6, 6, 14), [1, 1e-40, 1e-80, 1e-120, 1e-160, 1e-200])],
  ["spanning 400 orders of magnitude", matrix(2, 2, [1e200, 0, 0, 1e-200])],
];

function rebuilt({ u, singularValues: values, v }: Svd): Matrix {
  const k = values.length;
  const thinU = { rows: u.rows, cols: k, data: columnsUpTo(u, k) };
  return multiplyTranspose(scaleColumns(thinU, values), { rows: v.rows, cols: k, data: columnsUpTo(v, k) });
}

function columnsUpTo(a: Matrix, k: number): Float64Array {
  return Float64Array.from({ length: a.rows * k }, (_, i) => a.data[Math.floor(i / k) * a.cols + (i % k)]!);
}

describe("the singular value decomposition", () => {
  it.each(cases)("rebuilds a %s matrix to 1e-13 of its norm, with vectors orthonormal to 1e-13", (_, a) => {
    for (const decompose of [svdThin, svd]) {
      const result = decompose(a);
      expect(maxDifference(rebuilt(result), a)).toBeLessThanOrEqual(1e-13 * frobeniusNorm(a));
      expect(orthogonalityError(result.u)).toBeLessThanOrEqual(1e-13);
      expect(orthogonalityError(result.v)).toBeLessThanOrEqual(1e-13);
    }
  });

  it.each(cases)(
    "orders the values of a %s matrix, and makes the largest entry of each left vector positive",
    (_, a) => {
      const { u, singularValues: values } = svdThin(a);
      expect(Array.from(values)).toEqual([...values].sort((x, y) => y - x));
      for (let k = 0; k < values.length; k++) {
        const column = Array.from({ length: u.rows }, (_, i) => u.data[i * u.cols + k]!);
        if (values[k]! > 0) expect(Math.max(...column)).toBeGreaterThanOrEqual(-Math.min(...column));
      }
      const alone = singularValues(a);
      for (let k = 0; k < values.length; k++) {
        expect(Math.abs(alone[k]! - values[k]!)).toBeLessThanOrEqual(1e-14 * values[0]!);
      }
    },
  );

  it("has the shapes it promises", () => {
    const thin = svdThin(zeros(5, 3));
    expect([thin.u.rows, thin.u.cols, thin.v.rows, thin.v.cols]).toEqual([5, 3, 3, 3]);
    const full = svd(zeros(3, 5));
    expect([full.u.cols, full.v.cols, full.singularValues.length]).toEqual([3, 5, 3]);
    expect(svdThin(zeros(0, 4)).singularValues.length).toBe(0);
  });

  // 60-digit eigenvalues of the 12 × 12 Hilbert matrix as rounded to doubles.
  const hilbert = [
    1.7953720595619973, 0.3802752459550371, 0.04473854875218107, 0.003722312237891162, 0.0002330890890217729,
    1.116335748323302e-5,
  ];
  it.each(hilbert.entries().toArray())("finds value %i of Hilbert 12, %d, to a relative 1e-12", (k, expected) => {
    expect(Math.abs(singularValues(hilbertMatrix(12))[k]! / expected - 1)).toBeLessThan(1e-12);
  });

  it("keeps the relative accuracy of every value of a column-graded matrix", () => {
    const values = Array.from({ length: 10 }, (_, i) => 10 ** (-2 * i));
    const { q } = qr(gaussianMatrix(20, 10, 20));
    const found = singularValues(scaleColumns(q, values));
    for (const [k, value] of values.entries()) expect(Math.abs(found[k]! / value - 1)).toBeLessThan(1e-13);
  });

  it("turns with its input: orthogonal factors leave the values, a factor scales them", () => {
    const uniform = uniforms(5);
    for (let round = 0; round < 20; round++) {
      const rows = 1 + Math.floor(uniform() * 20);
      const cols = 1 + Math.floor(uniform() * 20);
      const a = gaussianMatrix(rows, cols, 100 + round);
      const expected = singularValues(a);
      const turned = singularValues(multiply(qr(gaussianMatrix(rows, rows, 200 + round)).q, a));
      const scaled = singularValues(scale(transpose(a), -8));
      for (let k = 0; k < expected.length; k++) {
        expect(Math.abs(turned[k]! - expected[k]!)).toBeLessThan(1e-13 * expected[0]!);
        expect(Math.abs(scaled[k]! / 8 - expected[k]!)).toBeLessThan(1e-13 * expected[0]!);
      }
    }
  });

  it("leaves its input alone, and gives the same bytes twice", () => {
    const a = gaussianMatrix(9, 14, 30);
    const before = a.data.slice();
    expect(svdThin(a)).toEqual(svdThin(a));
    expect(a.data).toEqual(before);
  });

  it("names a number that is none", () => {
    const a = zeros(2, 2);
    a.data[3] = Number.NaN;
    expect(() => svdThin(a)).toThrow(expect.objectContaining({ code: "invalid-number", index: 3 }));
    a.data[3] = Number.POSITIVE_INFINITY;
    expect(() => singularValues(a)).toThrow(expect.objectContaining({ code: "invalid-number", index: 3 }));
  });

  it("measures the spectral norm", () => {
    expect(spectralNorm(matrix(2, 2, [3, 0, 4, 5]))).toBeCloseTo(Math.sqrt(45), 14);
    expect(spectralNorm(zeros(0, 0))).toBe(0);
  });
});
