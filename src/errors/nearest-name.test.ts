import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

test.each([
  ["evla", ["eval", "label", "view"], "eval"],
  ["temprature", ["temperature", "top_p"], "temperature"],
  ["zzzzzz", ["temperature", "top_p"], null],
])("%s among %j suggests %s", (name, known, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});
