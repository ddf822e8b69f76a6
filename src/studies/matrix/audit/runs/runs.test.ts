import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { rngStream } from "../../../../stats/chance/rng-stream.ts";
import { canonicalMetrics } from "./canonical-metrics.ts";
import { withCommittedTruth } from "./committed-truth.ts";
import type { HeldOutCell } from "./held-out.ts";
import { judgeRun } from "./judge-run.ts";
import { alignPredictions, parsePredictions, requirePredictions } from "./parse-predictions.ts";
import { type RunFiles, readRuns } from "./read-runs.ts";

const draws = { rng: rngStream(1, "metrics"), resamples: 200 };

/** 4 models × 5 benchmarks, scores 0 … 50 of which 0 and 50 are the ends. */
const cells: HeldOutCell[] = Array.from({ length: 20 }, (_, i) => ({
  ...{ modelId: `m${Math.floor(i / 5)}`, benchmarkId: `b${i % 5}`, model: Math.floor(i / 5), benchmark: i % 5 },
  ...{ truth: 2 * i, low: 0, high: 50 },
}));
const header = "model_id,model_name,benchmark_id,benchmark_name,y_pred";
const csvOf = (values: readonly (string | number)[]) =>
  [
    header,
    ...cells.slice(0, values.length).map((cell, i) => `${cell.modelId},M,${cell.benchmarkId},B,${values[i]}`),
  ].join("\n");
const truths = cells.map(({ truth }) => truth);
const summary = JSON.stringify({
  ...{ data_discovery: {}, data: {}, rank_analysis: {}, prediction: {}, methodology_notes: "" },
  benchmark_selection: { selected_benchmarks: ["A", "B"] },
});
const run = (parts: Partial<RunFiles>): RunFiles => ({
  ...{ id: "run", folder: "runs/run", summary, predictions: csvOf(truths), selection: null },
  ...parts,
});

describe("a run", () => {
  test("succeeds with both files whole", () => {
    expect(judgeRun(run({}), cells)).toMatchObject({ status: "SUCCESS", failure: null, selected: ["A", "B"] });
  });

  test.each<[string, Partial<RunFiles>, string, RegExp]>([
    ["without a summary", { summary: null }, "missing_file", /no results_summary/],
    ["without predictions", { predictions: null }, "missing_file", /no canonical_predictions/],
    ["with half a summary", { summary: '{"data": {' }, "parse_error", /results_summary.json line 1/],
    ["with an unclosed quote", { predictions: `${header}\n"m0,M` }, "parse_error", /line 2/],
    ["with a list for a summary", { summary: "[]" }, "schema_mismatch", /not an object/],
    [
      "without a block",
      { summary: summary.replace('"prediction"', '"predictions"') },
      "schema_mismatch",
      /no prediction/,
    ],
    ["without a column", { predictions: csvOf(truths).replace("y_pred", "pred") }, "schema_mismatch", /column y_pred/],
    ["with a header alone", { predictions: `${header}\n` }, "low_coverage", /0 of 20/],
    ["with 18 of 20 pairs", { predictions: csvOf(truths.slice(0, 18)) }, "low_coverage", /18 of 20/],
    [
      "with words for numbers",
      { predictions: csvOf(truths.map((v, i) => (i < 2 ? "n/a" : v))) },
      "non_numeric",
      /18 of 20/,
    ],
    ["with everything wrong, by the first mode", { summary: null, predictions: "{" }, "missing_file", /summary/],
  ])("fails %s", (_, parts, mode, detail) => {
    const { status, failure } = judgeRun(run(parts), cells);
    expect(status).toBe("FAILURE");
    expect(failure).toMatchObject({ mode, detail: expect.stringMatching(detail) });
  });

  test("may lack 1 of 20 pairs, and names, and is still scored", () => {
    expect(judgeRun(run({ predictions: csvOf(truths.slice(0, 19)) }), cells).status).toBe("SUCCESS");
    const nameless = judgeRun(run({ predictions: csvOf(truths).replace("model_name", "label") }), cells);
    expect(nameless).toMatchObject({ status: "FAILURE", failure: { mode: "schema_mismatch" } });
    expect(nameless.predictions!.values).toEqual(truths);
  });

  test("takes the selection from its own file where the summary has none", () => {
    const selection = JSON.stringify({ selected_benchmarks: ["C"] });
    expect(judgeRun(run({ summary: null, selection }), cells).selected).toEqual(["C"]);
    expect(judgeRun(run({ summary: null, selection: "{" }), cells).selected).toBeNull();
  });
});

