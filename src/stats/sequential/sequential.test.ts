import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { repeatedInterval, stagewiseEstimate } from "./after-stopping.ts";
import { confidenceSequence, mixtureScale, sequenceHalfWidth } from "./confidence-sequence.ts";
import {
  classicalBoundary,
  conditionalPower,
  inflationFactor,
  sequentialPower,
  spendingBoundary,
} from "./group-sequential.ts";
import { spentAlpha } from "./spending.ts";

const shares = (k: number) => Array.from({ length: k }, (_, i) => (i + 1) / k);

describe("boundaries (§13)", () => {
  test.each([
    [2, 2.178272, 1.977431],
    [3, 2.289478, 2.004036],
  ])("classical constants for %s looks", (k, pocock, obf) => {
    expect(classicalBoundary("pocock", k)!.c).toBeCloseTo(pocock, 5);
    expect(classicalBoundary("obf", k)!.c).toBeCloseTo(obf, 5);
  });

  test.each([
    [2, "per-side", [2.962588, 1.968596]],
    [3, "per-side", [3.710303, 2.511427, 1.993047]],
    [2, "total", [2.771808, 1.979311]],
    [3, "total", [3.394757, 2.406733, 2.015247]],
    [5, "per-side", [4.8769, 3.3569, 2.6803, 2.2898, 2.031]],
  ] as const)("Lan–DeMets limits for %s looks, %s", (k, sides, expected) => {
    const { z } = spendingBoundary(shares(k), { sides });
    z.forEach((limit, i) => {
      expect(limit).toBeCloseTo(expected[i]!, k === 5 ? 3 : 5);
    });
  });

  test("an unplanned look spends its own share, and the whole error is α", () => {
    const looks = [0.21, 0.5, 0.53, 1];
    const boundary = spendingBoundary(looks);
    expect(sequentialPower(boundary, 0)).toBeCloseTo(0.05, 6);
    expect(spendingBoundary([0.001, 1]).z[0]).toBe(Infinity);
    expect(spentAlpha(1, { spending: { power: 3 } })).toBeCloseTo(0.05, 12);
    expect(spentAlpha(0.5, { spending: "pocock", sides: "total" })).toBeCloseTo(0.0310057, 7);
    expect(() => spendingBoundary([0.5, 0.4])).toThrow("looks[1]");
  });

  test("20,000 null paths cross in .05 ± .005", () => {
    const { z, looks } = spendingBoundary(shares(4), { spending: "pocock" });
    const rng = rngStream(1, "paths");
    let crossed = 0;
    for (let i = 0; i < 20_000; i++) {
      let [b, before, out] = [0, 0, false];
      looks.forEach((t, k) => {
        b += Math.sqrt(t - before) * rng.normal();
        before = t;
        out ||= Math.abs(b) / Math.sqrt(t) >= z[k]!;
      });
      if (out) crossed++;
    }
    expect(Math.abs(crossed / 20_000 - 0.05)).toBeLessThan(0.005);
  });

  test("looking costs little with late spending, more with even spending", () => {
    const late = inflationFactor(spendingBoundary(shares(3)))!;
    const even = inflationFactor(spendingBoundary(shares(3), { spending: "pocock" }))!;
    expect(late).toBeGreaterThan(1);
    expect(late).toBeLessThan(1.05);
    expect(even).toBeGreaterThan(1.1);
  });

  test("conditional power falls when the path points nowhere", () => {
    expect(conditionalPower(0.2, 0.5, 1.97)).toBeLessThan(0.2);
    expect(conditionalPower(2.8, 0.5, 1.97)).toBeGreaterThan(0.95);
    expect(() => conditionalPower(1, 1, 2)).toThrow("before the end");
  });
});

describe("after stopping", () => {
  const full = spendingBoundary(shares(3));

  test("at the first look everything is as without looks", () => {
    const state = { value: 1, se: 0.25, boundary: { looks: [1 / 3], z: [full.z[0]!] } };
    const { value, p, ci } = stagewiseEstimate(state);
    expect(value).toBeCloseTo(1, 5);
    expect(p).toBeCloseTo(6.334e-5, 7);
    expect(ci!.low).toBeCloseTo(1 - 1.959964 * 0.25, 5);
    expect(repeatedInterval(state)!.low).toBeCloseTo(1 - full.z[0]! * 0.25, 12);
  });

  test("an early stop is shrunk towards 0, and the interval holds what the test does not reject", () => {
    const boundary = { looks: full.looks.slice(0, 2), z: full.z.slice(0, 2) };
    const { value, ci, p } = stagewiseEstimate({ value: 0.6, se: 0.2, boundary });
    expect(value!).toBeLessThan(0.6);
    expect(value!).toBeGreaterThan(0);
    expect(ci!.low! > 0).toBe(p! < 0.05);
  });
});

describe("the confidence sequence (§13)", () => {
  test("has the stated ρ and half-widths", () => {
    const rho = mixtureScale(100);
    expect(rho).toBeCloseTo(0.281712, 6);
    expect([10, 50, 100, 500].map((n) => Number(sequenceHalfWidth(n, rho).toFixed(4)))).toEqual([
      1.2191, 0.4361, 0.3035, 0.141,
    ]);
  });

  test("of 2,000 null streams watched from 10 to 300, at most 6 % ever exclude the truth", () => {
    const rng = rngStream(2, "watching");
    const half = Float64Array.from({ length: 301 }, (_, n) =>
      n < 10 ? Infinity : sequenceHalfWidth(n, mixtureScale(100)),
    );
    let excluded = 0;
    for (let s = 0; s < 2000; s++) {
      let [mean, squares, out] = [0, 0, false];
      for (let n = 1; n <= 300; n++) {
        const value = rng.normal();
        const before = value - mean;
        mean += before / n;
        squares += before * (value - mean);
        if (n >= 10 && Math.abs(mean) > half[n]! * Math.sqrt(squares / (n - 1))) out = true;
      }
      if (out) excluded++;
    }
    expect(excluded / 2000).toBeLessThanOrEqual(0.06);
  });

  test("says nothing before 10 values or without variation", () => {
    const estimates = confidenceSequence([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(estimates[8]).toMatchObject({ ci: null, reason: "too-few" });
    expect(estimates[10]!.ci!.low!).toBeLessThan(6);
    expect(confidenceSequence(new Array(12).fill(1)).at(-1)).toMatchObject({ ci: null, reason: "no-variation" });
  });
});
