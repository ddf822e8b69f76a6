import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { populationVariance } from "../describe/moments.ts";
import { mad, madToSigma } from "../describe/quantile.ts";
import { alignCurves, curveBands } from "./align-curves.ts";
import { pelt, predictionInterval } from "./change-points.ts";
import { curveFrom, valueAt } from "./curve.ts";
import { curveArea, finalValue, maximumDrawdown } from "./curve-area.ts";
import { eDivisive } from "./e-divisive.ts";
import { kaplanMeier, logRank, medianDuration, timeToThreshold } from "./time-to-threshold.ts";
import { linearTrend, theilSen } from "./trend.ts";

const rng = rngStream(9, "series");
const noise = (n: number, shift = 0) => Array.from({ length: n }, () => rng.normal() + shift);

describe("curves", () => {
  const curve = curveFrom([4, 0, 2, 2], [4, 0, 1, 3]);

  test("are sorted, and equal steps are averaged and counted", () => {
    expect(Array.from(curve.steps)).toEqual([0, 2, 4]);
    expect(Array.from(curve.values)).toEqual([0, 2, 4]);
    expect(curve.averaged).toBe(1);
    expect([valueAt(curve, 3), valueAt(curve, 5)]).toEqual([3, null]);
    expect(() => curveFrom([1], [1, 2])).toThrow("run in step");
  });

  test("area is the mean height over a window of steps, wherever the points lie", () => {
    expect(curveArea(curve, { from: 1, to: 4 })).toEqual({ value: 2.5, coverage: 1 });
    const finer = curveFrom([0, 0.5, 1, 2, 3.7, 4], [0, 0.5, 1, 2, 3.7, 4]);
    expect(curveArea(finer, { from: 1, to: 4 }).value).toBeCloseTo(2.5, 12);
    expect(finalValue(finer, 0.25).value).toBeCloseTo(3.5, 12);
  });

  test("a window outside is unknown with its coverage, never extrapolated", () => {
    expect(curveArea(curve, { from: 2, to: 6 })).toEqual({ value: null, coverage: 0.5, reason: "outside-window" });
    expect(finalValue(curveFrom([1], [1]), 0.5).reason).toBe("outside-window");
    expect(() => curveArea(curve, { from: 2, to: 2 })).toThrow("window");
  });

  test("maximum drawdown", () => {
    expect(maximumDrawdown(curveFrom([0, 1, 2, 3, 4], [1, 3, 2, 5, 1]))).toBe(4);
    expect(maximumDrawdown(curve)).toBe(0);
    expect(maximumDrawdown(curveFrom([], []))).toBeNull();
  });

  test("slopes: least squares and Theil–Sen agree on a line, and only the robust one on an outlier", () => {
    const steps = Array.from({ length: 12 }, (_, i) => i);
    const line = curveFrom(
      steps,
      steps.map((s) => 1 + 2 * s + Math.sin(s) / 10),
    );
    const spoilt = curveFrom(
      steps,
      steps.map((s) => (s === 11 ? 500 : 1 + 2 * s + Math.sin(s) / 10)),
    );
    expect(linearTrend(line).estimate.value).toBeCloseTo(2, 1);
    expect(theilSen(spoilt).value!).toBeLessThan(2.2);
    expect(linearTrend(spoilt).estimate.value!).toBeGreaterThan(10);
    expect(theilSen(curveFrom([1], [1]))).toMatchObject({ value: null, reason: "too-few" });
    expect(linearTrend(curveFrom([1, 2, 3], [1, 2, 3])).estimate).toMatchObject({ value: 1, reason: "no-variation" });
  });
});

describe("bands", () => {
  test("lie on the steps all runs cover, and the simultaneous one is the wider", () => {
    const curves = Array.from({ length: 8 }, (_, run) =>
      curveFrom(
        [run % 3, 5, 10, 20 + run],
        [0, 3, 6, 9].map((v) => v + rng.normal()),
      ),
    );
    const aligned = alignCurves(curves, 21)!;
    expect([aligned.steps[0], aligned.steps.at(-1)]).toEqual([2, 20]);
    const bands = curveBands(aligned, { rng: rngStream(1), resamples: 400 });
    const point = bands.pointwise[10]!;
    expect(bands.simultaneous!.high[10]! - bands.simultaneous!.low[10]!).toBeGreaterThan(point.high! - point.low!);
    expect(alignCurves([curveFrom([0, 1], [0, 1]), curveFrom([2, 3], [0, 1])])).toBeNull();
  });
});

