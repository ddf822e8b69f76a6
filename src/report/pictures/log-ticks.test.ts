import { expect, test } from "vitest";
import { logTicks, plainTick } from "./log-ticks.ts";

test.each([
  [1, 10, [1, 2, 5, 10]],
  [0.02, 0.3, [0.02, 0.05, 0.1, 0.2]],
  [30, 60, [50]],
  [0.1, 1000, [0.1, 1, 10, 100, 1000]],
])("from %d to %d the ticks are %j", (low, high, ticks) => {
  expect(logTicks(low, high)).toEqual(ticks);
});

test.each([
  [0.002, "0.002"],
  [5, "5"],
  [1000, "1000"],
  [20000, "20 000"],
])("%d is written %j", (value, text) => {
  expect(plainTick(value)).toBe(text);
});
