import { expect, test } from "vitest";
import { about, count, list, number, percent, plural, pValue, signed } from "./words.ts";

test.each([
  [number(-0.0986), "−0.099"],
  [number(-0.0001), "0.000"],
  [number(null), "–"],
  [signed(0.025), "+0.025"],
  [signed(0.0001), "0.000"],
  [signed(-1, 0), "−1"],
  [percent(0.0833), "8.3\u00a0%"],
  [percent(null), "–"],
  [count(1234567), "1\u00a0234\u00a0567"],
  [count(999), "999"],
  [about(546), "550"],
  [about(83), "83"],
  [about(7), "7"],
  [about(12431), "13\u00a0000"],
  [plural(1, "triplet"), "1 triplet"],
  [plural(36, "triplet"), "36 triplets"],
  [plural(2, "reply", "replies"), "2 replies"],
  [pValue(0.744), "0.74"],
  [pValue(0.0974), "0.097"],
  [pValue(0.00012), "0.0001"],
  [pValue(0.00001), "<\u00a00.0001"],
  [list(["a"]), "a"],
  [list(["a", "b", "c"]), "a, b and c"],
])("%j reads %j", (text, expected) => {
  expect(text).toBe(expected);
});
