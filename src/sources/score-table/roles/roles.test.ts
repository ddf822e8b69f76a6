import { expect, test } from "vitest";
import { namesItsRole, roleFit } from "./axis-roles.ts";
import { readBenchmarkFacts } from "./benchmark-facts.ts";
import { isPlainFact } from "./fact-roles.ts";
import { isKnownBenchmark, knownBenchmarkCount } from "./known-benchmarks.ts";
import { parametersInMillions, readModelFacts } from "./model-facts.ts";

test.each([
  ["model_id", "model", 1],
  ["modelName", "model", 1],
  ["System", "model", 1],
  ["task", "benchmark", 1],
  ["benchmark-id", "benchmark", 1],
  ["score", "score", 1],
  ["results.accuracy", "score", 1],
  ["provider", "model", 0],
  ["foo", "score", 0],
])("the key %s fits the role %s by %d", (key, role, fit) => {
  expect(roleFit(key, role as "model")).toBe(fit);
});

test("a predicted score fits less than a score", () => {
  expect(roleFit("predicted_score", "score")).toBeLessThan(roleFit("score", "score") / 2);
});

test("public benchmarks are known by name, alias and id; models are not", () => {
  expect(knownBenchmarkCount).toBeGreaterThanOrEqual(100);
  for (const name of [
    "MMLU",
    "gpqa_diamond",
    "SWE-bench Verified",
    "swe_bench_verified",
    "HLE (Humanity's Last Exam)",
    "τ²-bench",
    "MMLU (5-shot)",
  ])
    expect(isKnownBenchmark(name), name).toBe(true);
  for (const name of ["gpt-4.1", "o3-mini (high)", "claude-opus-4", "Arctic", "racer", "Mathstral"])
    expect(isKnownBenchmark(name), name).toBe(false);
});

test("an id may begin with the word for its role", () => {
  expect(namesItsRole("model-1.5", "model")).toBe(true);
  expect(namesItsRole("bench_07", "benchmark")).toBe(true);
  expect(namesItsRole("bencher", "benchmark")).toBe(false);
});

test.each([
  ["params_total_M", 1800, 1800],
  ["params_B", 70, 70_000],
  ["size", "27B", 27_000],
  ["size", "350M", 350],
  ["parameters", 7e9, 7000],
  ["parameters", 70, 70_000],
  ["params", "~1.5T", 1_500_000],
  ["params", "unknown", null],
  ["params", 0, null],
])("%s = %j is %j million", (key, raw, millions) => {
  expect(parametersInMillions(key, raw)).toBe(millions);
});

test("facts of a model are found under the names people use", () => {
  const keys = [
    "Organization",
    "released",
    "is_reasoning",
    "open_weights",
    "total_params_B",
    "active_params_B",
    "Name",
  ];
  expect(readModelFacts(keys, ["Acme", "2025-03", "yes", "closed", 100, 10, "A 1"], new Set())).toEqual({
    provider: "Acme",
    releaseDate: "2025-03-15",
    releaseDatePrecision: "month",
    isReasoning: true,
    openWeights: false,
    parametersTotalM: 100_000,
    parametersActiveM: 10_000,
    name: "A 1",
  });
});

test("facts of a benchmark are found under the names people use", () => {
  const keys = ["title", "domain", "metric", "num_questions", "score_range", "lower_is_better", "cost_usd"];
  expect(readBenchmarkFacts(keys, ["B", "Math", "% correct", 198, [0, 100], false, "12.5"], new Set())).toEqual({
    name: "B",
    category: "Math",
    metric: "% correct",
    itemCount: 198,
    range: { low: 0, high: 100 },
    direction: "higher",
    cost: 12.5,
  });
  expect(readBenchmarkFacts(["min_score", "max_score"], [0, 1], new Set())).toEqual({ range: { low: 0, high: 1 } });
});

test("a name that holds words of facts is still a name", () => {
  expect(isPlainFact("params_total_M")).toBe(true);
  expect(isPlainFact("release date")).toBe(true);
  for (const name of ["kimi-k2-thinking", "phi-4-reasoning-plus", "open-llama", "cost-bench"])
    expect(isPlainFact(name)).toBe(false);
});
