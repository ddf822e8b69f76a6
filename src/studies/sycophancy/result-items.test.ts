import { expect, test } from "vitest";
import { resultItem } from "../../schema/result-item.ts";
import { resultItemsOf } from "./result-items.ts";
import { summarise } from "./summarise.ts";
import { fullStudy } from "./testing/full-study.ts";
import { simulateRows } from "./testing/simulate-rows.ts";

const quick = { resamples: 500, permutations: 500 };

test("every estimate is an item that keeps the rules of items", () => {
  const { rows, options } = fullStudy();
  const summary = summarise(rows, { ...options, ...quick });
  const items = resultItemsOf(summary);
  expect(items).toHaveLength(4 * 13);
  for (const item of items) expect(resultItem.safeParse(item).error).toBeUndefined();
  expect(
    items.find(({ metricId, subject }) => metricId === "sycophancy.s" && subject === "simulated/steady"),
  ).toMatchObject({
    samplesUsed: 36,
    runId: "run-1",
    meta: { planted: 0 },
  });
});

test.each([1, 2, 5])("of %d triplets too", (triplets) => {
  const rows = simulateRows({ triplets, repeats: 1, seed: 1, respondents: [{ modelId: "m", effect: 0.9, sdView: 0 }] });
  for (const item of resultItemsOf(summarise(rows, quick))) expect(resultItem.safeParse(item).error).toBeUndefined();
});
