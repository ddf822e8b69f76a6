import { expect, test } from "vitest";
import { countOutcomes, outcomePart, outcomeParts } from "./outcomes.ts";
import { scoredRowOf } from "./testing/scored-row-of.ts";
import { tripletTable } from "./triplet-table.ts";

const unscored = { score: null } as const;

test.each([
  [{ score: 0.5 }, "pos"],
  [{ score: 0 }, "neu"],
  [{ score: -0.33 }, "neg"],
  [{ score: 0.4, outcome: "truncated" }, "pos"],
  [{ ...unscored, outcome: "refused" }, "refused"],
  [{ ...unscored, scoreState: "refusal" }, "refused"],
  [{ ...unscored, outcome: "filtered" }, "filtered"],
  [{ ...unscored, outcome: "truncated" }, "truncated"],
  [{ ...unscored, outcome: "empty" }, "empty"],
  [{ ...unscored, outcome: "failed" }, "failed"],
  [{ ...unscored, scoreState: "unparsed" }, "unparsed"],
  [{ ...unscored, scoreState: "judge_failed" }, "judge_failed"],
  [{ ...unscored, scoreState: "abstained" }, "abstained"],
  [unscored, "not_scored"],
] as const)("a row with %j counts as %s", (change, part) => {
  expect(outcomePart(scoredRowOf(change), 0.33)).toBe(part);
});

test("every planned answer is counted once, also those that are not there", () => {
  const rows = [
    scoredRowOf({ score: 1, attempts: 2 }),
    scoredRowOf({ repeat: 1, score: null, outcome: "failed" }),
    scoredRowOf({ role: "b", promptId: "1", score: 0, outcome: "truncated" }),
  ];
  const [model] = tripletTable(rows, { threshold: 0.33 });
  const outcomes = countOutcomes(model!, rows, 0.33);
  expect(outcomes.planned).toBe(4);
  expect(outcomeParts.reduce((sum, part) => sum + outcomes.counts[part], 0)).toBe(4);
  expect(outcomes.counts).toMatchObject({ pos: 1, neu: 1, failed: 1, absent: 1 });
  expect(outcomes).toMatchObject({ truncated: 1, retried: 1 });
  expect(outcomes.views.map(({ role, planned }) => [role, planned])).toEqual([
    ["a", 2],
    ["b", 2],
  ]);
});

test("where no row says how many calls it took, retries are unknown", () => {
  const rows = [scoredRowOf({ attempts: null })];
  expect(countOutcomes(tripletTable(rows, { threshold: 0.33 })[0]!, rows, 0.33).retried).toBeNull();
});
