import { describe, expect, it } from "vitest";
import { type Matrix, matrix, matrixFromRows, zeros } from "../matrix.ts";
import { gaussianMatrix } from "../testing/matrices.ts";
import { add, scale, scaleColumns, scaleRows, subtract } from "./arithmetic.ts";
import {
  gram,
  matVec,
  multiply,
  multiplyTranspose,
  rowGram,
  transpose,
  transposeMatVec,
  transposeMultiply,
} from "./multiply.ts";
import { frobeniusNorm, infinityNorm, maxNorm, oneNorm, vectorNorm } from "./norms.ts";

function tripleLoop(a: Matrix, b: Matrix): Matrix {
  const c = zeros(a.rows, b.cols);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.cols; j++) {
      let total = 0;
      for (let k = 0; k < a.cols; k++) total += a.data[i * a.cols + k]! * b.data[k * b.cols + j]!;
      c.data[i * b.cols + j] = total;
    }
  }
  return c;
}

describe("the product", () => {
  it.each([
    [1, 1, 1],
    [3, 4, 5],
    [4, 8, 4],
    [13, 17, 19],
    [65, 257, 3],
    [5, 600, 515],
    [70, 3, 70],
    [2, 0, 3],
    [0, 4, 2],
  ])("has the bits of the triple loop at %i×%i×%i, whatever the blocks", (m, k, n) => {
    const a = gaussianMatrix(m, k, 1);
    const b = gaussianMatrix(k, n, 2);
    const expected = tripleLoop(a, b);
    expect(multiply(a, b)).toEqual(expected);
    expect(transposeMultiply(transpose(a), b)).toEqual(expected);
    expect(multiplyTranspose(a, transpose(b))).toEqual(expected);
  });

  it.each([
    [3, 2],
    [83, 49],
    [300, 70],
    [5, 130],
  ])("gives an exactly symmetric gram at %i×%i, with the bits of the plain product", (m, n) => {
    const a = gaussianMatrix(m, n, 3);
    expect(gram(a)).toEqual(tripleLoop(transpose(a), a));
    expect(rowGram(a)).toEqual(tripleLoop(a, transpose(a)));
  });

  it("multiplies vectors from either side", () => {
    const a = matrixFromRows([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(Array.from(matVec(a, [1, 0, -1]))).toEqual([-2, -2]);
    expect(Array.from(transposeMatVec(a, [1, -1]))).toEqual([-3, -3, -3]);
  });

  it("leaves its inputs alone", () => {
    const a = gaussianMatrix(20, 20, 4);
    const before = a.data.slice();
    multiply(a, a);
    gram(a);
    expect(a.data).toEqual(before);
  });

  const wide = zeros(2, 3);
  it.each([
    ["multiply", () => multiply(wide, wide)],
    ["transposeMultiply", () => transposeMultiply(wide, zeros(3, 1))],
    ["multiplyTranspose", () => multiplyTranspose(wide, zeros(3, 2))],
    ["matVec", () => matVec(wide, [1, 2])],
    ["transposeMatVec", () => transposeMatVec(wide, [1, 2, 3])],
    ["add", () => add(wide, zeros(3, 2))],
    ["scaleColumns", () => scaleColumns(wide, [1, 2])],
    ["scaleRows", () => scaleRows(wide, [1, 2, 3])],
  ])("%s refuses shapes that do not fit, and names both", (operation, run) => {
    expect(run).toThrow(expect.objectContaining({ code: "shape-mismatch", operation }));
  });
});

describe("entrywise arithmetic", () => {
  const a = matrix(2, 2, [1, 2, 3, 4]);
  it("adds, subtracts and scales", () => {
    expect(Array.from(add(a, a).data)).toEqual([2, 4, 6, 8]);
    expect(subtract(a, a)).toEqual(zeros(2, 2));
    expect(Array.from(scale(a, -2).data)).toEqual([-2, -4, -6, -8]);
    expect(Array.from(scaleColumns(a, [10, 1]).data)).toEqual([10, 2, 30, 4]);
    expect(Array.from(scaleRows(a, [10, 1]).data)).toEqual([10, 20, 3, 4]);
  });
});

describe("norms", () => {
  const a = matrix(2, 2, [3, -4, 0, 12]);
  it.each([
    ["Frobenius", frobeniusNorm, 13],
    ["max", maxNorm, 12],
    ["one", oneNorm, 16],
    ["infinity", infinityNorm, 12],
  ])("%s of a worked case", (_, norm, expected) => {
    expect(norm(a)).toBe(expected);
    expect(norm(zeros(0, 0))).toBe(0);
  });

  it.each([1e-320, 1e-200, 1e200])("keeps %d in range", (unit) => {
    expect(vectorNorm([3 * unit, 4 * unit]) / unit).toBeCloseTo(5, 2);
  });
});
