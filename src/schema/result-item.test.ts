import { expect, test } from "vitest";
import { fromDisk } from "./codec.ts";
import { resultItem } from "./result-item.ts";
import { resultItemRules } from "./result-item-rules.ts";

const ci = { low: 0.1, high: 0.3, level: 0.95, method: "wilson" };
const sound = { metric_id: "accuracy", value: 0.2, ci, samples_used: 10 };

test.each([
  ["the five keys alone", {}],
  ["no value, with a reason", { value: null, ci: null, samples_used: 0, reason: "one seed only" }],
  ["no interval, with a reason", { ci: null, reason: "pinned anchor" }],
  ["one-sided", { ci: { ...ci, high: null, sides: "lower" } }],
  [
    "everything",
    {
      subject: "o3",
      benchmark: "b",
      task: "t",
      variant: { precision: "int8" },
      seed: 1,
      step: 5,
      run_id: 7,
      status: "estimated",
      se: 0.1,
      unit: "%",
      observed_at: "2026-01-31T12:00:00Z",
      meta: { any: 1 },
    },
  ],
])("%s is sound", (_name, change) => {
  expect(fromDisk(resultItem, { ...sound, ...change })).toMatchObject({ metricId: "accuracy" });
});

test.each([
  ["a text for a number", { value: "94.1%" }, "value", /expected a number, got text/],
  ["a value on no samples", { samples_used: 0 }, "samples_used", /at least 1 sample/],
  ["no value and no reason", { value: null, ci: null }, "reason", /null needs a reason/],
  ["no interval and no reason", { ci: null }, "reason", /interval of null needs a reason/],
  ["no value, but ok", { value: null, ci: null, reason: "x", status: "ok" }, "status", /not ok/],
  ["an interval around nothing", { value: null, reason: "x" }, "ci", /around no value/],
  ["an interval upside down", { ci: { ...ci, low: 0.5 } }, "ci", /above its high/],
  ["an interval of no width", { ci: { ...ci, low: 0.2, high: 0.2 } }, "ci", /zero-width/],
  ["an open side nobody declared", { ci: { ...ci, low: null } }, "ci", /sides: "upper"/],
  ["95 for .95", { ci: { ...ci, level: 95 } }, "ci.level", /less than 1/],
  ["a misspelt key", { vlaue: 1 }, "vlaue", /unknown key/],
])("%s is refused", (_name, change, path, message) => {
  const read = () => fromDisk(resultItem, { ...sound, ...change });
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ place: { path } }));
});

test("rules have names, for readers that check shape by JSON Schema", () => {
  const rules = resultItemRules({ value: 1, ci: { low: 2, high: 1 }, samplesUsed: 0 }).map(({ rule }) => rule);
  expect(rules).toEqual(["samples.positive", "ci.order"]);
});
