import { expect, test } from "vitest";
import { csvTable } from "./csv.ts";

test.each([
  ["plain", "plain"],
  [null, ""],
  [0, "0"],
  [-0.5, "-0.5"],
  ["-0.5000", "-0.5000"],
  ["a,b", '"a,b"'],
  ['say "no"', '"say ""no"""'],
  ["two\nlines", '"two\nlines"'],
  ["=1+1", "'=1+1"],
  ["-cmd", "'-cmd"],
  ["@ref", "'@ref"],
  ["\tx", "'\tx"],
])("the cell %j is written as %j", (cell, text) => {
  expect(csvTable(["a", "b"], [[cell, 1]])).toBe(`a,b\n${text},1\n`);
});
