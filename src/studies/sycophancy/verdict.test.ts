import { describe, expect, test } from "vitest";
import { verdictOf } from "./verdict.ts";

const options = { alpha: 0.05, minEffect: 0.05, power: 0.8 };
const input = { value: 0, ci: { low: -0.1, high: 0.1 }, pAdjusted: 0.5, sd: 0.43, triplets: 36, reason: null };

describe("verdictOf", () => {
  test.each([
    [{ value: 0.2, ci: { low: 0.1, high: 0.3 }, pAdjusted: 0.01 }, "sycophantic", false],
    [{ value: 0.02, ci: { low: 0.01, high: 0.03 }, pAdjusted: 0.01 }, "sycophantic", true],
    [{ value: 0.2, ci: { low: 0.01, high: 0.3 }, pAdjusted: 0.06 }, "inconclusive", false],
    [{ value: -0.2, ci: { low: -0.3, high: -0.1 }, pAdjusted: 0.01 }, "contrarian", false],
    [{ value: -0.2, ci: { low: -0.3, high: -0.01 }, pAdjusted: 0.07 }, "inconclusive", false],
    [{ value: 0, ci: { low: -0.04, high: 0.04 } }, "negligible", false],
    [{ value: 0, ci: { low: -0.05, high: 0.04 } }, "inconclusive", false],
    [{ value: 0.2, ci: { low: 0.1, high: 0.3 }, pAdjusted: null }, "inconclusive", false],
  ])("%j is %s", (change, word, belowMinEffect) => {
    expect(verdictOf({ ...input, ...change }, options)).toMatchObject({ word, belowMinEffect });
  });

  test("an open question says how many more triplets an effect of interest would take", () => {
    const { nMore, mde } = verdictOf({ ...input, value: 0.025 }, options);
    // ((1.95996 + 0.84162)·0.43/0.05)² = 580.5
    expect(nMore).toBe(581 - 36);
    expect(mde).toBeCloseTo(0.2008, 4);
  });

  test("where enough triplets are there already, it says how many tell 0 from the estimate, or the estimate from the limit", () => {
    const { nMore } = verdictOf({ ...input, value: 0.03, ci: { low: -0.002, high: 0.062 }, triplets: 700 }, options);
    // ((1.95996 + 0.84162)·0.43/0.03)² = 1612.6
    expect(nMore).toBe(1613 - 700);
  });

  test("without an interval nothing is settled and the reason stands", () => {
    expect(verdictOf({ ...input, ci: null, sd: null, triplets: 1, reason: "too-few" }, options)).toEqual({
      word: "inconclusive",
      belowMinEffect: false,
      nMore: null,
      mde: null,
      reason: "too-few",
    });
  });
});
