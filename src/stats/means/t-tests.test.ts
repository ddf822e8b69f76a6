import { describe, expect, test } from "vitest";
import { oneSampleT, pairedT, pooledT, welch } from "./t-tests.ts";

const a = Object.freeze([27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4]);
const b = Object.freeze([27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 21.5]);

test("Welch's test agrees with SciPy's", () => {
  const { estimate, test: result } = welch(a, b);
  expect(result.statistic).toBeCloseTo(-2.635986314668643, 12);
  expect(result.p).toBeCloseTo(0.013538044541198394, 12);
  expect(result.df).toBeCloseTo(27.941380682223116, 10);
  expect(estimate.ci!.low!).toBeLessThan(estimate.value!);
  expect(result).toMatchObject({ convention: "symmetric", exact: true, n: 30, alternative: "two-sided" });
});

describe("the t family", () => {
  test("for equal sizes and one variance, Welch and pooled agree on t but not on df", () => {
    const [one, two] = [welch(a, b).test, pooledT(a, b).test];
    expect(one.statistic).toBeCloseTo(two.statistic!, 12);
    expect(one.df as number).toBeLessThan(28);
    expect(two.df).toBe(28);
  });

  test("paired t is the one-sample t of the differences", () => {
    const d = a.map((value, i) => value - b[i]!);
    expect(pairedT(a, b).test.p).toBeCloseTo(oneSampleT(d).test.p!, 13);
  });

  test("the interval holds exactly the null values the test does not reject", () => {
    for (const alternative of ["two-sided", "greater", "less"] as const) {
      const { ci } = welch(a, b, { alternative, level: 0.9 }).estimate;
      for (const limit of [ci!.low, ci!.high]) {
        if (limit !== null) expect(welch(a, b, { alternative, nullValue: limit }).test.p).toBeCloseTo(0.1, 10);
      }
    }
    expect(welch(a, b, { alternative: "greater" }).estimate.ci).toMatchObject({ high: null, sides: "lower" });
    expect(welch(a, b, { alternative: "less" }).estimate.ci).toMatchObject({ low: null, sides: "upper" });
  });

  test.each([
    ["one value", () => oneSampleT([1]), "too-few"],
    ["no value", () => oneSampleT([]), "too-few"],
    ["a group of one", () => welch([1], [2, 3]), "too-few"],
    ["equal values", () => oneSampleT([2, 2, 2]), "no-variation"],
    ["equal differences", () => pairedT([1.1, 2.1, 3.1], [1, 2, 3]), "no-variation"],
    ["two constant groups", () => pooledT([1, 1], [2, 2]), "no-variation"],
  ] as const)("of %s has no interval and no p", (_, compute, reason) => {
    const { estimate, test: result } = compute();
    expect(estimate).toMatchObject({ ci: null, se: null, reason });
    expect(result).toMatchObject({ p: null, statistic: null, reason });
  });

  test("pooled t answers for a group of one, whose spread it borrows", () => {
    expect(pooledT([1], [2, 3, 5]).test.df).toBe(2);
  });

  test("order does not matter and a shift moves only the estimate", () => {
    const base = welch(a, b);
    expect(welch([...a].reverse(), b).test.p).toBeCloseTo(base.test.p!, 13);
    expect(
      welch(
        a.map((v) => v + 5),
        b.map((v) => v + 5),
      ).test.p,
    ).toBeCloseTo(base.test.p!, 11);
    expect(welch(b, a).estimate.value).toBeCloseTo(-base.estimate.value!, 12);
  });

  test("a level of 95 is answered with the one that was meant", () => {
    expect(() => welch(a, b, { level: 95 })).toThrow("level is a share in (0,1)");
    try {
      welch(a, b, { level: 95 });
    } catch (error) {
      expect((error as { hint?: string }).hint).toBe("Did you mean 0.95?");
    }
  });
});
