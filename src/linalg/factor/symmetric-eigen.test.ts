import { describe, expect, it } from "vitest";
import { diagonalMatrix, identity, type Matrix, matrix, zeros } from "../matrix.ts";
import { scale, scaleColumns } from "../products/arithmetic.ts";
import { gram, multiplyTranspose, rowGram } from "../products/multiply.ts";
import { frobeniusNorm } from "../products/norms.ts";
import { gaussianMatrix, lowRankMatrix, maxDifference, orthogonalityError, uniforms } from "../testing/matrices.ts";
import { singularValues } from "./svd.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** −1, 2, −1: eigenvalues 2 − 2·cos(kπ/(n + 1)). */
function secondDifferences(n: number): Matrix {
  const a = scale(identity(n), 2);
  for (let i = 1; i < n; i++) a.data[i * n + i - 1] = a.data[(i - 1) * n + i] = -1;
  return a;
}

function randomSymmetric(n: number, seed: number): Matrix {
  const a = gaussianMatrix(n, n, seed);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a.data[i * n + j] = a.data[j * n + i]!;
  return a;
}

const cases: readonly (readonly [string, Matrix])[] = [
  ["random 1", randomSymmetric(1, 1)],
  ["random 2", randomSymmetric(2, 2)],
  ["random 49", randomSymmetric(49, 3)],
  ["random 96 (Jacobi)", randomSymmetric(96, 4)],
  ["random 97 (QL)", randomSymmetric(97, 5)],
  ["random 150", randomSymmetric(150, 6)],
  ["rank 2 of 110", rowGram(lowRankMatrix(110, 5, 2, 7))],
  ["zero 100", zeros(100, 100)],
  ["identity 99", identity(99)],
  ["second differences 120", secondDifferences(120)],
  ["diagonal 101", diagonalMatrix(Array.from({ length: 101 }, (_, i) => (i * 37) % 101))],
  ["two blocks 100", blockDiagonal()],
  ["empty", zeros(0, 0)],
  ["huge", scale(randomSymmetric(5, 8), 1e300)],
  ["tiny 98", scale(randomSymmetric(98, 9), 1e-300)],
];

function blockDiagonal(): Matrix {
  const a = zeros(100, 100);
  const block = randomSymmetric(50, 10);
  for (const start of [0, 50]) {
    for (let i = 0; i < 50; i++) a.data.set(block.data.subarray(i * 50, i * 50 + 50), (start + i) * 100 + start);
  }
  return a;
}

describe("the symmetric eigenproblem", () => {
  it.each(cases)("is solved for %s: rebuilt to 1e-13, vectors orthonormal, values ascending", (_, a) => {
    const { values, vectors } = symmetricEigen(a);
    expect(Array.from(values)).toEqual([...values].sort((x, y) => x - y));
    expect(orthogonalityError(vectors)).toBeLessThanOrEqual(1e-13);
    const rebuilt = multiplyTranspose(scaleColumns(vectors, values), vectors);
    expect(maxDifference(rebuilt, a)).toBeLessThanOrEqual(1e-13 * frobeniusNorm(a));
  });

  it.each([7, 96, 97, 200])("finds the known values of second differences at size %i", (n) => {
    const { values } = symmetricEigen(secondDifferences(n));
    for (let k = 0; k < n; k++) {
      expect(Math.abs(values[k]! - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))))).toBeLessThan(1e-14 * n);
    }
  });

  it("agrees with the squared singular values of a factor", () => {
    const a = gaussianMatrix(130, 110, 11);
    const expected = singularValues(a).map((value) => value * value);
    const { values } = symmetricEigen(gram(a));
    for (let k = 0; k < 110; k++) expect(Math.abs(values[109 - k]! - expected[k]!)).toBeLessThan(1e-12 * expected[0]!);
  });

  it("gives each vector a positive largest entry", () => {
    const uniform = uniforms(2);
    const a = randomSymmetric(3 + Math.floor(uniform() * 10), 12);
    const { vectors } = symmetricEigen(a);
    for (let k = 0; k < a.rows; k++) {
      const column = Array.from({ length: a.rows }, (_, i) => vectors.data[i * a.rows + k]!);
      expect(Math.max(...column)).toBeGreaterThanOrEqual(-Math.min(...column));
    }
  });

  it.each([
    ["asymmetry", matrix(2, 2, [1, 2, 2.001, 1]), "not-symmetric"],
    ["an oblong matrix", zeros(2, 3), "shape-mismatch"],
    ["NaN", { rows: 1, cols: 1, data: Float64Array.of(Number.NaN) }, "invalid-number"],
  ])("refuses %s", (_, a, code) => {
    expect(() => symmetricEigen(a)).toThrow(expect.objectContaining({ code }));
  });
});
