import { describe, expect, it } from "vitest";
import { pinv } from "../factor/spectrum.ts";
import { type Matrix, matrix, matrixFromRows, zeros } from "../matrix.ts";
import { scale, scaleColumns, scaleRows } from "../products/arithmetic.ts";
import { multiply, transpose, transposeMatVec } from "../products/multiply.ts";
import { vectorNorm } from "../products/norms.ts";
import { gaussianMatrix, lowRankMatrix, maxDifference } from "../testing/matrices.ts";
import { coefficientCovariance } from "./coefficient-covariance.ts";
import { leastSquares } from "./least-squares.ts";
import { leverage } from "./leverage.ts";
import { ridge } from "./ridge.ts";

const line = (xs: readonly number[]): Matrix => matrixFromRows(xs.map((x) => [1, x]));
const near = (found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance);
};

// NIST StRD "Norris", certified to 15 digits (linear calibration, lower level of difficulty).
const norrisY = [
  0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9, 10.8,
  557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
];
const norrisX = [
  0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5, 11.6,
  556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
];

describe("least squares", () => {
  it("meets the certified values of NIST's Norris data", () => {
    const x = line(norrisX);
    const fit = leastSquares(x, norrisY);
    near(fit.coefficients, [-0.262323073774029, 1.00211681802045], 1e-13);
    expect(fit.residualSumOfSquares).toBeCloseTo(26.6173985294224, 11);
    const { covariance } = coefficientCovariance(x, fit, { kind: "classical" });
    expect(Math.sqrt(covariance!.data[0]!)).toBeCloseTo(0.232818234301152, 12);
    expect(Math.sqrt(covariance!.data[3]!)).toBeCloseTo(0.429796848199937e-3, 15);
  });

  it("gives the shortest solution of a rank-deficient problem, with a note", () => {
    for (const x of [lowRankMatrix(12, 5, 2, 1), gaussianMatrix(3, 7, 3), zeros(4, 2)]) {
      const y = gaussianMatrix(x.rows, 1, 4);
      const fit = leastSquares(x, y.data);
      expect(fit.notes).toEqual(["minimum-norm"]);
      near(fit.coefficients, multiply(pinv(x), y).data, 1e-12);
    }
  });

  it("leaves residuals orthogonal to every column", () => {
    const x = gaussianMatrix(30, 6, 5);
    near(transposeMatVec(x, leastSquares(x, gaussianMatrix(30, 1, 6).data).residuals), new Float64Array(6), 1e-13);
  });

  it("weighs a row of weight 3 as three rows, and one of 0 as none", () => {
    const weighted = leastSquares(line([0, 1, 2, 9]), [1, 3, 4, 50], { weights: [1, 3, 1, 0] });
    const repeated = leastSquares(line([0, 1, 1, 1, 2]), [1, 3, 3, 3, 4]);
    near(weighted.coefficients, repeated.coefficients, 1e-14);
    expect(weighted.residualSumOfSquares).toBeCloseTo(repeated.residualSumOfSquares, 14);
    expect([weighted.n, repeated.n]).toEqual([3, 5]);
  });

  it("keeps its digits where columns differ by 400 orders of magnitude", () => {
    const x = scaleColumns(gaussianMatrix(8, 2, 7), [1, 1e-9]);
    near(leastSquares(x, Array.from(multiply(x, matrix(2, 1, [2, 3e9])).data)).coefficients, [2, 3e9], 1e-4);
    const tiny = scale(gaussianMatrix(8, 2, 7), 1e-200);
    expect(leastSquares(tiny, multiply(tiny, matrix(2, 1, [2, 3])).data).coefficients[1]).toBeCloseTo(3, 12);
  });

  it.each([
    ["another length", () => leastSquares(zeros(3, 1), [1, 2]), "shape-mismatch"],
    ["NaN", () => leastSquares(zeros(2, 1), [1, Number.NaN]), "invalid-number"],
    ["a negative weight", () => leastSquares(zeros(2, 1), [1, 2], { weights: [1, -1] }), "invalid-option"],
    ["too few weights", () => leverage(zeros(2, 1), { weights: [1] }), "shape-mismatch"],
    ["a negative penalty", () => ridge(zeros(2, 1), [1, 2], { lambda: -1 }), "invalid-option"],
    ["too few penalties", () => ridge(zeros(2, 2), [1, 2], { lambda: [1] }), "shape-mismatch"],
  ])("refuses %s", (_, run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});

describe("leverage", () => {
  it("is 1/n + (x − x̄)²/Σ(x − x̄)² on a line", () => {
    near(
      leverage(line([1, 2, 3, 4, 10])),
      [9, 4, 1, 0, 36].map((square) => 0.2 + square / 50),
      1e-14,
    );
  });

  it.each([
    ["full rank", gaussianMatrix(12, 4, 8), 4],
    ["rank 2 of 4", lowRankMatrix(12, 4, 2, 9), 2],
    ["wide", gaussianMatrix(3, 8, 10), 3],
  ])("sums to the rank: %s", (_, x, rank) => {
    expect(leverage(x).reduce((total, value) => total + value, 0)).toBeCloseTo(rank, 12);
    expect(leverage(x, { weights: new Float64Array(x.rows).fill(7) })[0]).toBeCloseTo(leverage(x)[0]!, 12);
  });
});

describe("the covariance of coefficients", () => {
  const x = line([1, 2, 3, 4, 10, 12]);
  const fit = leastSquares(x, [1, 3, 2, 6, 9, 15]);

  it("by HC3 is the formula, term by term", () => {
    const inverse = pinv(multiply(transpose(x), x));
    const leverages = leverage(x);
    const scores = scaleRows(
      x,
      fit.residuals.map((residual, i) => residual / (1 - leverages[i]!)),
    );
    const expected = multiply(multiply(inverse, multiply(transpose(scores), scores)), inverse);
    const { covariance, degreesOfFreedom } = coefficientCovariance(x, fit, { kind: "hc3" });
    expect(maxDifference(covariance!, expected)).toBeLessThan(1e-13);
    expect(degreesOfFreedom).toBe(4);
  });

  it("of a mean by clusters is the sum of squared cluster sums, times C/(C − 1), over n²", () => {
    const ones = matrix(6, 1, [1, 1, 1, 1, 1, 1]);
    const mean = leastSquares(ones, [1, 2, 4, 5, 9, 3]);
    const { covariance, degreesOfFreedom } = coefficientCovariance(ones, mean, {
      kind: "cluster",
      clusters: ["a", "a", "b", "b", "c", "c"],
    });
    expect(covariance!.data[0]).toBeCloseTo((((3 - 8) ** 2 + (9 - 8) ** 2 + (12 - 8) ** 2) * 1.5) / 36, 14);
    expect(degreesOfFreedom).toBe(2);
  });

  it("does not depend on the order of rows, nor on the names of clusters", () => {
    const back = [5, 4, 3, 2, 1, 0];
    const turned = line(back.map((i) => x.data[2 * i + 1]!));
    const turnedFit = leastSquares(
      turned,
      back.map((i) => [1, 3, 2, 6, 9, 15][i]!),
    );
    const one = coefficientCovariance(x, fit, { kind: "cluster", clusters: [1, 1, 2, 2, 3, 3] });
    const other = coefficientCovariance(turned, turnedFit, {
      kind: "cluster",
      clusters: ["z", "z", "y", "y", "x", "x"],
    });
    expect(maxDifference(one.covariance!, other.covariance!)).toBeLessThan(1e-13);
  });

  it.each([
    [
      "dependent columns",
      matrixFromRows([
        [1, 2],
        [2, 4],
        [3, 6],
      ]),
      { kind: "classical" },
      "not-identified",
    ],
    ["no degrees of freedom", line([1, 2]), { kind: "hc3" }, "too-few"],
    [
      "a row that fits itself",
      matrixFromRows([
        [1, 0],
        [1, 0],
        [0, 1],
      ]),
      { kind: "hc3" },
      "not-identified",
    ],
    ["one cluster", line([1, 2, 4]), { kind: "cluster", clusters: [1, 1, 1] }, "too-few"],
  ] as const)("is null with a reason at %s", (_, design, choice, reason) => {
    const found = coefficientCovariance(
      design,
      leastSquares(
        design,
        Array.from({ length: design.rows }, (_, i) => i * i),
      ),
      choice,
    );
    expect([found.covariance, found.degreesOfFreedom, found.reason]).toEqual([null, null, reason]);
  });
});

describe("ridge", () => {
  it("gives one answer by either form, and takes the smaller system", () => {
    const x = gaussianMatrix(5, 9, 11);
    const y = gaussianMatrix(5, 1, 12).data;
    const lambda = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const weights = [1, 2, 0.5, 1, 3];
    const dual = ridge(x, y, { lambda, weights });
    const padded = { rows: 10, cols: 9, data: Float64Array.of(...x.data, ...new Float64Array(45)) };
    const primal = ridge(padded, [...y, 0, 0, 0, 0, 0], { lambda, weights: [...weights, 1, 1, 1, 1, 1] });
    expect([dual.form, primal.form]).toEqual(["dual", "primal"]);
    near(dual.coefficients, primal.coefficients, 1e-13);
  });

  it("is least squares without a penalty, and shrinks towards 0 with one", () => {
    const x = line([1, 2, 3, 4, 10]);
    const y = [2, 3, 5, 4, 11];
    near(ridge(x, y, { lambda: 0 }).coefficients, leastSquares(x, y).coefficients, 1e-12);
    const slopes = [0, 1, 10, 1000].map((value) => ridge(x, y, { lambda: [0, value] }));
    const norms = slopes.map((fit) => Math.abs(fit.coefficients[1]!));
    expect(norms).toEqual([...norms].sort((a, b) => b - a));
    expect(vectorNorm(ridge(x, y, { lambda: 1e12 }).coefficients)).toBeLessThan(1e-9);
  });

  it("without a penalty names the pivot of a dependent column", () => {
    expect(() =>
      ridge(
        matrixFromRows([
          [1, 1],
          [1, 1],
        ]),
        [1, 2],
        { lambda: 0 },
      ),
    ).toThrow(expect.objectContaining({ code: "not-positive-definite", pivot: 1 }));
  });
});
