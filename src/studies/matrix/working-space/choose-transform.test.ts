import { describe, expect, test } from "vitest";
import { matrixReference, referenceTable } from "../testing/reference-table.ts";
import { chooseTransform } from "./choose-transform.ts";

const percentages = [3, 40, 99];
const shares = [0.03, 0.4, 0.99];

test.each([
  ["Elo rating", percentages, "identity", 1],
  ["developer accuracy", percentages, "proportion", 1],
  ["operating success", percentages, "proportion", 1],
  ["score", percentages, "identity", 1],
  ["index score", percentages, "identity", 1],
  ["overall score", percentages, "proportion", 1],
  ["% correct", shares, "proportion", 1],
  ["accuracy", shares, "proportion", 100],
  [null, shares, "proportion", 100],
  [null, percentages, "proportion", 1],
  [null, [3, 250], "identity", 1],
  ["win rate", [3, 250], "identity", 1],
  ["% of budget", [3, 250], "identity", 1],
  [null, [], "proportion", 1],
  [null, [0, 1, 1], "proportion", 1],
  [null, [0.2, 0.4], "proportion", 1],
] as const)("a metric called %j with scores %j is %s, times %i", (metric, visible, kind, unit) => {
  expect(chooseTransform({ metric, range: null }, visible)).toMatchObject({ kind, unit, reason: expect.any(String) });
});

describe("a declared range", () => {
  test.each([
    [{ low: 0, high: 1 }, shares, "proportion", 100],
    [{ low: 0, high: 100 }, shares, "proportion", 1],
    [{ low: 0, high: 3000 }, percentages, "identity", 1],
  ] as const)("of %j comes first", (range, visible, kind, unit) => {
    const found = chooseTransform({ metric: "accuracy", range }, visible);
    expect(found).toEqual({ kind, unit, reason: `declared range ${range.low}–${range.high}` });
  });

  test("that the scores contradict is passed over", () => {
    expect(chooseTransform({ metric: "% correct", range: { low: 0, high: 1 } }, percentages).unit).toBe(1);
  });
});

test("the range rule looks at scores alone", () => {
  expect(chooseTransform({ metric: "Elo rating", range: null }, percentages, "range").kind).toBe("proportion");
});

test.skipIf(matrixReference("llm_benchmark_data.json") === null)(
  "four columns of the public table are ratings or indices",
  () => {
    const { benchmarks, cells } = referenceTable();
    const own = benchmarks.filter((benchmark, j) => {
      const visible = cells.filter((cell) => cell.benchmark === j).map(({ value }) => value);
      return chooseTransform(benchmark, visible).kind === "identity";
    });
    expect(own.map(({ id }) => id).toSorted()).toEqual([
      "aa_intelligence_index",
      "chatbot_arena_elo",
      "codeforces_rating",
      "gdpval_aa",
    ]);
  },
);