describe("waiting times", () => {
  const curve = curveFrom([0, 1, 2, 3, 4], [0, 4, 2, 5, 6]);
  test("the first crossing that holds, interpolated; not reached is censored", () => {
    expect(timeToThreshold(curve, 3)).toEqual({ time: 0.75, reached: true });
    expect(timeToThreshold(curve, 3, { hold: 2 })).toEqual({ time: 2 + 1 / 3, reached: true });
    expect(timeToThreshold(curve, 9)).toEqual({ time: 4, reached: false });
    expect(timeToThreshold(curve, 3, { direction: "lower" })).toEqual({ time: 0, reached: true });
  });

  test("Kaplan–Meier on the 6-MP arm of Freireich's leukaemia trial", () => {
    const times = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    const treated = [
      ...times.map((time) => ({ time, reached: true })),
      ...censored.map((time) => ({ time, reached: false })),
    ];
    const control = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map((time) => ({
      time,
      reached: true,
    }));
    expect(kaplanMeier(treated).map((step) => Number(step.survival.toFixed(3)))).toEqual([
      0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448,
    ]);
    expect(medianDuration(treated)).toMatchObject({ value: 23, ci: { low: 13, high: null, sides: "lower" } });
    expect(medianDuration(control)).toMatchObject({ value: 8, ci: { low: 4, high: 11 } });
    expect(logRank(treated, control).statistic).toBeCloseTo(16.793, 3);
  });

  test("half never reached is censored, not guessed", () => {
    const waiting = [
      { time: 1, reached: true },
      { time: 5, reached: false },
      { time: 6, reached: false },
    ];
    expect(medianDuration(waiting)).toMatchObject({ value: null, ci: null, reason: "censored" });
    expect(medianDuration([])).toMatchObject({ reason: "too-few" });
    expect(logRank(waiting.slice(1), waiting.slice(1)).reason).toBe("censored");
  });
});

describe("change points", () => {
  test("a 2σ step is found near its place with its size", () => {
    const series = [...noise(30), ...noise(30, 2.5)];
    for (const found of [pelt(series), eDivisive(series, { rng: rngStream(1), permutations: 199 })]) {
      expect(found.changes).toHaveLength(1);
      const [change] = found.changes;
      expect(Math.abs(change!.index - 30)).toBeLessThanOrEqual(3);
      expect(Math.abs(change!.difference - 2.5)).toBeLessThan(1);
      expect(change!.ci!.low!).toBeLessThan(change!.difference);
      expect(change!.location.low).toBeLessThanOrEqual(change!.index);
    }
  });

  test("two steps are both found", () => {
    const series = [...noise(20), ...noise(20, 4), ...noise(20, 1)];
    expect(pelt(series).changes.map((change) => Math.round(change.index / 5))).toEqual([4, 8]);
    expect(eDivisive(series, { rng: rngStream(1), permutations: 99 }).changes).toHaveLength(2);
  });

  test.each([2, 3, 5])("PELT leaves out no better segmentation with segments of %i and more", (minSegment) => {
    const source = rngStream(3, "segments", String(minSegment));
    for (let set = 0; set < 40; set++) {
      const n = 10 + source.integer(40);
      const x = Array.from({ length: n }, (_, i) => source.normal() + (i % 7 > 4 ? 2 : 0) + (2 * i > n ? 1.5 : 0));
      const sigma = (mad(x.slice(1).map((value, i) => value - x[i]!))! * madToSigma) / Math.SQRT2;
      const cost = (start: number, end: number) => {
        const segment = x.slice(start, end).map((value) => value / sigma);
        return populationVariance(segment)! * segment.length + 2;
      };
      const best = [0, ...new Array<number>(n).fill(Infinity)];
      for (let end = minSegment; end <= n; end++) {
        for (let start = 0; start <= end - minSegment; start++) {
          best[end] = Math.min(best[end]!, best[start]! + cost(start, end));
        }
      }
      const edges = [0, ...pelt(x, { minSegment, penalty: 2 }).changes.map(({ index }) => index), n];
      const found = edges.slice(1).reduce((sum, end, k) => sum + cost(edges[k]!, end), 0);
      expect(found).toBeCloseTo(best[n]!, 8);
    }
  });

  test("autocorrelation is noted and blocks are permuted", () => {
    let level = 0;
    const wandering = Array.from({ length: 60 }, () => {
      level = 0.8 * level + rng.normal();
      return level;
    });
    const found = eDivisive(wandering, { rng: rngStream(1), permutations: 199 });
    expect(found.notes.some((note) => note.includes("blocks of 4"))).toBe(true);
  });

  test.each([
    ["few values", [1, 2, 3], "too-few"],
    ["equal values", new Array(20).fill(2), "no-variation"],
  ])("%s have none, and a reason", (_, series, reason) => {
    expect(pelt(series)).toMatchObject({ changes: [], reason });
    expect(eDivisive(series, { rng: rngStream(1) })).toMatchObject({ changes: [], reason });
  });

  test("the next value is predicted from the last segment only", () => {
    expect(predictionInterval([])).toMatchObject({ value: null, ci: null, reason: "too-few" });
    expect(predictionInterval([1, 2])).toMatchObject({ value: 1.5, se: null, ci: null, reason: "too-few" });
    expect(predictionInterval([2, 2, 2])).toMatchObject({ value: 2, se: null, ci: null, reason: "no-variation" });
    expect(() => predictionInterval([1, 2, 3], { level: 95 })).toThrow(/share in \(0,1\)/);
    const { value, se, ci } = predictionInterval([9, 10, 11, 10]);
    expect(value).toBe(10);
    expect(se).toBeCloseTo(Math.sqrt((2 / 3) * 1.25), 14);
    expect(ci!.high! - ci!.low!).toBeCloseTo(2 * 3.182446305284263 * se!, 11);
  });
});
