import { expect, test } from "vitest";
import { parseDate } from "./parse-date.ts";
import { parseScore } from "./parse-score.ts";

test.each([
  [71.2, 71.2, null],
  ["71.2", 71.2, null],
  ["71.2%", 71.2, null],
  [" 71.2 % ", 71.2, null],
  ["1,234", 1234, null],
  ["1,234.5", 1234.5, null],
  ["71.2 ± 0.4", 71.2, 0.4],
  ["71.2% +/- 0.4%", 71.2, 0.4],
  ["71.2±.4", 71.2, 0.4],
  ["-3", -3, null],
  ["−3", -3, null],
  ["1e3", 1000, null],
  [".5", 0.5, null],
  [0, 0, null],
  ["0", 0, null],
])("%j is the score %d with standard error %j", (raw, value, standardError) => {
  expect(parseScore(raw)).toEqual({ kind: "number", value, standardError });
});

test.each(["", "-", "–", "n/a", "N/A", "NaN", null, undefined])("%j is missing", (raw) => {
  expect(parseScore(raw)).toEqual({ kind: "missing" });
});

test.each(["good", "71,2", "1,23", "12 of 30", "%", "±", true, [1]])("%j is rejected", (raw) => {
  expect(parseScore(raw)).toMatchObject({ kind: "rejected" });
});

test.each([Number.POSITIVE_INFINITY, "inf", "-Infinity", "1e999"])("%j is infinite", (raw) => {
  expect(parseScore(raw)).toEqual({ kind: "infinite" });
});

test.each([
  ["2025-03-14", "2025-03-14", "day"],
  ["2025-03-14T10:00:00Z", "2025-03-14", "day"],
  ["2025-03", "2025-03-15", "month"],
  ["2025", "2025-07-01", "year"],
  [2025, "2025-07-01", "year"],
])("%j is %s by %s", (raw, date, precision) => {
  expect(parseDate(raw)).toEqual({ date, precision });
});

test.each(["2025-02-30", "2025-13", "spring", 12, null])("%j is no date", (raw) => {
  expect(parseDate(raw)).toBeNull();
});
