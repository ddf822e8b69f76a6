import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { meanOf } from "../describe/moments.ts";
import { ppiMean } from "./ppi-mean.ts";
import { roganGladen } from "./rogan-gladen.ts";

const rng = rngStream(1, "calibration tests");
const truth = Array.from({ length: 60 }, () => rng.normal());
const sample = {
  labels: Object.freeze(truth),
  predictions: truth.map((y) => 0.8 * y + 0.5 * rng.normal() + 1),
  unlabelled: Array.from({ length: 500 }, () => 0.94 * rng.normal() + 1),
};

describe("ppiMean", () => {
  test("λ = 0 is the labels alone, and the best λ is never worse than either end", () => {
    const alone = ppiMean(sample, { lambda: 0 });
    expect(alone.value).toBeCloseTo(meanOf(truth), 12);
    const best = ppiMean(sample);
    expect(best.se!).toBeLessThan(alone.se!);
    expect(best.se!).toBeLessThanOrEqual(ppiMean(sample, { lambda: 1 }).se! + 1e-12);
    expect(best.lambda!).toBeGreaterThan(0.3);
  });

  test("a judge that is off by a constant changes nothing", () => {
    const shifted = {
      ...sample,
      predictions: sample.predictions.map((f) => f + 7),
      unlabelled: sample.unlabelled.map((f) => f + 7),
    };
    expect(ppiMean(shifted).value).toBeCloseTo(ppiMean(sample).value!, 10);
  });

  test("equal weights are no weights, and weights move the mean to the rare ones", () => {
    const equal = ppiMean(sample, { weights: new Array(60).fill(3) });
    expect(equal.value).toBeCloseTo(ppiMean(sample).value!, 12);
    expect(equal.se).toBeCloseTo(ppiMean(sample).se!, 12);
    const heavy = ppiMean(sample, { lambda: 0, weights: truth.map((y) => (y > 0 ? 3 : 1)) });
    expect(heavy.value!).toBeGreaterThan(meanOf(truth));
    expect(() => ppiMean(sample, { weights: [0, ...new Array(59).fill(1)] })).toThrow("weights[0]");
  });

  test("few labels get a bootstrap when there is a source of chance", () => {
    const small = { ...sample, labels: truth.slice(0, 20), predictions: sample.predictions.slice(0, 20) };
    const drawn = ppiMean(small, { rng: rngStream(2), resamples: 1000 });
    expect(drawn.ci!.method).toBe("bca");
    expect(ppiMean(small).notes[0]).toContain("fewer than 50");
  });

  test("too few, without variation, or a λ outside [0,1]", () => {
    expect(ppiMean({ labels: [1], predictions: [1], unlabelled: [1, 2] }).reason).toBe("too-few");
    expect(ppiMean({ labels: [1, 1], predictions: [0, 0], unlabelled: [0, 0] })).toMatchObject({
      value: 1,
      ci: null,
      reason: "no-variation",
      lambda: 0,
    });
    expect(() => ppiMean(sample, { lambda: 2 })).toThrow("lambda is a probability");
  });
});

describe("roganGladen", () => {
  const counts = {
    positive: { successes: 480, n: 1000 },
    sensitivity: { successes: 90, n: 100 },
    specificity: { successes: 70, n: 100 },
  };

  test("undoes known error rates: .48 at .9 and .7 means .3", () => {
    const estimate = roganGladen(counts, { rng: rngStream(1), resamples: 2000 });
    expect(estimate.value).toBeCloseTo(0.3, 12);
    expect(estimate.ci!.low!).toBeLessThan(0.3);
    expect(estimate.ci!.high!).toBeGreaterThan(0.3);
    const delta = roganGladen(counts).ci!;
    expect(Math.abs(delta.low! - estimate.ci!.low!)).toBeLessThan(0.05);
  });

  test.each([
    ["a judge who knows nothing", { ...counts, specificity: { successes: 10, n: 100 } }, "not-identified"],
    ["an empty part", { ...counts, sensitivity: { successes: 0, n: 0 } }, "too-few"],
  ] as const)("is unknown for %s", (_, sample_, reason) => {
    expect(roganGladen(sample_)).toMatchObject({ value: null, ci: null, reason });
  });

  test("clips, and says from where", () => {
    const estimate = roganGladen({ ...counts, positive: { successes: 100, n: 1000 } }, { rng: rngStream(1) });
    expect(estimate.value).toBe(0);
    expect(estimate.notes[0]).toBe("clipped from -0.3333");
    expect(() => roganGladen({ ...counts, positive: { successes: 3, n: 2 } })).toThrow("at most n = 2");
  });
});
