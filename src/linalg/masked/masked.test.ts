import { describe, expect, it } from "vitest";
import { identity, matrix, zeros } from "../matrix.ts";
import { multiplyTranspose } from "../products/multiply.ts";
import { ridge } from "../regression/ridge.ts";
import { gaussianMatrix, maxDifference, uniforms } from "../testing/matrices.ts";
import { columnMean, columnSd } from "./column-moments.ts";
import { type MaskedMatrix, maskedFromRows, maskedMatrix, observedCounts, transposeMasked } from "./masked-matrix.ts";
import { correlation, covariance } from "./pairwise-covariance.ts";
import { ridgeRows } from "./ridge-rows.ts";

function holes(rows: number, cols: number, share: number, seed: number): MaskedMatrix {
  const uniform = uniforms(seed);
  return maskedMatrix(
    gaussianMatrix(rows, cols, seed + 1),
    Array.from({ length: rows * cols }, () => uniform() >= share),
  );
}

describe("a table with holes", () => {
  const rows = [
    [1, null, 3],
    [4, null, null],
  ];
  it("comes from rows with null, or from values and a mask, and hides what the mask hides", () => {
    const table = maskedFromRows(rows);
    expect(table).toEqual(maskedMatrix(matrix(2, 3, [1, 7, 3, 4, 8, 9]), [1, 0, 1, 1, 0, 0]));
    expect(Array.from(observedCounts(table))).toEqual([2, 0, 1]);
    expect(transposeMasked(transposeMasked(table))).toEqual(table);
    expect(Array.from(transposeMasked(table).observed)).toEqual([1, 1, 0, 0, 1, 0]);
  });

  it.each([
    ["NaN as a hole", () => maskedFromRows([[Number.NaN]]), "invalid-number"],
    ["undefined as a hole", () => maskedFromRows([[undefined as unknown as null]]), "invalid-number"],
    ["uneven rows", () => maskedFromRows([[1], [1, 2]]), "length-mismatch"],
    ["a mask of another size", () => maskedMatrix(zeros(2, 2), [1]), "shape-mismatch"],
    [
      "an observed NaN",
      () => maskedMatrix({ rows: 1, cols: 1, data: Float64Array.of(Number.NaN) }, [1]),
      "invalid-number",
    ],
  ])("refuses %s", (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });

  it("may hide NaN", () => {
    expect(maskedMatrix({ rows: 1, cols: 1, data: Float64Array.of(Number.NaN) }, [0]).values).toEqual(zeros(1, 1));
  });
});

describe("column moments", () => {
  const table = maskedFromRows([
    [1, null, 5, 0.1],
    [2, null, null, 0.1],
    [6, null, null, 0.1],
  ]);
  it("are null, not 0, where nothing was observed", () => {
    expect(columnMean(table)).toEqual([3, null, 5, 0.1]);
    expect(columnSd(table)).toEqual([Math.sqrt(7), null, null, 0]);
    expect(columnSd(table, { ddof: 0 })).toEqual([Math.sqrt(14 / 3), null, 0, 0]);
  });

  it("move with a shift and keep their digits far from 0", () => {
    const far = maskedFromRows([[1e9 + 1], [1e9 + 2], [1e9 + 6]]);
    expect(columnMean(far)[0]).toBe(1e9 + 3);
    expect(columnSd(far)[0]).toBeCloseTo(Math.sqrt(7), 14);
  });
});

describe("covariance and correlation over pairs", () => {
  const table = maskedFromRows([
    [1, 2, 7, null],
    [2, 4, 7, 1],
    [3, null, 7, 2],
    [4, 9, 7, null],
  ]);
  it("take the rows observed in both, and count them", () => {
    const { values, pairs } = covariance(table);
    expect(pairs).toEqual([
      [4, 3, 4, 2],
      [3, 3, 3, 1],
      [4, 3, 4, 2],
      [2, 1, 2, 2],
    ]);
    expect(values[0]![1]).toBeCloseTo(5.5, 14);
    expect(values[0]![0]).toBeCloseTo(5 / 3, 14);
    expect(values[1]![3]).toBeNull();
    expect(covariance(table, { ddof: 0 }).values[0]![3]).toBeCloseTo(0.25, 14);
  });

  it("have no correlation where a column does not vary, or with two rows unless asked", () => {
    const { values } = correlation(table);
    expect(values[0]![1]).toBeCloseTo(5.5 / Math.sqrt((7 / 3) * 13), 14);
    expect([values[0]![0], values[0]![2], values[2]![2], values[0]![3]]).toEqual([1, null, null, null]);
    expect(correlation(table, { minPairs: 2 }).values[0]![3]).toBeCloseTo(1, 15);
  });

  it("do not change with scale, nor leave [−1, 1]", () => {
    const one = holes(12, 6, 0.3, 5);
    const scaled = { ...one, values: { ...one.values, data: one.values.data.map((value) => value * 1e-7) } };
    const first = correlation(one).values.flat();
    const second = correlation(scaled).values.flat();
    for (const [k, value] of first.entries()) {
      if (value === null) expect(second[k]).toBeNull();
      else {
        expect(second[k]).toBeCloseTo(value, 12);
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe("ridgeRows", () => {
  it.each([1, 2, 3, 8, 16, 20])("fits each row as ridge does on its observed columns, with %i factors", (r) => {
    const table = holes(9, 40, 0.3, 20 + r);
    const loadings = gaussianMatrix(40, r, 30 + r);
    const lambda = Array.from({ length: r }, (_, k) => 0.1 + k);
    const columnWeights = Array.from({ length: 40 }, (_, j) => 0.5 + (j % 3));
    const factors = ridgeRows(table, loadings, { lambda, columnWeights });
    for (let i = 0; i < 9; i++) {
      const weights = columnWeights.map((weight, j) => weight * table.observed[i * 40 + j]!);
      const { coefficients } = ridge(loadings, table.values.data.slice(i * 40, i * 40 + 40), { lambda, weights });
      for (let k = 0; k < r; k++) expect(Math.abs(factors.data[i * r + k]! - coefficients[k]!)).toBeLessThan(1e-12);
    }
  });

  it("gives 0 to a row with nothing observed, and finds exact factors without a penalty", () => {
    const empty = maskedFromRows([[null, null]]);
    expect(ridgeRows(empty, identity(2), { lambda: 1 })).toEqual(zeros(1, 2));
    const truth = gaussianMatrix(5, 2, 40);
    const loadings = gaussianMatrix(7, 2, 41);
    const table = maskedMatrix(multiplyTranspose(truth, loadings), new Uint8Array(35).fill(1));
    expect(maxDifference(ridgeRows(table, loadings, { lambda: 0 }), truth)).toBeLessThan(1e-12);
  });

  it("names the row that cannot be solved, and refuses loadings that do not fit", () => {
    const table = maskedFromRows([
      [1, 2, 3],
      [1, null, null],
    ]);
    expect(() => ridgeRows(table, gaussianMatrix(3, 2, 42), { lambda: 0 })).toThrow(
      expect.objectContaining({ code: "not-positive-definite", message: expect.stringContaining("row 1") }),
    );
    expect(() => ridgeRows(table, zeros(2, 2), { lambda: 1 })).toThrow(
      expect.objectContaining({ code: "shape-mismatch" }),
    );
  });
});
