import { describe, expect, test } from "vitest";
import { ppiMean } from "../../stats/calibration/ppi-mean.ts";
import { rngStream } from "../../stats/index.ts";
import { jointMean } from "./joint-mean.ts";

const options = (seed: number) => ({ level: 0.95, rng: rngStream(seed, "joint"), resamples: 500 });

describe("jointMean", () => {
  const rng = rngStream(3, "sample");
  const truth = Array.from({ length: 400 }, () => rng.normal());
  const judged = truth.map((value) => 0.7 * value + 0.4 * rng.normal());
  const equal = {
    labels: truth.slice(0, 100),
    predictions: judged.slice(0, 100),
    unlabelled: judged.slice(100),
    probabilities: new Array<null>(100).fill(null),
  };

  test("is PPI++ where all units had the same chance", () => {
    expect(jointMean(equal, options(1)).value).toBe(ppiMean(equal).value);
    expect(jointMean({ ...equal, probabilities: new Array(100).fill(0.25) }, options(1)).value).toBe(
      ppiMean(equal).value,
    );
  });

  test("with chances that hardly differ, the weighted estimate is close to PPI++", () => {
    const nearly = equal.labels.map((_, i) => (i % 2 === 0 ? 0.25 : 0.25001));
    const found = jointMean({ ...equal, probabilities: nearly }, options(1));
    const plain = ppiMean(equal);
    expect(found.value!).toBeCloseTo(plain.value!, 2);
    expect(found.se! / plain.se!).toBeGreaterThan(0.95);
    expect(found.se! / plain.se!).toBeLessThan(1.05);
  });

  test("covers the truth where a stratum that differs was sampled more often than the other", () => {
    // Half of the units have mean 0.5, half −0.3; the first are labelled three times as often. Mean 0.1.
    let [covered, naive, sum] = [0, 0, 0];
    const studies = 400;
    for (let seed = 0; seed < studies; seed++) {
      const draw = rngStream(seed, "strata");
      const sample = {
        labels: [] as number[],
        predictions: [] as number[],
        unlabelled: [] as number[],
        probabilities: [] as number[],
      };
      for (let i = 0; i < 500; i++) {
        const high = i % 2 === 0;
        const value = (high ? 0.5 : -0.3) + 0.3 * draw.normal();
        const judge = 0.5 * value + 0.1 + 0.1 * draw.normal();
        const chance = high ? 0.45 : 0.15;
        if (draw.float() < chance) {
          sample.labels.push(value);
          sample.predictions.push(judge);
          sample.probabilities.push(chance);
        } else sample.unlabelled.push(judge);
      }
      const { value, ci } = jointMean(sample, options(seed));
      sum += value!;
      if (ci!.low! <= 0.1 && 0.1 <= ci!.high!) covered++;
      const unweighted = ppiMean(sample).ci!;
      if (unweighted.low! <= 0.1 && 0.1 <= unweighted.high!) naive++;
    }
    expect(Math.abs(sum / studies - 0.1)).toBeLessThan(0.01);
    expect(covered / studies).toBeGreaterThanOrEqual(0.92);
    expect(covered / studies).toBeLessThanOrEqual(0.98);
    expect(naive / studies).toBeLessThan(0.3);
  });
});
