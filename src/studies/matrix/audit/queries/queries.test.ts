import { describe, expect, test } from "vitest";
import { rngStream } from "../../../../stats/chance/rng-stream.ts";
import { bundledPlan } from "../plan/bundled-plan.ts";
import { answerRule, type RunFacts } from "./answer-rule.ts";
import { askRuns } from "./ask-runs.ts";
import { benchmarkNames } from "./benchmark-names.ts";
import { bundledQueries } from "./bundled-queries.ts";
import { checkRules } from "./check-rules.ts";
import { proposeQueries } from "./propose-queries.ts";
import { parseQueries, type Query, type QueryRule } from "./query-set.ts";

const names = benchmarkNames([
  { id: "hle", name: "HLE (Humanity's Last Exam)", category: "Reasoning" },
  { id: "arc_agi_2", name: "ARC-AGI-2", category: "Reasoning" },
  { id: "aime_2025", name: "AIME 2025", category: "Math" },
]);
const selected = "benchmark_selection.selected_benchmarks";
const facts: RunFacts = {
  rank_analysis: { effective_rank: 3 },
  data: { n_models: 80, preprocessing: "Min–Max, low_rank completion", kept: true },
  data_discovery: { n_models_raw: 83 },
  methodology_notes: "Developers like Elo; a Low-Rank table.",
  benchmark_selection: { selected_benchmarks: ["ARC AGI 2", "Humanity's last exam"] },
};

describe("a rule", () => {
  test.each<[QueryRule, boolean | null]>([
    [{ op: "le", field: "rank_analysis.effective_rank", value: 3 }, true],
    [{ op: "lt", field: "rank_analysis.effective_rank", value: 3 }, false],
    [{ op: "ge", field: "rank_analysis.effective_rank", value: 3 }, true],
    [{ op: "gt", field: "rank_analysis.effective_rank", value: 3 }, false],
    [{ op: "eq", field: "rank_analysis.effective_rank", value: 3 }, true],
    [{ op: "eq", field: "data.kept", value: true }, true],
    [{ op: "between", field: "rank_analysis.effective_rank", value: [3, 4] }, true],
    [{ op: "between", field: "rank_analysis.effective_rank", value: [2, 3] }, false],
    [{ op: "in", field: "rank_analysis.effective_rank", value: [1, 3] }, true],
    [{ op: "lt", field: "data.n_models", value: { field: "data_discovery.n_models_raw" } }, true],
    [{ op: "lt", field: "data.n_models", value: { field: "data_discovery.none" } }, null],
    [{ op: "le", field: "data.preprocessing", value: 3 }, null],
    [{ op: "le", field: "data.none", value: 3 }, null],
    [{ op: "contains_any", field: "data.preprocessing", terms: ["min-max"] }, true],
    [{ op: "contains_any", field: "data.preprocessing", terms: ["low rank"] }, true],
    [{ op: "contains_any", field: "methodology_notes", terms: ["elo"], word: true }, true],
    [{ op: "contains_any", field: "methodology_notes", terms: ["developer"], word: true }, false],
    [{ op: "contains_any", field: "methodology_notes", terms: ["developer"] }, true],
    [{ op: "contains_any", field: "rank_analysis.effective_rank", terms: ["3"] }, null],
    [{ op: "set_includes", field: selected, value: "arc-agi-2" }, true],
    [{ op: "set_includes", field: selected, value: "hle" }, true],
    [{ op: "set_includes", field: selected, value: "AIME 2025" }, false],
    [{ op: "set_count", field: selected, category: "reasoning", ge: 2 }, true],
    [{ op: "set_count", field: selected, category: "Math", ge: 1 }, false],
    [{ op: "overlap", field: selected, values: ["HLE", "hle", "aime_2025"], ge: 2 }, false],
    [{ op: "overlap", field: selected, values: ["HLE", "aime_2025"], ge: 1 }, true],
    [{ op: "not", rule: { op: "eq", field: "data.kept", value: true } }, false],
    [{ op: "not", rule: { op: "eq", field: "data.none", value: true } }, null],
  ])("%j is %s", (rule, answer) => {
    expect(answerRule(rule, facts, names)).toBe(answer);
  });

  test("of several parts is decided by one that can, and unknown where none does", () => {
    const yes: QueryRule = { op: "eq", field: "data.kept", value: true };
    const unknown: QueryRule = { op: "eq", field: "data.none", value: true };
    expect(answerRule({ op: "or", rules: [unknown, yes] }, facts, names)).toBe(true);
    expect(answerRule({ op: "and", rules: [unknown, yes] }, facts, names)).toBeNull();
    expect(answerRule({ op: "and", rules: [unknown, { op: "not", rule: yes }] }, facts, names)).toBe(false);
  });
});

const query = (rule: QueryRule, more: Partial<Query> = {}): Query => ({
  ...{ id: "q", tier: 1, description: "d", computation: "c", onMissing: "no", rule },
  ...more,
});

