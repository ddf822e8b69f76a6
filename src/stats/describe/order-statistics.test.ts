import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { completeCases } from "./complete-cases.ts";
import { quantileInterval } from "./quantile-interval.ts";
import { iqm, iqmFloor, trimmedMean, trimmedStandardError, winsorizedVariance } from "./trimmed.ts";
import { sdBiasFactor, sigmaUpperLimit, standardDeviationInterval } from "./variance-interval.ts";

describe("trimmed means", () => {
  test("the two interquartile means of {1, 2.5, 7} differ (§3), and agree for multiples of 4", () => {
    expect(iqmFloor([7, 1, 2.5])).toBe(3.5);
    expect(iqm([7, 1, 2.5])).toBe(3);
    expect(iqm([8, 1, 4, 3, 9, 2, 5, 6])).toBe(iqmFloor([8, 1, 4, 3, 9, 2, 5, 6]));
  });

  test("trimming, winsorizing and the standard error", () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];
    expect(trimmedMean(x, 0.1)).toBe(5.5);
    expect(winsorizedVariance(x, 0.1)).toBeCloseTo(7.388888888888889, 12);
    expect(trimmedStandardError(x, 0.1)).toBeCloseTo(Math.sqrt(0.7388888888888889) / 0.8, 12);
    expect(() => trimmedMean(x, 0.5)).toThrow("[0, 0.5)");
  });

  test("of nothing are unknown, of one value that value", () => {
    expect([iqm([]), iqmFloor([]), winsorizedVariance([1], 0.1)]).toEqual([null, null, null]);
    expect(iqm([4])).toBe(4);
  });
});

describe("quantileInterval", () => {
  test("of the median of 10 values is the 2nd to the 9th, at 97.9 %", () => {
    const { ci, value } = quantileInterval([3, 1, 4, 10, 5, 9, 2, 6, 8, 7], 0.5);
    expect(ci).toMatchObject({ low: 2, high: 9 });
    expect(ci!.level).toBeCloseTo(1 - 22 / 1024, 12);
    expect(value).toBe(5.5);
  });

  test("says how many values a tail needs", () => {
    expect(quantileInterval([1, 2, 3], 0.5)).toMatchObject({ ci: null, reason: "too-few", needed: 6 });
    expect(
      quantileInterval(
        Array.from({ length: 50 }, (_, i) => i),
        0.99,
      ).needed,
    ).toBe(368);
    expect(quantileInterval([], 0.5)).toMatchObject({ value: null, ci: null, reason: "too-few" });
    expect(quantileInterval([1, 1, 1, 1, 1, 1, 1, 1], 0.5).reason).toBe("no-variation");
  });

  test("covers at least its level", () => {
    const rng = rngStream(1, "quantile coverage");
    let hits = 0;
    for (let i = 0; i < 1000; i++) {
      const { ci } = quantileInterval(
        Array.from({ length: 30 }, () => rng.float()),
        0.3,
      );
      if (ci!.low! <= 0.3 && 0.3 <= ci!.high!) hits++;
    }
    expect(hits / 1000).toBeGreaterThan(0.94);
  });
});

test("complete cases say what they dropped", () => {
  expect(completeCases([1, null, 3, 4], [1, 2, Number.NaN, 5])).toEqual({
    columns: [
      [1, 4],
      [1, 5],
    ],
    kept: [0, 3],
    dropped: [1, 2],
  });
  expect(() => completeCases([1], [1, 2])).toThrow("columns[1]");
});

test("σ: its interval, its upper limit from a pilot (§12) and the bias of s", () => {
  expect(sigmaUpperLimit(1, 14, 0.2)).toBeCloseTo(1.216, 4);
  expect(sigmaUpperLimit(1, 14, 0.05)).toBeCloseTo(1.4597, 4);
  expect(sdBiasFactor(2)).toBeCloseTo(Math.sqrt(2 / Math.PI), 13);
  expect(standardDeviationInterval([2, 2, 2])).toMatchObject({ value: 0, ci: null, reason: "no-variation" });
  expect(standardDeviationInterval([2])).toMatchObject({ value: null, reason: "too-few" });
  const { ci } = standardDeviationInterval([1, 2, 3, 4, 5]);
  expect(ci!.low!).toBeCloseTo(0.947308, 5);
  expect(ci!.high!).toBeCloseTo(4.5434904, 6);
});