describe("predictions", () => {
  test("count the first of a doubled pair, and rows of other pairs", () => {
    const text = `${csvOf(truths)}\nm0,M,b0,B,99\nm9,M,b0,B,1`;
    const aligned = alignPredictions(parsePredictions(text, "p.csv").rows, cells);
    expect(aligned).toMatchObject({ duplicated: 1, foreign: 1, present: 20, nonNumeric: 0 });
    expect(aligned.values[0]).toBe(0);
  });

  test.each([
    ["a missing column", csvOf(truths).replace("benchmark_id", "bench"), 1, /benchmark_id/],
    ["a doubled pair", `${csvOf(truths)}\nm0,M,b0,B,99`, 22, /predicted twice; line 2/],
    ["NaN", csvOf(truths.map((v, i) => (i === 3 ? "NaN" : v))), 5, /"NaN" is no prediction of m0\/b3/],
    ["an infinite value", csvOf(truths.map((v, i) => (i === 3 ? "inf" : v))), 5, /"inf"/],
    ["nothing that was asked", `${header}\nx,X,y,Y,1`, undefined, /none of these/],
  ])("named alone are refused for %s, with the line", (_, text, line, message) => {
    expect(() => requirePredictions(text, "p.csv", cells)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(message),
        place: expect.objectContaining({ file: "p.csv" }),
      }),
    );
    if (line === undefined) return;
    expect(() => requirePredictions(text, "p.csv", cells)).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ line }) }),
    );
  });
});

describe("metrics", () => {
  test("are in hundredths of the range, unclipped, over cells with a prediction", () => {
    const values = truths.map((truth, i) => (i === 0 ? null : i === 1 ? -6 : i === 2 ? 60 : truth + 1));
    const metrics = canonicalMetrics(cells, values, draws);
    expect(metrics.mae).toBeCloseTo((16 + 112 + 17 * 2) / 19, 10);
    expect(metrics.median).toBeCloseTo(2, 12);
    expect(metrics.coverage).toBe(0.95);
    // −6 is 12 points below 0, 60 is 20 above 100.
    expect(metrics.outOfRange).toBe(2);
    expect(metrics.perBenchmark["b3"]).toBeCloseTo(2, 12);
    expect(metrics.modelWeightedMae).toBeCloseTo(((16 + 112 + 2 + 2) / 4 + 2 + 2 + 2) / 4, 10);
    expect(metrics.ci!.low).toBeLessThanOrEqual(metrics.mae!);
  });

  test("without a prediction are unknown", () => {
    const nothing = canonicalMetrics(
      cells,
      cells.map(() => null),
      draws,
    );
    expect(nothing).toMatchObject({ mae: null, ci: null, median: null, coverage: 0, scored: 0 });
  });
});

describe("a folder of runs", () => {
  test("is read by sub-folder, in the order of names", async () => {
    const root = await mkdtemp(join(tmpdir(), "assay-runs-"));
    onTestFinished(() => rm(root, { recursive: true }));
    await mkdir(join(root, "b"));
    await mkdir(join(root, "a"));
    await mkdir(join(root, ".git"));
    await writeFile(join(root, "notes.txt"), "");
    await writeFile(join(root, "b", "results_summary.json"), summary);
    const runs = await readRuns(root);
    expect(runs.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(runs[0]).toMatchObject({ summary: null, predictions: null, selection: null });
    expect(runs[1]!.summary).toBe(summary);
    await expect(readRuns(join(root, "none"))).rejects.toThrow(/no folder of analyses/);
    await expect(readRuns(join(root, "a"))).rejects.toThrow(/no sub-folders/);
  });
});

describe("a truth that was committed to", () => {
  const table = {
    models: [{ id: "m0" }],
    benchmarks: [{ id: "b0" }, { id: "b1" }],
    cells: [{ model: 0, benchmark: 1, value: 3 }],
  } as never;
  const truth = (id: string) =>
    JSON.stringify({
      schema: "assay/matrix-truth@1",
      salt: "x",
      scores: [{ model_id: id, benchmark_id: "b0", score: 7 }],
    });
  const committed = (sha256: string) => JSON.stringify({ schema: "assay/matrix-commitment@1", sha256 });
  const hashOf = async (text: string) => (await import("node:crypto")).hash("sha256", text, "hex");

  test("is put back into the table", async () => {
    const text = truth("m0");
    const whole = withCommittedTruth(
      table,
      { text, file: "truth.json" },
      { text: committed(await hashOf(text)), file: "commitment.json" },
    );
    expect(whole.cells.map(({ benchmark, value }) => [benchmark, value])).toEqual([
      [0, 7],
      [1, 3],
    ]);
  });

  test("is refused when it was changed, or is for another table", async () => {
    const text = truth("m9");
    const given = { text, file: "truth.json" };
    const other = { text: committed("0".repeat(64)), file: "commitment.json" };
    expect(() => withCommittedTruth(table, given, other)).toThrow(/not the one that was committed to/);
    const right = { text: committed(await hashOf(text)), file: "commitment.json" };
    expect(() => withCommittedTruth(table, given, right)).toThrow(/no m9\/b0/);
  });
});
