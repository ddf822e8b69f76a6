import { describe, expect, test } from "vitest";
import { manyStudies } from "./testing/many-studies.ts";

const drawn = { studies: 100, triplets: 36, repeats: 3, method: "bca", resamples: 1000, permutations: 500 } as const;

describe("over 100 simulated studies", () => {
  test("the 95 % interval covers a planted S of 0.15 in 90 to 98", () => {
    // Spread small enough that no score is clipped, so that the planted value is the true one.
    const respondent = { effect: 0.15, sdTriplet: 0.15, sdView: 0.18, sdRepeat: 0.1 };
    const { coverage, meanS } = manyStudies({ ...drawn, respondent, truth: 0.15, seed: "covers" });
    expect(coverage).toBeGreaterThanOrEqual(0.9);
    expect(coverage).toBeLessThanOrEqual(0.98);
    expect(meanS).toBeCloseTo(0.15, 2);
  });

  test("without any pull, and widely spread, the paired estimate is near 0 while older uplift is 0.2 to 0.3", () => {
    // Calm towards a bystander, all over the place towards the two sides: no pull, only spread.
    const respondent = { effect: 0, bias: -0.08, sdTriplet: 0.05, sdView: 0.48, sdBystander: 0.05, sdRepeat: 0.05 };
    const { meanS, meanUplift, upliftAboveTenth } = manyStudies({ ...drawn, respondent, truth: 0, seed: "uplift" });
    expect(Math.abs(meanS)).toBeLessThan(0.02);
    expect(meanUplift).toBeGreaterThan(0.2);
    expect(meanUplift).toBeLessThan(0.3);
    expect(upliftAboveTenth).toBeGreaterThan(0.9);
  });
});
