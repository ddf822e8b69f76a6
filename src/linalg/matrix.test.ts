import { describe, expect, it } from "vitest";
import {
  columnOf,
  copyMatrix,
  diagonalMatrix,
  identity,
  leadingColumns,
  matrix,
  matrixFromRows,
  rowOf,
  zeros,
} from "./matrix.ts";

describe("a matrix", () => {
  it("holds its rows one after the other and copies what it is given", () => {
    const values = [1, 2, 3, 4, 5, 6];
    const a = matrix(2, 3, values);
    values[0] = 9;
    expect(Array.from(a.data)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(Array.from(rowOf(a, 1))).toEqual([4, 5, 6]);
    expect(Array.from(columnOf(a, 2))).toEqual([3, 6]);
    expect(leadingColumns(a, 2)).toEqual(matrixFromRows([[1, 2], [4, 5]])); // biome-ignore format: rows read as rows
  });

  it("shares nothing with its copy", () => {
    const a = zeros(1, 2);
    copyMatrix(a).data[0] = 5;
    expect(a.data[0]).toBe(0);
  });

  it("has named special cases", () => {
    expect(Array.from(identity(2).data)).toEqual([1, 0, 0, 1]);
    expect(Array.from(diagonalMatrix([2, 3]).data)).toEqual([2, 0, 0, 3]);
    expect(matrixFromRows([])).toEqual(zeros(0, 0));
  });

  it.each([
    ["too few values", () => matrix(2, 2, [1, 2, 3]), "length-mismatch"],
    ["rows of different lengths", () => matrixFromRows([[1, 2], [3]]), "length-mismatch"],
    ["NaN", () => matrix(1, 2, [1, Number.NaN]), "invalid-number"],
    ["infinity in a row", () => matrixFromRows([[1], [Number.POSITIVE_INFINITY]]), "invalid-number"],
    ["a fractional size", () => zeros(1.5, 2), "invalid-option"],
    ["a row outside", () => rowOf(zeros(2, 2), 2), "invalid-option"],
  ])("refuses %s", (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});
