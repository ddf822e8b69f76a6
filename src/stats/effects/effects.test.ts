import { describe, expect, test } from "vitest";
import { welch } from "../means/t-tests.ts";
import { cliffDelta, probabilityOfSuperiority, winRate } from "./probability-of-superiority.ts";
import { averageD, cohenD, glassDelta, hedgesG, pairedD, smallSampleFactor } from "./standardised-difference.ts";

const a = [5.1, 6.2, 4.8, 7.3, 5.9, 6.6];
const b = [4.4, 5.0, 4.9, 6.1, 5.2, 5.8, 4.1];

describe("standardised differences", () => {
  test("do not change with the unit, and turn their sign with the sides", () => {
    const d = cohenD(a, b);
    const scaled = cohenD(
      a.map((v) => 3 + 10 * v),
      b.map((v) => 3 + 10 * v),
    );
    expect(scaled.value).toBeCloseTo(d.value!, 12);
    expect(scaled.ci!.low).toBeCloseTo(d.ci!.low!, 8);
    const turned = cohenD(b, a);
    expect(turned.ci!.low).toBeCloseTo(-d.ci!.high!, 8);
  });

  test("an interval holds 0 exactly when the pooled test does not reject", () => {
    expect(cohenD(a, b).ci!.low! > 0).toBe(welch(a, b).test.p! < 0.05);
  });

  test("g is J times d; J is 1 − 3/(4df − 1) nearly", () => {
    expect(hedgesG(a, b).value).toBeCloseTo(cohenD(a, b).value! * smallSampleFactor(11), 12);
    expect(smallSampleFactor(28)).toBeCloseTo(1 - 3 / (4 * 28 - 1), 4);
    expect(hedgesG(a, b).method).toBe("Hedges g");
  });

  test.each([
    ["a sample of one", () => cohenD([1], [1, 2]), "too-few"],
    ["no spread", () => cohenD([1, 1], [2, 2]), "no-variation"],
    ["one pair", () => pairedD([1], [2]), "too-few"],
    ["equal differences", () => pairedD([1, 2], [0, 1]), "no-variation"],
  ] as const)("of %s are unknown", (_, compute, reason) => {
    expect(compute()).toMatchObject({ value: null, se: null, ci: null, reason });
  });

  test("Glass and average need a spread to measure in", () => {
    expect(glassDelta([3, 4], [1, 1])).toBeNull();
    expect(glassDelta([3, 4], [1, 3])).toBeCloseTo(1.5 / Math.SQRT2, 12);
    expect(averageD([1, 1], [2, 2])).toBeNull();
    expect(averageD([3, 5], [1, 3])).toBeCloseTo(2 / Math.SQRT2, 12);
  });
});

test("superiority counts pairs, ties half", () => {
  expect(probabilityOfSuperiority([1, 2, 3], [2, 2])).toBeCloseTo((0 + 1 + 2) / 6, 12);
  expect(cliffDelta([1, 2, 3], [2, 2])).toBeCloseTo(0, 12);
  expect(winRate([1, 0.3 - 0.1, 5], [0, 0.2, 6])).toBe(0.5);
  expect([probabilityOfSuperiority([], [1]), cliffDelta([], [1]), winRate([], [])]).toEqual([null, null, null]);
});

describe("a spread far smaller than the difference", () => {
  test("has its interval all the same, and soon", () => {
    const near = [1, 1.001, 0.999, 1.002, 1.0005].map((value) => 100 * value);
    const started = performance.now();
    const { value, ci } = pairedD(near, [0, 0, 0, 0, 0]);
    expect(value!).toBeGreaterThan(640);
    expect(ci!.low!).toBeLessThan(value!);
    expect(ci!.high!).toBeGreaterThan(value!);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("that comes from the last bits alone is no variation", () => {
    const a = [0.3, 0.5, 0.9, 1.3];
    const b = [0.2, 0.4, 0.8, 1.2];
    expect(pairedD(a, b)).toMatchObject({ value: null, ci: null, reason: "no-variation" });
  });
});
