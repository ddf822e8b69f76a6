import { expect, test } from "vitest";
import { summaryError, zComparison } from "./z-comparison.ts";

test("a standard error is read back from an interval", () => {
  const ci = { low: 1 - 1.959963984540054 * 0.2, high: 1 + 1.959963984540054 * 0.2, level: 0.95 };
  expect(summaryError({ value: 1, ci })).toBeCloseTo(0.2, 12);
  expect(summaryError({ value: 1 })).toBeNull();
  expect(() => summaryError({ value: 1, ci: { low: 2, high: 1, level: 0.95 } })).toThrow("starts below");
});

test("of an asymmetric interval the side facing the other number counts", () => {
  const board = { value: 1300, ci: { low: 1290, high: 1304, level: 0.95 } };
  expect(summaryError(board, 1200)!).toBeCloseTo(10 / 1.959963984540054, 10);
  expect(summaryError(board, 1400)!).toBeCloseTo(4 / 1.959963984540054, 10);
});

test("two summaries compare by z, and an unknown error leaves no interval", () => {
  const { estimate, test: result } = zComparison({ value: 3, se: 0.3 }, { value: 2, se: 0.4 });
  expect(estimate.se).toBeCloseTo(0.5, 12);
  expect(result.p).toBeCloseTo(0.04550026, 7);
  expect(zComparison({ value: 3, se: 0.3 }, { value: 2, se: 0.4 }, { alternative: "less" }).estimate.ci).toMatchObject({
    low: null,
    sides: "upper",
  });
  expect(zComparison({ value: 3 }, { value: 2, se: 1 }).test).toMatchObject({ p: null, reason: "not-identified" });
});
