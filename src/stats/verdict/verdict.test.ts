import { describe, expect, test } from "vitest";
import { minimumDetectableEffect } from "../planning/minimum-detectable-effect.ts";
import { tango } from "../proportions/paired-proportions.ts";
import { decide, needsMore } from "./decide.ts";
import { nonInferiorityP, tostPaired, tostWelch } from "./tost.ts";

describe("decide", () => {
  const base = {
    goal: "superiority",
    delta: 0.02,
    se: 0.005,
    adjustedP: 0.001,
    ci: { low: 0.012, high: 0.028 },
  } as const;
  test.each([
    ["significant and large enough", { minEffect: 0.01 }, "better"],
    ["significant the other way", { delta: -0.02, ci: { low: -0.028, high: -0.012 } }, "worse"],
    ["significant but too small to matter, and not surely so", { minEffect: 0.025 }, "inconclusive"],
    ["significant but surely too small to matter", { minEffect: 0.03 }, "equivalent"],
    ["not significant is not equal", { adjustedP: 0.4, ci: { low: -0.01, high: 0.05 } }, "inconclusive"],
    [
      "without a minimal effect equality cannot be claimed",
      { adjustedP: 0.9, ci: { low: -0.001, high: 0.001 } },
      "inconclusive",
    ],
    ["nothing known", { delta: null, adjustedP: null, ci: null }, "inconclusive"],
    ["non-inferior", { goal: "non-inferiority", margin: 0.01, ci: { low: -0.009, high: 0.02 } }, "non-inferior"],
    [
      "surely inferior",
      { goal: "non-inferiority", margin: 0.01, ci: { low: -0.05, high: -0.011 } },
      "not-non-inferior",
    ],
    ["in doubt", { goal: "non-inferiority", margin: 0.01, ci: { low: -0.05, high: 0.02 } }, "inconclusive"],
    ["inside both margins", { goal: "equivalence", margin: 0.03 }, "equivalent"],
    ["outside the margin", { goal: "equivalence", margin: 0.01 }, "not-equivalent"],
    ["across the margin", { goal: "equivalence", margin: 0.02 }, "inconclusive"],
  ] as const)("%s", (_, change, verdict) => {
    expect(decide({ ...base, ...change })).toBe(verdict);
  });

  test("equivalence without a margin is refused", () => {
    expect(() => decide({ ...base, goal: "equivalence" })).toThrow("without a margin");
  });
});

describe("needsMore", () => {
  test("counts in units of what was resampled, and knows when more will not help", () => {
    const known = { goal: "superiority", delta: 0.001, se: 0.005, n: 1000, minEffect: 0.01 } as const;
    expect(needsMore(known)).toBe(Math.ceil(1000 * (((1.959963984540054 + 0.8416212335729143) * 0.5) ** 2 - 1)));
    expect(needsMore({ ...known, minEffect: 0 })).toBeNull();
    expect(needsMore({ ...known, se: null })).toBeNull();
    expect(needsMore({ ...known, goal: "non-inferiority", margin: 0.02, delta: -0.03 })).toBeNull();
    expect(needsMore({ ...known, minEffect: 1 })).toBe(0);
  });
});

describe("non-inferiority on 2,100 items (§9)", () => {
  test("b 18, c 27: in doubt at .005, passes at .01", () => {
    const { value, ci } = tango(18, 27, 2100, { level: 0.9 });
    expect(value).toBeCloseTo(-0.0042857, 7);
    expect(ci!.low).toBeCloseTo(-0.0097962, 7);
    const evidence = { goal: "non-inferiority", delta: value, se: null, adjustedP: null, ci } as const;
    expect(decide({ ...evidence, margin: 0.005 })).toBe("inconclusive");
    expect(decide({ ...evidence, margin: 0.01 })).toBe("non-inferior");
    expect(nonInferiorityP(18, 27, 2100, 0.01)).toBeLessThan(0.05);
  });

  test("b 49, c 102: fails nothing but passes nothing at .025", () => {
    const { ci } = tango(49, 102, 2100, { level: 0.9 });
    expect(ci!.low).toBeCloseTo(-0.0350629, 7);
    expect(decide({ goal: "non-inferiority", delta: null, se: null, adjustedP: null, ci, margin: 0.025 })).toBe(
      "inconclusive",
    );
  });
});

describe("two one-sided tests", () => {
  const a = [5.1, 6.2, 4.8, 7.3, 5.9];
  const b = [5.2, 6.0, 4.9, 7.1, 6.0];
  test("equivalence agrees with the (1−2α) interval", () => {
    for (const margin of [0.05, 0.1, 0.15, 0.3, 1]) {
      const { equivalent, ci } = tostPaired(a, b, margin);
      expect(equivalent).toBe(ci!.low! > -margin && ci!.high! < margin);
      expect(ci!.level).toBeCloseTo(0.9, 12);
    }
    expect(tostWelch(a, b, [-3, 2]).p!).toBeLessThan(0.05);
  });

  test("has no answer without variation, and refuses bounds that cross", () => {
    expect(tostPaired([1], [1], 0.1)).toMatchObject({ p: null, equivalent: null });
    expect(() => tostWelch(a, b, [1, -1])).toThrow("lower bound");
  });
});

test("few units need more where t says so, though the normal quantiles would not", () => {
  const evidence = { goal: "superiority", delta: 0.01, se: 0.0105, minEffect: 0.03, n: 4 } as const;
  expect(needsMore(evidence)).toBe(0);
  const detectable = minimumDetectableEffect(0.0105, { df: 3 });
  expect(detectable).toBeGreaterThan(0.03);
  expect(needsMore({ ...evidence, df: 3 })).toBe(Math.ceil(4 * ((detectable / 0.03) ** 2 - 1)));
});
