import { describe, expect, it } from "vitest";
import { identity, matrix, zeros } from "../matrix.ts";
import { scale } from "../products/arithmetic.ts";
import { multiply, transpose } from "../products/multiply.ts";
import { gaussianMatrix, hilbertMatrix, lowRankMatrix, maxDifference } from "../testing/matrices.ts";
import {
  conditionNumber,
  effectiveRank,
  energyRank,
  entropyRank,
  participationRatio,
  pinv,
  stableRank,
} from "./spectrum.ts";

describe("the pseudo-inverse", () => {
  it.each([
    ["tall", gaussianMatrix(9, 4, 1)],
    ["wide", gaussianMatrix(4, 9, 2)],
    ["rank-deficient", lowRankMatrix(8, 6, 2, 3)],
    ["zero", zeros(3, 2)],
  ])("keeps the four Penrose conditions on a %s matrix", (_, a) => {
    const p = pinv(a);
    const left = multiply(a, p);
    const right = multiply(p, a);
    expect(maxDifference(multiply(left, a), a)).toBeLessThan(1e-13);
    expect(maxDifference(multiply(right, p), p)).toBeLessThan(1e-13);
    expect(maxDifference(transpose(left), left)).toBeLessThan(1e-13);
    expect(maxDifference(transpose(right), right)).toBeLessThan(1e-13);
  });
});

describe("the condition number", () => {
  it.each([
    ["the identity", identity(4), 1],
    ["a stretched matrix", matrix(2, 2, [100, 0, 0, 1]), 100],
    ["a zero matrix", zeros(2, 2), null],
    ["an empty matrix", zeros(0, 0), null],
  ])("of %s", (_, a, expected) => {
    expect(conditionNumber(a)).toBe(expected);
  });

  it("of Hilbert 8 is the published 1.5257575538e10", () => {
    // Rounding the entries to doubles may move it by a relative ε·κ = 3e-6.
    expect(conditionNumber(hilbertMatrix(8))! / 1.5257575538060041e10).toBeCloseTo(1, 6);
    expect(conditionNumber(scale(hilbertMatrix(3), 1e-200))! / 524.0567775860644).toBeCloseTo(1, 12);
  });
});

describe("ranks that are not whole numbers", () => {
  const ranks = { stableRank, effectiveRank, entropyRank, participationRatio };
  it.each(Object.entries(ranks))("%s is n for n equal values, 1 for a single one, null for none", (_, measure) => {
    expect(measure([3, 3, 3, 3])).toBeCloseTo(4, 14);
    expect(measure([0, 5, 0])).toBeCloseTo(1, 14);
    expect(measure([0, 0])).toBeNull();
    expect(measure([])).toBeNull();
    expect(measure([3e200, 3e200])).toBeCloseTo(2, 14);
  });

  it("follow their formulas on σ = 2, 1", () => {
    expect(stableRank([1, 2])).toBeCloseTo(5 / 4, 15);
    expect(effectiveRank([2, 1])).toBeCloseTo(Math.exp((-2 / 3) * Math.log(2 / 3) + Math.log(3) / 3), 14);
    expect(entropyRank([2, 1])).toBeCloseTo(Math.exp(-0.8 * Math.log(0.8) - 0.2 * Math.log(0.2)), 14);
    expect(participationRatio([2, 1])).toBeCloseTo(25 / 17, 14);
  });

  it.each([
    [[3, 2, 1], 0.6, 1],
    [[1, 2, 3], 0.9, 2],
    [[3, 2, 1], 1, 3],
    [[1, 1, 1, 1], 0.5, 2],
    [[0, 0], 0.9, 0],
  ])("energy rank of %j at %d is %i", (spectrum, share, expected) => {
    expect(energyRank(spectrum, share)).toBe(expected);
  });

  it("refuse negative values and shares outside", () => {
    expect(() => stableRank([-1])).toThrow(expect.objectContaining({ code: "invalid-option" }));
    expect(() => energyRank([1], 95)).toThrow(expect.objectContaining({ code: "invalid-option" }));
    expect(() => effectiveRank([Number.NaN])).toThrow(expect.objectContaining({ code: "invalid-number" }));
  });
});
