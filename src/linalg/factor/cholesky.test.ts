import { describe, expect, it } from "vitest";
import { identity, type Matrix, matrix, zeros } from "../matrix.ts";
import { add, scale, subtract } from "../products/arithmetic.ts";
import { gram, matVec, multiply, multiplyTranspose } from "../products/multiply.ts";
import { maxNorm } from "../products/norms.ts";
import { gaussianMatrix, maxDifference } from "../testing/matrices.ts";
import { cholesky } from "./cholesky.ts";
import { choleskyInverse, choleskySolve, choleskySolveMatrix, logDet, solveLower } from "./cholesky-solve.ts";
import { choleskyDowndate, choleskyUpdate } from "./cholesky-update.ts";

const definite = (n: number, seed: number): Matrix => add(gram(gaussianMatrix(n + 5, n, seed)), identity(n));
const outer = (x: Float64Array): Matrix => {
  const column = matrix(x.length, 1, x);
  return multiplyTranspose(column, column);
};

describe("the Cholesky factor", () => {
  it.each([0, 1, 2, 5, 47, 48, 49, 100, 163])("rebuilds a positive definite matrix of size %i", (n) => {
    const a = definite(n, n + 1);
    const { lower, jitter } = cholesky(a);
    expect(jitter).toBe(0);
    expect(maxDifference(multiplyTranspose(lower, lower), a)).toBeLessThanOrEqual(1e-14 * maxNorm(a));
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(lower.data[i * n + j]).toBe(0);
  });

  it("is the textbook factor on the textbook matrix", () => {
    const { lower } = cholesky(matrix(3, 3, [4, 12, -16, 12, 37, -43, -16, -43, 98]));
    expect(Array.from(lower.data)).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3]);
  });

  it("names the pivot of an indefinite matrix and what was left of it", () => {
    const a = matrix(3, 3, [4, 2, 0, 2, 1, 0, 0, 0, 1]);
    expect(() => cholesky(a)).toThrow(expect.objectContaining({ code: "not-positive-definite", pivot: 1, value: 0 }));
    const far = identity(120);
    far.data[100 * 121] = -2;
    expect(() => cholesky(far)).toThrow(expect.objectContaining({ pivot: 100, value: -2 }));
  });

  it("adds jitter only when asked, and hands it back", () => {
    const { lower, jitter } = cholesky(zeros(2, 2), { jitter: 4 });
    expect([jitter, ...lower.data]).toEqual([4, 2, 0, 0, 2]);
    expect(() => cholesky(identity(2), { jitter: -1 })).toThrow(expect.objectContaining({ code: "invalid-option" }));
  });

  it.each([
    ["an oblong matrix", zeros(2, 3), "shape-mismatch"],
    ["an asymmetric matrix", matrix(2, 2, [1, 0, 0.1, 1]), "not-symmetric"],
    ["NaN", { rows: 1, cols: 1, data: Float64Array.of(Number.NaN) }, "not-positive-definite"],
  ])("refuses %s", (_, a, code) => {
    expect(() => cholesky(a)).toThrow(expect.objectContaining({ code }));
  });
});

describe("solving with it", () => {
  const a = definite(60, 3);
  const factor = cholesky(a);
  it("gives x back from A·x", () => {
    const x = gaussianMatrix(60, 1, 4).data;
    const found = choleskySolve(factor, matVec(a, x));
    for (let i = 0; i < 60; i++) expect(Math.abs(found[i]! - x[i]!)).toBeLessThan(1e-12);
  });

  it("solves many right-hand sides, inverts, and whitens", () => {
    const b = gaussianMatrix(60, 7, 5);
    expect(maxDifference(multiply(a, choleskySolveMatrix(factor, b)), b)).toBeLessThan(1e-12);
    expect(maxDifference(multiply(a, choleskyInverse(factor)), identity(60))).toBeLessThan(1e-12);
    expect(maxDifference(multiply(factor.lower, solveLower(factor.lower, b)), b)).toBeLessThan(1e-12);
  });

  it("takes the logarithm of the determinant without forming it", () => {
    expect(logDet(cholesky(matrix(2, 2, [4, 2, 2, 3])))).toBeCloseTo(Math.log(8), 14);
    expect(logDet(cholesky(scale(identity(400), 1e-10)))).toBeCloseTo(400 * Math.log(1e-10), 8);
  });

  it("refuses a vector of another length", () => {
    expect(() => choleskySolve(factor, [1])).toThrow(expect.objectContaining({ code: "shape-mismatch" }));
  });
});

describe("update and downdate", () => {
  const a = definite(20, 6);
  const x = gaussianMatrix(20, 1, 7).data;
  it("follow A ± x·xᵀ, and undo each other", () => {
    const updated = choleskyUpdate(cholesky(a), x);
    expect(maxDifference(updated.lower, cholesky(add(a, outer(x))).lower)).toBeLessThan(1e-13 * maxNorm(a));
    expect(maxDifference(choleskyDowndate(updated, x).lower, cholesky(a).lower)).toBeLessThan(1e-13 * maxNorm(a));
    const half = x.map((value) => value / 2);
    const less = subtract(a, outer(half));
    expect(maxDifference(choleskyDowndate(cholesky(a), half).lower, cholesky(less).lower)).toBeLessThan(1e-12);
  });

  it("refuse to take away more than there is, and leave the factor given", () => {
    const factor = cholesky(identity(2));
    expect(() => choleskyDowndate(factor, [0, 1])).toThrow(
      expect.objectContaining({ code: "not-positive-definite", pivot: 1, value: 0 }),
    );
    expect(factor.lower).toEqual(identity(2));
  });
});
