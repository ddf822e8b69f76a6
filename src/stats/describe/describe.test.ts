import { describe, expect, test } from "vitest";
import {
  coefficientOfVariation,
  covariance,
  geometricMean,
  kurtosis,
  mean,
  populationVariance,
  skewness,
  standardDeviation,
  standardError,
  variance,
  weightedMean,
} from "./moments.ts";
import { mad, median, quantile } from "./quantile.ts";
import { ranks, tieCorrection, tieSizes } from "./ranks.ts";
import { dot, sum } from "./sum.ts";

test("sums keep what plain addition loses", () => {
  expect(sum([1, 1e100, 1, -1e100])).toBe(2);
  expect(sum(new Array(10).fill(0.1))).toBe(1);
  expect(dot([1e200, 1, -1e200], [1e100, 1, 1e100])).toBe(1);
});

describe("moments", () => {
  test("of a worked sample", () => {
    const x = Object.freeze([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean(x)).toBe(5);
    expect(populationVariance(x)).toBe(4);
    expect(variance(x)).toBeCloseTo(32 / 7, 14);
    expect(standardDeviation(x)).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(standardError(x)).toBeCloseTo(Math.sqrt(4 / 7), 14);
    expect(skewness(x)).toBeCloseTo(0.65625, 14);
    expect(kurtosis(x)).toBeCloseTo(-0.21875, 14);
    expect(covariance(x, x)).toBe(variance(x));
    expect(geometricMean([1, 4, 16])).toBeCloseTo(4, 14);
  });

  test("keep the variance of large numbers that lie close together", () => {
    expect(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])).toBe(30);
  });

  test.each([
    ["no mean of nothing", () => mean([])],
    ["no variance of one value", () => variance([3])],
    ["no standard error of one value", () => standardError([3])],
    ["no coefficient of variation about 0", () => coefficientOfVariation([-1, 1])],
    ["no skewness without variation", () => skewness([2, 2, 2])],
    ["no G2 of three values", () => kurtosis([1, 2, 4], { type: "G2" })],
    ["no geometric mean with a 0", () => geometricMean([0, 1])],
    ["no covariance of one pair", () => covariance([1], [2])],
    ["no weighted mean of weight 0", () => weightedMean([1], [0]).value],
  ])("%s", (_, compute) => {
    expect(compute()).toBeNull();
  });

  test("equal values have variance exactly 0", () => {
    expect(variance([0.1, 0.1, 0.1])).toBe(0);
  });

  test("Kish's effective n counts equal weights fully", () => {
    expect(weightedMean([1, 2, 3], [2, 2, 2])).toEqual({ value: 2, effectiveN: 3 });
    expect(weightedMean([1, 3], [3, 1])).toEqual({ value: 1.5, effectiveN: 1.6 });
  });

  test("NaN, infinities, nulls and holes are refused by name and index", () => {
    expect(() => mean([1, 2, 3, Number.NaN])).toThrow("values[3] is NaN");
    expect(() => mean([1, null as unknown as number])).toThrow("values[1] is null");
    // biome-ignore lint/suspicious/noSparseArray: a hole is the point
    expect(() => mean([1, , 2] as number[])).toThrow("values[1] is undefined");
    expect(() => covariance([1, 2], [1])).toThrow("a has 2 values and b has 1");
  });
});

describe("quantile", () => {
  const x = [15, 20, 35, 40, 50];
  test.each([
    [7, 0.4, 29],
    [6, 0.4, 26],
    [8, 0.4, 27],
    [1, 0.4, 20],
    [1, 0.3, 20],
    [1, 0, 15],
    [1, 1, 50],
    [6, 0.01, 15],
    [8, 0.99, 50],
  ] as const)("of type %s at %s", (type, p, expected) => {
    expect(quantile(x, p, { type })).toBeCloseTo(expected, 12);
  });

  test("refuses p outside [0,1], and knows nothing of nothing", () => {
    expect(() => quantile(x, 50)).toThrow("p is a probability");
    expect(quantile([], 0.5)).toBeNull();
    expect(median([])).toBeNull();
  });

  test("median and mad of an even and an odd sample", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(mad([1, 1, 2, 2, 4, 6, 9])).toBe(1);
    expect(mad([1, 1, 2, 2, 4, 6, 9], { scaled: true })).toBe(1.482602218505602);
  });
});

describe("ranks", () => {
  test.each([
    ["mid", [1, 2.5, 2.5, 4]],
    ["min", [1, 2, 2, 4]],
    ["max", [1, 3, 3, 4]],
    ["dense", [1, 2, 2, 3]],
  ] as const)("by %s", (method, expected) => {
    expect(Array.from(ranks([1, 2, 2, 3], { method }))).toEqual(expected);
  });

  test("numbers that differ by rounding only tie", () => {
    expect(Array.from(ranks([0.3 - 0.1, 0.2, 0.1]))).toEqual([2.5, 2.5, 1]);
    expect(Array.from(ranks([0.3 - 0.1, 0.2], { tieTolerance: 0 }))).toEqual([1, 2]);
    expect(tieCorrection(tieSizes([1, 1, 2, 2, 2]))).toBe(6 + 24);
  });
});
