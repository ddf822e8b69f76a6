import { describe, expect, test } from "vitest";
import type { Estimate } from "../records.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { mcnemar, newcombePaired, tango, tangoScore } from "./paired-proportions.ts";
import { miettinenNurminen, newcombe } from "./proportion-differences.ts";
import {
  agrestiCoull,
  clopperPearson,
  clusteredWilson,
  jeffreys,
  wilson,
  wilsonLimits,
} from "./proportion-intervals.ts";

const limits = (estimate: Estimate) => [estimate.ci!.low, estimate.ci!.high].map((limit) => Number(limit!.toFixed(7)));

describe("intervals of one proportion", () => {
  test("Wilson with and without continuity, for Newcombe's (1998) examples", () => {
    expect(limits(wilson(81, 263)).map((x) => x.toFixed(4))).toEqual(["0.2553", "0.3662"]);
    expect(limits(wilson(81, 263, { continuity: true })).map((x) => x.toFixed(4))).toEqual(["0.2535", "0.3682"]);
    expect(limits(wilson(0, 20, { continuity: true })).map((x) => x.toFixed(4))).toEqual(["0.0000", "0.2005"]);
    expect(limits(clopperPearson(15, 148)).map((x) => x.toFixed(4))).toEqual(["0.0578", "0.1617"]);
  });

  test("0 of 10 has an interval, never one of width 0", () => {
    expect(limits(wilson(0, 10))).toEqual([0, 0.2775328]);
    expect(limits(clopperPearson(0, 10))).toEqual([0, 0.3084971]);
    expect(wilson(0, 10)).toMatchObject({ value: 0, se: null });
    expect(jeffreys(0, 10).ci!.low).toBeGreaterThan(0);
    expect(jeffreys(0, 10, { corrected: true }).ci!.low).toBe(0);
    expect(jeffreys(10, 10, { corrected: true }).ci!.high).toBe(1);
  });

  test.each([wilson, jeffreys, clopperPearson, agrestiCoull])(
    "%o mirrors when success and failure swap",
    (interval) => {
      const [low, high] = limits(interval(3, 17));
      const [mirroredLow, mirroredHigh] = limits(interval(14, 17));
      expect(mirroredLow).toBeCloseTo(1 - high!, 6);
      expect(mirroredHigh).toBeCloseTo(1 - low!, 6);
      expect(interval(0, 0)).toMatchObject({ value: null, ci: null, reason: "too-few" });
      expect(() => interval(4, 3)).toThrow("at most n = 3");
      expect(() => interval(1.5, 3)).toThrow("whole number");
    },
  );

  test("clusters that agree inside cost sample size; the design effect is at least 1", () => {
    const strong = clusteredWilson([5, 0, 5, 0, 5, 0], [5, 5, 5, 5, 5, 5]);
    expect(strong.designEffect).toBeCloseTo(6, 10);
    const [low, high] = wilsonLimits(0.5, 5, normalQuantile(0.975));
    expect(strong.ci).toMatchObject({ low, high });
    const even = clusteredWilson([2, 3, 2, 3], [5, 5, 5, 5]);
    expect(even.designEffect).toBe(1);
    expect(limits(even)).toEqual(limits(wilson(10, 20)));
    expect(even.notes[0]).toContain("taken as 1");
    expect(clusteredWilson([3], [5])).toMatchObject({ value: 0.6, ci: null, reason: "too-few" });
  });
});

describe("differences of independent proportions", () => {
  test("Newcombe's 56/70 − 48/80 (§8)", () => {
    expect(limits(newcombe(56, 70, 48, 80)).map((x) => x.toFixed(4))).toEqual(["0.0524", "0.3339"]);
  });

  test("Miettinen–Nurminen limits are where the score is z, and end at ±1", () => {
    expect(limits(miettinenNurminen(56, 70, 48, 80)).map((x) => x.toFixed(4))).toEqual(["0.0528", "0.3382"]);
    expect(limits(miettinenNurminen(10, 10, 0, 10))[1]).toBe(1);
    const mirrored = miettinenNurminen(48, 80, 56, 70).ci!;
    expect(mirrored.low).toBeCloseTo(-miettinenNurminen(56, 70, 48, 80).ci!.high!, 10);
  });

  test("nothing of either group is unknown; no successes at all still has width", () => {
    expect(newcombe(0, 0, 1, 2)).toMatchObject({ value: null, reason: "too-few" });
    const none = miettinenNurminen(0, 20, 0, 20).ci!;
    expect(none.low!).toBeLessThan(-0.1);
    expect(newcombe(0, 20, 0, 20).ci!.high!).toBeGreaterThan(0.1);
  });
});

describe("paired proportions", () => {
  test("McNemar's variants on b 12, c 4 (§8)", () => {
    expect(mcnemar(12, 4).p).toBeCloseTo(0.076812744140625, 14);
    expect(mcnemar(12, 4, { variant: "mid-p" }).p).toBeCloseTo(0.0490417, 7);
    expect(mcnemar(12, 4, { variant: "asymptotic" })).toMatchObject({ statistic: 4, df: 1, exact: false });
    expect(mcnemar(12, 4, { variant: "asymptotic", continuity: true }).statistic).toBeCloseTo(3.0625, 12);
  });

  test("no discordant pair: p is 1, or unknown to the asymptotic form", () => {
    expect(mcnemar(0, 0).p).toBe(1);
    expect(mcnemar(0, 0, { variant: "mid-p" }).p).toBe(1);
    expect(mcnemar(0, 0, { variant: "asymptotic" })).toMatchObject({ p: null, reason: "no-variation" });
  });

  test.each([
    [0, 0, 50, -0.0713476, 0.0713476],
    [0, 1, 44, -0.1180771, 0.0593932],
    [12, 4, 60, 0.0029303, 0.2668929],
  ])("Tango's limits for b %s, c %s of %s (§8)", (b, c, n, low, high) => {
    expect(limits(tango(b, c, n))).toEqual([low, high]);
  });

  test("Tango's z against a margin, and limits that mirror", () => {
    expect(tangoScore(0, 1, 44, -0.1)).toBeCloseTo(1.7085643, 7);
    const [low, high] = limits(tango(4, 12, 60));
    expect([low, high]).toEqual([-0.2668929, -0.0029303]);
    expect(limits(tango(5, 0, 5))[1]).toBe(1);
    expect(tango(0, 0, 0)).toMatchObject({ value: null, reason: "too-few" });
    expect(() => tango(3, 3, 5)).toThrow("discordant");
  });

  test("Newcombe's paired interval on 30, 12, 4, 14 (§8)", () => {
    expect(limits(newcombePaired(30, 12, 4, 14))).toEqual([0.0023, 0.2573071]);
  });
});
