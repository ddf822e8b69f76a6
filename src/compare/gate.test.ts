import { expect, test } from "vitest";
import { gateVerdict, limitWords } from "./gate.ts";

test.each([
  ["wholly below the limit", { low: 0, high: 0.09 }, { max: 0.1 }, "pass"],
  ["wholly above the limit", { low: 0.11, high: 0.3 }, { max: 0.1 }, "fail"],
  ["across the limit", { low: 0.05, high: 0.15 }, { max: 0.1 }, "inconclusive"],
  ["touching the limit from within", { low: 0, high: 0.1 }, { max: 0.1 }, "pass"],
  ["below a floor", { low: 0.5, high: 0.7 }, { min: 0.9 }, "fail"],
  ["within both", { low: 0.4, high: 0.6 }, { min: 0.2, max: 0.8 }, "pass"],
  ["no interval", null, { max: 0.1 }, "inconclusive"],
] as const)("an interval %s", (_, ci, limits, expected) => {
  expect(gateVerdict(ci, limits)).toBe(expected);
});

test("limits are put into words", () => {
  expect(limitWords({ max: 0.1 })).toBe("≤ 0.1");
  expect(limitWords({ min: 0.9 })).toBe("≥ 0.9");
  expect(limitWords({ min: 0.2, max: 0.8 })).toBe("between 0.2 and 0.8");
});
