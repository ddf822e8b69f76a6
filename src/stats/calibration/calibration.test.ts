import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { meanOf } from "../describe/moments.ts";
import { readReference } from "../reference.conformance.ts";
import { ppiMeanClustered } from "./ppi-clustered.ts";
import { ppiMean } from "./ppi-mean.ts";
import { ppiQuantile } from "./ppi-quantile.ts";
import { ppiMeanStratified } from "./ppi-stratified.ts";
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

describe("clusters, strata and quantiles", () => {
  const singles = (n: number) => Array.from({ length: n }, (_, i) => i);

  test("clusters of one are no clusters, up to the pooled variance in λ", () => {
    const clustered = ppiMeanClustered(
      { ...sample, labelledClusters: singles(60), unlabelledClusters: singles(500) },
      { lambda: 0.7 },
    );
    const plain = ppiMean(sample, { lambda: 0.7 });
    expect(clustered.value).toBeCloseTo(plain.value!, 12);
    expect(clustered.se).toBeCloseTo(plain.se!, 12);
  });

  test("clusters that repeat each other widen the interval", () => {
    const twice = <T>(list: ArrayLike<T>) => Array.from(list).flatMap((value) => [value, value]);
    const doubled = {
      labels: twice(sample.labels),
      predictions: twice(sample.predictions),
      unlabelled: twice(sample.unlabelled),
      labelledClusters: twice(singles(60)),
      unlabelledClusters: twice(singles(500)),
    };
    expect(ppiMeanClustered(doubled, { lambda: 0.7 }).se!).toBeCloseTo(ppiMean(sample, { lambda: 0.7 }).se!, 10);
    expect(ppiMeanClustered({ ...doubled, labelledClusters: new Array(120).fill("a") })).toMatchObject({
      value: null,
      reason: "too-few",
    });
    expect(() => ppiMeanClustered({ ...doubled, labelledClusters: [1] })).toThrow("labelledClusters");
  });

  test("strata combine by share", () => {
    const shifted = { ...sample, labels: truth.map((y) => y + 4) };
    const both = ppiMeanStratified(
      [
        { ...sample, share: 3 },
        { ...shifted, share: 1 },
      ],
      { lambda: 0 },
    );
    expect(both.value).toBeCloseTo(meanOf(truth) + 1, 12);
    expect(both.se).toBeCloseTo((ppiMean(sample, { lambda: 0 }).se! * Math.sqrt(10)) / 4, 12);
    const thin = { labels: [1], predictions: [1], unlabelled: [1, 2], share: 1 };
    expect(ppiMeanStratified([thin])).toMatchObject({ value: null, reason: "too-few" });
  });

  test("the median of corrected shares lies inside its limits", () => {
    const { value, ci } = ppiQuantile(sample, 0.5);
    expect(Math.abs(value!)).toBeLessThan(0.5);
    expect(ci!.low!).toBeLessThanOrEqual(value!);
    expect(ci!.high!).toBeGreaterThanOrEqual(value!);
    expect(ppiQuantile({ labels: [1], predictions: [1], unlabelled: [1, 2] }, 0.5).reason).toBe("too-few");
  });
});

interface PpiReference {
  ppi_example: {
    Y: number[];
    F: number[];
    F_unlabelled: number[];
    results: Record<string, { lambda_: number; theta: number; se: number; ci95: number[]; sens: number; spec: number }>;
  };
}
const reference = readReference<PpiReference>("sycophancy/ppi_and_clusters.json");

describe.skipIf(reference === null)("the worked example (§15)", () => {
  const example = reference?.ppi_example;
  const units = { labels: example?.Y ?? [], predictions: example?.F ?? [], unlabelled: example?.F_unlabelled ?? [] };
  test.each(["classical", "ppi", "ppi++"])("%s", (name) => {
    const expected = example!.results[name]!;
    const fixed = name === "ppi++" ? {} : { lambda: expected.lambda_ };
    const { value, se, ci, lambda } = ppiMean(units, fixed);
    expect(lambda).toBeCloseTo(expected.lambda_, 12);
    expect(value).toBeCloseTo(expected.theta, 12);
    expect(se).toBeCloseTo(expected.se, 12);
    expect(ci!.low).toBeCloseTo(expected.ci95[0]!, 9);
    expect(ci!.high).toBeCloseTo(expected.ci95[1]!, 9);
  });

  test("Rogan–Gladen", () => {
    const count = (of: number[], truth_: number, called: number) =>
      of.filter((f, i) => example!.Y[i] === truth_ && f === called).length;
    const [tp, fn, tn, fp] = [
      count(example!.F, 1, 1),
      count(example!.F, 1, 0),
      count(example!.F, 0, 0),
      count(example!.F, 0, 1),
    ];
    const calls = example!.F_unlabelled;
    const { value } = roganGladen({
      positive: { successes: calls.filter((f) => f === 1).length, n: calls.length },
      sensitivity: { successes: tp, n: tp + fn },
      specificity: { successes: tn, n: tn + fp },
    });
    expect(value).toBeCloseTo(example!.results["rogan_gladen"]!.theta, 12);
  });
});
