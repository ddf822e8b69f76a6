import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { oneSampleT } from "../means/t-tests.ts";
import { assurance, assuranceSampleSize } from "./assurance.ts";
import { minimumDetectableEffect } from "./minimum-detectable-effect.ts";
import { designEffect, sampleSizeForPrecision, twoLevelVariance } from "./precision.ts";
import {
  independentProportionsSampleSize,
  mcnemarPower,
  mcnemarSampleSize,
  nonInferiorityPower,
  nonInferioritySampleSize,
  oneProportionPower,
  oneProportionSampleSize,
} from "./proportion-power.ts";
import { resamplePilot, simulatePower } from "./simulate-power.ts";
import { tDetectable, tPower, tSampleSize } from "./t-power.ts";

describe("t designs (§12)", () => {
  test("d .5: 33.36713 pairs, 63.76561 a group, and the power of 15", () => {
    expect(tSampleSize(0.5, 0.8, { design: "paired" })!.exact).toBeCloseTo(33.36713, 5);
    expect(tSampleSize(0.5, 0.8, { design: "unpaired" })!.exact).toBeCloseTo(63.76561, 5);
    expect(tPower(0.5, 15, { design: "paired" })).toBeCloseTo(0.437927, 6);
    expect(tPower(0.5, 15, { design: "unpaired" })).toBeCloseTo(0.262443, 6);
  });

  test("s .5 and an effect of .2 need 100 a group, never 7", () => {
    expect(tSampleSize(0.2 / 0.5, 0.8, { design: "unpaired" })).toMatchObject({ n: 100, n2: 100 });
  });

  test.each([
    [3, 3.264044, 3.070892],
    [5, 1.681997, 2.024439],
  ])("MDE at n = %s", (n, paired, unpaired) => {
    expect(tDetectable(n, 0.8, { design: "paired" })).toBeCloseTo(paired, 6);
    expect(tDetectable(n, 0.8, { design: "unpaired" })).toBeCloseTo(unpaired, 6);
  });

  test("power is α at no effect, and one-sided designs refuse the far side", () => {
    expect(tPower(0, 20, { design: "paired" })).toBeCloseTo(0.05, 10);
    expect(tSampleSize(-0.5, 0.8, { design: "paired", alternative: "greater" })).toBeNull();
    expect(tSampleSize(0, 0.8, { design: "paired" })).toBeNull();
    expect(tDetectable(10, 0.8, { design: "paired", alternative: "less" })!).toBeLessThan(0);
    expect(() => tPower(0.5, 1, { design: "paired" })).toThrow("degree of freedom");
  });

  test("the simple MDE lies near the exact one for moderate n", () => {
    const exact = tDetectable(30, 0.8, { design: "paired" })! / Math.sqrt(1);
    expect(minimumDetectableEffect(1 / Math.sqrt(30), { df: 29 })).toBeCloseTo(exact, 2);
    expect(() => minimumDetectableEffect(0)).toThrow("above 0");
  });
});

test.each([
  [0.03, 4],
  [0.06, 9],
  [0.1, 18],
  [0.2, 64],
])("a CV of %s is known to a twentieth from n = %s", (cv, n) => {
  expect(sampleSizeForPrecision(cv, 0.05)).toBe(n);
});

describe("assurance", () => {
  test("d .5 with 34 pairs: .8078 if σ is known, .7449 after a pilot of 10", () => {
    expect(tPower(0.5, 34, { design: "paired" })).toBeCloseTo(0.8078, 4);
    expect(assurance(0.5, 34, { design: "paired", pilotDf: 9 })).toBeCloseTo(0.7449, 4);
  });

  test("needs more than power does, and says when a pilot is too thin", () => {
    expect(assuranceSampleSize(1, 0.8, { design: "paired", pilotDf: 9, points: 50 })!).toBeGreaterThan(10);
    expect(() => assurance(0.5, 10, { design: "paired", pilotDf: 1 })).toThrow("needs at least 3");
    const doubtful = assurance(0.5, 34, { design: "paired", pilotDf: 9, effectSe: 0.3 });
    expect(doubtful).toBeLessThan(0.72);
  });
});

describe("proportions", () => {
  test("paired: 469 items for p_d .15 and δ .05, and its exact power is near 80 %", () => {
    expect(mcnemarSampleSize(0.15, 0.05)).toBe(469);
    expect(mcnemarPower(0.15, 0.05, 469, { variant: "mid-p" })).toBeGreaterThan(0.78);
    expect(mcnemarPower(0.15, 0.05, 469, { variant: "mid-p" })).toBeLessThan(0.83);
    expect(mcnemarPower(0.15, 0, 200)).toBeLessThan(0.05);
    expect(mcnemarSampleSize(0.15, 0)).toBeNull();
    expect(() => mcnemarSampleSize(0.05, 0.1)).toThrow("discordant share");
  });

  test.each([
    [0.1, 0.025, 990],
    [0.1, 0.01, 6183],
    [0.15, 0.025, 1484],
  ])("non-inferiority at p_d %s within %s takes %s items", (discordant, margin, n) => {
    expect(nonInferioritySampleSize(discordant, margin)).toBe(n);
    expect(nonInferiorityPower(discordant, margin, n)).toBeCloseTo(0.8, 3);
  });

  test("one and two independent proportions", () => {
    const n = oneProportionSampleSize(0.6, 0.5)!;
    expect(oneProportionPower(0.6, 0.5, n)).toBeGreaterThan(0.75);
    expect(independentProportionsSampleSize(0.6, 0.5)).toBe(
      2 * n - 1 === 0 ? 0 : independentProportionsSampleSize(0.5, 0.6),
    );
    expect(independentProportionsSampleSize(0.5, 0.5)).toBeNull();
  });
});

test("clusters and levels", () => {
  expect(designEffect(1, 0.5)).toBe(1);
  expect(designEffect(5, 0.3)).toBeCloseTo(2.2, 12);
  expect(twoLevelVariance({ seed: 4, item: 9, seedItem: 6 }, 4, 9)).toBeCloseTo(1 + 1 + 6 / 36, 12);
});

test("simulated power agrees with the formula", () => {
  const pilot = Array.from({ length: 400 }, (_, i) => Math.sin(i));
  const sd = oneSampleT(pilot).estimate.se! * Math.sqrt(400);
  const draw = resamplePilot(pilot, 20, 0.6 * sd);
  const { power, monteCarloError } = simulatePower((rng) => oneSampleT(draw(rng)).test.p, { rng: rngStream(1) });
  expect(Math.abs(power - tPower(0.6, 20, { design: "paired" }))).toBeLessThan(4 * monteCarloError + 0.02);
});

test("what is detectable is answered soon below one degree of freedom too", () => {
  const started = performance.now();
  expect(tPower(tDetectable(1.5, 0.8, { design: "paired" })!, 1.5, { design: "paired" })).toBeCloseTo(0.8, 6);
  expect(tDetectable(1.05, 0.8, { design: "paired" })).toBeNull();
  expect(performance.now() - started).toBeLessThan(10_000);
});
