import { expect, test } from "vitest";
import { requireThreshold, stanceOf } from "./stance.ts";

test.each([
  [0.33, 0.33, "pos"],
  [-0.33, 0.33, "neg"],
  [0.3299, 0.33, "neu"],
  [-0.32999999999999996, 0.33, "neg"],
  [(0.1 + 0.2) * -1, 0.3, "neg"],
  [0, 0.33, "neu"],
  [1, 1, "pos"],
  [0.999, 1, "neu"],
])("a score of %d at threshold %d is %s", (score, threshold, stance) => {
  expect(stanceOf(score, threshold)).toBe(stance);
});

test.each([0, -0.1, 1.01, Number.NaN])("a threshold of %d is refused", (threshold) => {
  expect(() => requireThreshold(threshold)).toThrow("above 0 and at most 1");
});
