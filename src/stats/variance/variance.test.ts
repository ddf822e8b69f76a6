import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { missingDifferenceBounds, missingMeanBounds } from "./missing-bounds.ts";
import { pairing } from "./pairing.ts";
import { bootstrapCrossed, repeatVariance, varianceParts } from "./two-level.ts";

const rng = rngStream(1, "variance tests");
const crossed = (seeds: number, items: number, sd: { seed: number; item: number; cell: number }) => {
  const item = Array.from({ length: items }, () => sd.item * rng.normal());
  return Array.from({ length: seeds }, () => {
    const seed = sd.seed * rng.normal();
    return item.map((value) => 0.5 + seed + value + sd.cell * rng.normal());
  });
};

describe("pairing", () => {
  test("says what it bought, and nothing when it cannot know", () => {
    const a = [1, 2, 3, 4, 5];
    expect(
      pairing(
        a,
        a.map((v) => v + 1),
      ),
    ).toMatchObject({ r: 1, varianceReduction: 1, worth: null });
    const against = pairing(a, [...a].reverse());
    expect(against.r).toBeCloseTo(-1, 12);
    expect(against.varianceReduction).toBeCloseTo(-1, 12);
    expect(pairing([1, 2], [2, 1])).toMatchObject({ r: null, varianceReduction: null });
    expect(pairing([1, 1, 1], a.slice(0, 3)).r).toBeNull();
  });
});

describe("variance parts", () => {
  test("are found again, averaged over many tables", () => {
    let [seed, item, cell] = [0, 0, 0];
    for (let i = 0; i < 200; i++) {
      const parts = varianceParts(crossed(5, 20, { seed: 0.2, item: 0.4, cell: 0.3 }))!;
      seed += parts.raw.seed / 200;
      item += parts.raw.item / 200;
      cell += parts.raw.seedItem / 200;
    }
    expect(seed).toBeCloseTo(0.04, 2);
    expect(item).toBeCloseTo(0.16, 2);
    expect(cell).toBeCloseTo(0.09, 2);
  });

  test("negative parts are reported as 0 with the raw value, and the budget goes where it helps", () => {
    const parts = varianceParts([
      [1, 5],
      [5, 1],
    ])!;
    expect(parts).toMatchObject({ seed: 0, item: 0 });
    expect(parts.raw.seed).toBeLessThan(0);
    expect(varianceParts(crossed(3, 100, { seed: 1, item: 0.1, cell: 0.1 }))!.nextBudget).toBe("seed");
    expect(varianceParts(crossed(50, 4, { seed: 0.01, item: 1, cell: 0.1 }))!.nextBudget).toBe("item");
    expect(varianceParts([[1, 2]])).toBeNull();
    expect(() => varianceParts([[1, 2], [1]])).toThrow("seeds[1]");
  });

  test("repeats: within and between", () => {
    expect(
      repeatVariance([
        [1, 3],
        [5, 7],
      ]),
    ).toEqual({ between: 7, within: 2, rawBetween: 7, icc: 7 / 9 });
    expect(repeatVariance([[1], [2]])).toBeNull();
  });
});

describe("the crossed bootstrap", () => {
  test("is wider than drawing either level alone, and uses t below 5 seeds", () => {
    const table = crossed(8, 30, { seed: 0.2, item: 0.5, cell: 0.2 });
    const both = bootstrapCrossed(table, { rng: rngStream(2), resamples: 2000 });
    expect(both.method).toBe("bootstrap bca");
    expect(both.bootstrapSe!).toBeGreaterThan(both.se!);
    const few = bootstrapCrossed(table.slice(0, 3), { rng: rngStream(2) });
    expect(few).toMatchObject({ method: "t", n: 3 });
    expect(bootstrapCrossed(table.slice(0, 1), { rng: rngStream(2) })).toMatchObject({ ci: null, reason: "too-few" });
    expect(bootstrapCrossed([], { rng: rngStream(2) })).toMatchObject({ value: null, reason: "too-few" });
  });
});

test("missing values bound the mean over the metric's range", () => {
  const a = missingMeanBounds([0.5, 0.7], 2, [0, 1]);
  expect(a).toEqual({ completeCase: 0.6, low: 0.3, high: 0.8, missing: 2 });
  const b = missingMeanBounds([0.4], 0, [0, 1]);
  const difference = missingDifferenceBounds(a, b);
  expect(difference.low).toBeCloseTo(-0.1, 12);
  expect(difference.high).toBeCloseTo(0.4, 12);
  expect(missingMeanBounds([], 3, [0, 1])).toMatchObject({ completeCase: null, low: 0, high: 1 });
  expect(() => missingMeanBounds([1], 1, [1, 0])).toThrow("range");
});
