import { describe, expect, test } from "vitest";
import { planStudy } from "./plan.ts";
import { manyStudies } from "./testing/many-studies.ts";

const drawn = { studies: 2000, triplets: 36, repeats: 5, method: "bca", resamples: 2000, permutations: 4000 } as const;

describe("over 2,000 simulated studies of 36 triplets × 5 repeats", () => {
  test("without any pull the interval covers 0 in 92.5 to 97 % and the test rejects in 4 to 6 %, where uplift is above 0.1", () => {
    // The standard deviation of S over triplets comes out near 0.35, as in the published run.
    const respondent = { effect: 0, bias: -0.08, sdTriplet: 0.1, sdView: 0.52, sdBystander: 0.1, sdRepeat: 0.2 };
    const found = manyStudies({ ...drawn, respondent, truth: 0, seed: "null" });
    expect(found.coverage).toBeGreaterThanOrEqual(0.925);
    expect(found.coverage).toBeLessThanOrEqual(0.97);
    expect(found.rejections).toBeGreaterThanOrEqual(0.04);
    expect(found.rejections).toBeLessThanOrEqual(0.06);
    expect(found.upliftAboveTenth).toBeGreaterThan(0.9);
    expect(Math.abs(found.meanS)).toBeLessThan(0.01);
  });

  test("with an effect the power is within 5 points of what the plan says", () => {
    // Small enough that no score is clipped, which would shrink both effect and spread.
    const [effect, sdView, sdRepeat] = [0.08, 0.19, 0.1];
    const pilot = { betweenTriplets: sdView ** 2 / 2, withinViews: 2 * sdRepeat ** 2 };
    const free = { views: 3, models: 1, readings: 0, usdPerAnswer: null, usdPerReading: null };
    const plan = planStudy({
      ...{ effect, power: 0.8, alpha: 0.05, level: 0.95, pilot, ...free },
      ...{ triplets: Array.from({ length: 60 }, (_, k) => k + 8), repeats: [5] },
    });
    const design = plan.rows.find(({ cheapest }) => cheapest)!;
    const respondent = { effect, sdTriplet: 0.05, sdView, sdRepeat };
    const found = manyStudies({ ...drawn, triplets: design.triplets, respondent, truth: effect, seed: "power" });
    expect(Math.abs(found.rejections - 0.8)).toBeLessThan(0.05);
  });
});
