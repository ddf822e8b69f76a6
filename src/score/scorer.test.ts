import { Levenshtein, NumericDiff } from "autoevals";
import { describe, expect, test } from "vitest";
import { applyScorer, type Scorer } from "./scorer.ts";

const args = { input: "q", output: "3", expected: "4" };

describe("functions of the autoevals package go in as they are", () => {
  test.each([
    ["Levenshtein", Levenshtein as unknown as Scorer, { ...args, output: "abc", expected: "abd" }, 2 / 3],
    ["NumericDiff", NumericDiff as unknown as Scorer, { ...args, output: "3", expected: "4" }, 6 / 7],
  ])("%s", async (id, scorer, given, score) => {
    const result = await applyScorer(id, scorer, given);
    expect(result).toEqual({ name: id, score: expect.closeTo(score, 12), reason: null, metadata: {} });
  });

  test("and one that misses its right answer gives null with its own words", async () => {
    const result = await applyScorer("l", Levenshtein as unknown as Scorer, { input: "q", output: "3" });
    expect(result).toMatchObject({ score: null, reason: expect.stringMatching(/requires an expected value/) });
  });
});

test.each<[string, () => unknown, object]>([
  [
    "a score",
    () => ({ name: "x", score: 0.5, metadata: { why: "so" } }),
    { score: 0.5, reason: null, metadata: { why: "so" } },
  ],
  ["a promise of one", async () => ({ name: "x", score: 1 }), { score: 1, reason: null }],
  [
    "null with a reason",
    () => ({ name: "x", score: null, metadata: { reason: "no-expected" } }),
    { score: null, reason: "no-expected" },
  ],
  ["null alone", () => ({ name: "x", score: null }), { score: null, reason: "the scorer gave no score" }],
  [
    "an error",
    () => {
      throw new Error("boom\nstack");
    },
    { score: null, reason: "the scorer threw: boom" },
  ],
  ["a rejection", () => Promise.reject("no"), { score: null, reason: "the scorer threw: no" }],
  ["NaN", () => ({ name: "x", score: Number.NaN }), { score: null, reason: "the scorer gave NaN, no finite number" }],
  ["text", () => ({ name: "x", score: "1" }), { score: null, reason: "the scorer gave 1, no finite number" }],
  ["nothing", () => undefined, { score: null, reason: "the scorer gave no result" }],
  [
    "metadata in a circle",
    () => {
      const metadata: Record<string, unknown> = {};
      metadata["self"] = metadata;
      return { name: "x", score: 1, metadata };
    },
    { score: 1, metadata: {} },
  ],
])("a scorer that gives %s", async (_, scorer, expected) => {
  expect(await applyScorer("id", scorer as Scorer, args)).toMatchObject({ name: "id", ...expected });
});