describe("a set of queries", () => {
  test.each<[string, QueryRule, RegExp]>([
    ["a free threshold", { op: "lt", field: "rank_analysis.effective_rank", value: 7 }, /7 is a free threshold/],
    [
      "a threshold without bins",
      { op: "lt", field: "data.n_models", value: 80 },
      /80 is a free threshold for data.n_models/,
    ],
    ["a free end", { op: "between", field: "metrics.canonical_mae", value: [10, 15] }, /15 is a free threshold/],
    ["a free value in a list", { op: "in", field: "rank_analysis.effective_rank", value: [2, 9] }, /9 is a free/],
    [
      "a threshold deep inside",
      { op: "not", rule: { op: "or", rules: [{ op: "ge", field: "data.missing_fraction", value: 0.5 }] } },
      /0.5/,
    ],
    ["an unknown field", { op: "eq", field: "rank_analysis.efective_rank", value: 3 }, /no run has a field/],
    ["an unknown second field", { op: "lt", field: "data.n_models", value: { field: "data.n_modles" } }, /n_modles/],
  ])("is refused for %s", (_, rule, message) => {
    expect(() => checkRules([query(rule)], bundledPlan.bins, [facts])).toThrow(message);
  });

  test("may read a field that some run has beyond the usual ones, and any text", () => {
    const rules: QueryRule[] = [
      { op: "eq", field: "data.kept", value: true },
      { op: "eq", field: "data.preprocessing", value: "none" },
    ];
    const set = rules.map((rule, i) => query(rule, { id: `q${i}` }));
    expect(() => checkRules(set, bundledPlan.bins, [facts])).not.toThrow();
    expect(() => checkRules([query(rules[0]!), query(rules[1]!)], bundledPlan.bins, [facts])).toThrow(/twice/);
  });

  test("drops a query whose field a run lacks, where it says so, and else takes it for a no", () => {
    const rule: QueryRule = { op: "eq", field: "data.kept", value: true };
    const runs = [
      { id: "a", facts },
      { id: "b", facts: {} },
    ];
    const { matrix, dropped } = askRuns([query(rule), query(rule, { id: "d", onMissing: "drop" })], runs, names);
    expect(matrix.answers.map((row) => Array.from(row))).toEqual([[1, 0]]);
    expect(dropped.map(({ query: { id }, lacking }) => [id, lacking])).toEqual([["d", ["b"]]]);
  });

  test("is read from disk, and an unknown operator or key named", () => {
    const disk = bundledQueries.map(({ onMissing, ...rest }) => ({ ...rest, on_missing: onMissing }));
    expect(parseQueries(JSON.stringify(disk), "q.json")).toEqual(bundledQueries);
    const wrong = [{ ...disk[0]!, rule: { op: "lesser", field: "data.n_models", value: 3 } }, disk[1]];
    expect(() => parseQueries(JSON.stringify(wrong), "q.json")).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ file: "q.json" }) }),
    );
  });

  test("that is bundled has four tiers of five, and keeps to the bundled bins", () => {
    for (const tier of [1, 2, 3, 4]) expect(bundledQueries.filter((entry) => entry.tier === tier)).toHaveLength(5);
    expect(() => checkRules(bundledQueries, bundledPlan.bins, [])).not.toThrow();
  });
});

test("names are one however spelled, and two that could be either are kept apart", () => {
  expect(["HLE", "hle", "humanity's last exam", "HLE (Humanity's Last Exam)"].map(names.key)).toEqual(
    Array(4).fill("hle"),
  );
  expect(names.key("Something Else")).toBe("somethingelse");
  const twins = benchmarkNames([
    { id: "a", name: "Bench (hard)", category: null },
    { id: "b", name: "Bench (easy)", category: null },
  ]);
  expect(twins.key("Bench")).toBe("bench");
  expect(twins.key("bench hard")).toBe("a");
});

test("a draft divides the runs it was made from, repeats none, and keeps to the bins", () => {
  const rng = rngStream(2, "runs");
  const words = ["filtered", "imputed", "sparse", "dominant", "ridge", "ensemble"];
  const runs = Array.from({ length: 24 }, (_, i) => ({
    id: `run${i}`,
    facts: {
      rank_analysis: { effective_rank: 1 + rng.integer(6), method: words[rng.integer(6)]! },
      data: {
        n_models: 70 + rng.integer(14),
        n_benchmarks: 49,
        preprocessing: words[rng.integer(6)]!,
        missing_fraction: rng.float(),
      },
      data_discovery: { n_models_raw: 83, n_benchmarks_raw: 49 },
      prediction: {
        overall_mae: 25 * rng.float(),
        method: words[rng.integer(6)]!,
        evaluation_protocol: words[rng.integer(6)]!,
      },
      methodology_notes: [0, 1, 2].map(() => words[rng.integer(6)]!).join(" "),
      benchmark_selection: {
        n_selected: 1 + rng.integer(12),
        selected_benchmarks: ["hle", "ARC-AGI-2", "aime_2025"].filter(() => rng.float() < 0.5),
      },
    },
  }));
  const { queries, drawn } = proposeQueries(runs, names, bundledPlan.bins, rngStream(bundledPlan.seed, "propose"));
  expect(drawn).toHaveLength(10);
  expect(queries.length).toBeGreaterThan(10);
  expect(() => checkRules(queries, bundledPlan.bins, [])).not.toThrow();
  const asked = askRuns(
    queries,
    runs.filter(({ id }) => drawn.includes(id)),
    names,
  ).matrix.answers.map((row) => row.join(""));
  const opposite = (row: string) => row.replace(/[01]/g, (answer) => (answer === "1" ? "0" : "1"));
  expect(new Set(asked.map((row) => [row, opposite(row)].toSorted()[0])).size).toBe(asked.length);
  for (const row of asked)
    expect(Math.min(...["0", "1"].map((a) => row.split(a).length - 1))).toBeGreaterThanOrEqual(2);
});
