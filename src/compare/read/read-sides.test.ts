import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { collectionKind } from "../../schema/collection.ts";
import { documentText, sealDocument } from "../../schema/document.ts";
import type { ResultItem } from "../../schema/result-item.ts";
import { saveCollection } from "../../store/collections.ts";
import { setRef } from "../../store/refs.ts";
import { createWorkspace } from "../../store/workspace.ts";
import { compare } from "../compare.ts";
import type { CompareOptions } from "../compare-options.ts";
import { readSides } from "./read-sides.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "assay-sides-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
  return cwd;
}

async function compared(cwd: string, refs: readonly string[], options: CompareOptions = {}) {
  const { content } = compare(await readSides(refs, { cwd }), options);
  return content;
}

describe("every kind of evidence can be had from files", () => {
  const items = (values: readonly number[]) => `item_id,m\n${values.map((value, i) => `q${i},${value}`).join("\n")}\n`;
  const fit = JSON.stringify({
    players: ["x", "y"],
    values: [0.4, -0.4],
    covariance: [
      [0.04, -0.01],
      [-0.01, 0.04],
    ],
  });
  const seeded = (values: readonly number[]) => `seed,m\n${values.map((value, i) => `${i},${value}`).join("\n")}\n`;
  const both = [0, 1, 2]
    .flatMap((seed) => [0, 1].map((item) => `${seed},q${item},${Math.sin(seed + item)}`))
    .join("\n");

  test.each([
    [
      "crossed-items",
      { "a.csv": `seed,item_id,m\n${both}\n`, "b.csv": `seed,item_id,m\n${both}\n` },
      ["a.csv", "b.csv"],
    ],
    ["paired-binary", { "a.csv": items([1, 0, 1]), "b.csv": items([1, 1, 0]) }, ["a.csv", "b.csv"]],
    ["paired-numeric", { "a.csv": items([0.5, 2, 1]), "b.csv": items([1, 1, 0]) }, ["a.csv", "b.csv"]],
    ["runs", {}, ["0.4,0.5,0.45", "0.5,0.6"]],
    ["runs", { "r.json": JSON.stringify({ seeds: [1, 2], a: [1, 2], b: [2, 4] }) }, ["r.json#a", "r.json#b"]],
    ["bradley-terry", { "fit.json": fit }, ["fit.json#y", "fit.json#x"]],
    [
      "standard-error",
      { "a.csv": "metric_id,value,se\nm,0.8,0.02\n", "b.csv": "metric_id,value,low,high\nm,0.9,0.85,0.93\n" },
      ["a.csv", "b.csv"],
    ],
    ["standard-error", { "s.json": '{"a":{"value":3,"se":1},"b":{"value":4,"se":1}}' }, ["s.json#a", "s.json#b"]],
    [
      "proportions",
      { "a.csv": "metric_id,value,n\nm,0.7,80\n", "b.csv": "metric_id,value,n\nm,0.6,80\n" },
      ["a.csv", "b.csv"],
    ],
    ["history", { "a.csv": seeded([1, 2, 3, 2, 1, 2]) }, ["a.csv#m", "2.5"]],
    ["bare-numbers", {}, ["0.81", "0.84"]],
  ] as const)("%s", async (kind, files, refs) => {
    const { rows } = await compared(await folderWith(files), refs);
    expect(rows[0]!.evidence.used).toBe(kind);
  });

  test("one column of two files is the metric, and the files are the sides", async () => {
    const cwd = await folderWith({ "a.csv": items([1, 2, 3]), "b.csv": items([2, 2, 4]) });
    const { rows } = await compared(cwd, ["a.csv#m", "b.csv#m"]);
    expect(rows[0]).toMatchObject({ metricId: "m", subject: "b", reference: "a" });
  });

  test("an interval of no width says nothing of doubt", async () => {
    const cwd = await folderWith({
      "a.csv": "metric_id,value,low,high\nm,0.8,0.8,0.8\n",
      "b.csv": "metric_id,value,se\nm,0.9,0.1\n",
    });
    expect((await compared(cwd, ["a.csv", "b.csv"])).rows[0]!.evidence.used).toBe("bare-numbers");
  });
});

const source = { adapter: "test" };
const header = { createdAt: "2026-01-31T12:00:00Z", tool: { version: "0.1.0", commit: null } };
const board = (value: number, more: Partial<ResultItem> = {}): ResultItem => ({
  metricId: "accuracy",
  value,
  ci: { low: value - 0.02, high: value + 0.02, level: 0.95, method: "wilson" },
  samplesUsed: 1000,
  subject: "m1",
  benchmark: "mmlu",
  benchmarkVersion: "1",
  ...more,
});
const content = (items: readonly ResultItem[]) => ({
  ...header,
  id: "c",
  kind: "baseline" as const,
  source,
  rejects: [],
  unmatchedSubjects: [],
  items,
});

async function stored(...states: readonly (readonly ResultItem[])[]): Promise<string> {
  const cwd = await temporaryFolder();
  const workspace = await createWorkspace(cwd);
  let expected: string | null = null;
  for (const items of states) {
    const { hash } = await saveCollection(workspace, content(items));
    await setRef(workspace, "main", { hash, expected, actor: "t", reason: "t", now: new Date(0) });
    expected = hash;
  }
  return cwd;
}

describe("collections", () => {
  const law = { task: "law" };

  test("by name: a metric is its id and what it was measured on, and --metric names them all", async () => {
    const cwd = await stored([board(0.7), board(0.5, law)], [board(0.75), board(0.8, law)]);
    const { rows } = await compared(cwd, ["main@previous", "main"], { metrics: ["accuracy"] });
    expect(rows.map(({ metricId }) => metricId)).toEqual(["accuracy [mmlu]", "accuracy [mmlu/law]"]);
    expect(rows[1]).toMatchObject({
      subject: "main",
      reference: "main@previous",
      evidence: { used: "standard-error" },
    });
    expect(rows[1]!.verdict).toBe("better");
  });

  test("as a file, one subject of several, against a bare number file", async () => {
    const text = documentText(
      collectionKind,
      sealDocument(collectionKind, { ...content([]), items: [board(0.7), board(0.6, { subject: "m2" })], n: 2 }),
    );
    const cwd = await folderWith({ "c.json": text });
    expect((await compared(cwd, ["c.json#m1", "c.json#m2"])).rows[0]!.delta).toBeCloseTo(-0.1, 12);
    await expect(readSides(["c.json"], { cwd })).rejects.toThrow("c.json holds 2 subjects");
    await expect(readSides(["c.json#m3"], { cwd })).rejects.toMatchObject({ hint: "Did you mean c.json#m1?" });
  });

  test("with seeds are runs; another benchmark version is incomparable", async () => {
    const runs = (shift: number, version = "1") =>
      [0, 1, 2, 3].map((seed) =>
        board(0.5 + shift + 0.01 * seed, { seed, ci: null, reason: "one run", benchmarkVersion: version }),
      );
    expect((await compared(await stored(runs(0), runs(0.1)), ["main@1", "main@2"])).rows[0]!.evidence.used).toBe(
      "runs",
    );
    const { rows, exitCode } = await compared(await stored(runs(0), runs(0.1, "2")), ["main@1", "main@2"]);
    expect(rows[0]!.reason).toContain("another benchmark version");
    expect(exitCode).toBe(3);
  });

  test("one value stands against all that a name pointed to before", async () => {
    const bare = (value: number) => board(value, { ci: null, reason: "none" });
    const cwd = await stored(...[0.7, 0.71, 0.69, 0.7, 0.705, 0.72, 0.5].map((value) => [bare(value)]));
    const { rows } = await compared(cwd, ["main@history", "main"]);
    expect(rows[0]!.evidence.used).toBe("history");
    // The state that was set twice is one measurement, and the present one is no history of itself.
    expect(rows[0]).toMatchObject({ n: { reference: 5 }, value: { subject: 0.5 }, verdict: "worse" });
  });
});

describe("sides that share answers", () => {
  const answer = (run: string, i: number, more: object = {}) =>
    JSON.stringify({
      run_id: run,
      model_id: "m",
      cell: `c${i}`,
      repeat: 0,
      outcome: "answered",
      response_text: `t${i}`,
      ...more,
    });
  const nulls = Object.fromEntries(
    "run_timestamp_iso eval_timestamp_iso provider perspective messages scorer_model eval_latency_ms eval_provider eval_input_tokens eval_output_tokens eval_total_tokens eval_cost_usd eval_request_id eval_finish_reason eval_raw_response error triplet_id view role stance refusal evidence position_bias panel_range guideline_version reason attempts cost_usd"
      .split(" ")
      .map((key) => [key, null]),
  );
  const scored = (run: string, i: number) =>
    JSON.stringify({
      ...{ ...nulls, run_id: run, model_id: "m", prompt_id: `p${i}`, cluster_id: `p${i}`, repeat: 0, factors: {} },
      ...{ response_text: "", score: Math.sin(i), outcome: "answered", score_state: "scored", judges: [], scorers: [] },
    });
  const twenty = Array.from({ length: 20 }, (_, i) => i);
  const lines = (line: (i: number) => string) => `${twenty.map(line).join("\n")}\n`;
  const files = {
    "a/run_scored.jsonl": lines((i) => scored("a", i)),
    "b/run_scored.jsonl": lines((i) => scored("b", i)),
    "a/run.jsonl": lines((i) => answer("a", i)),
    "b/run.jsonl": lines((i) => answer("b", i, i < 8 ? { cached: true, cached_from: "a" } : {})),
  };

  test("are told so, and are no independent samples", async () => {
    const cwd = await folderWith(files);
    const paired = await compared(cwd, ["a", "b"]);
    expect(paired.rows[0]).toMatchObject({ n: { shared: 8 }, evidence: { used: "paired-numeric" } });
    expect(paired.rows[0]!.notes.join(" ")).toContain("Dependent: 8 answers are the same calls on both sides");
    const apart = await compared(cwd, ["a", "b"], { pairBy: "none" });
    expect(apart.rows[0]).toMatchObject({ verdict: "incomparable", p: null });
    expect(apart.rows[0]!.reason).toContain("not independent samples");
    expect(apart.exitCode).toBe(3);
  });

  test("answers of two calls are not shared, however alike", async () => {
    const cwd = await folderWith({ ...files, "b/run.jsonl": lines((i) => answer("b", i)) });
    expect((await compared(cwd, ["a", "b"])).rows[0]!.n).not.toHaveProperty("shared");
  });
});

test.each([
  ["plan/arm", "Arms of a training experiment"],
  ["nothing.csv", "Give a CSV, JSONL or JSON file"],
])("%s is told with what to do", async (ref, hint) => {
  await expect(readSides([ref], { cwd: await temporaryFolder() })).rejects.toMatchObject({
    hint: expect.stringContaining(hint),
  });
});

test("a document of ours that holds no side says what it is", async () => {
  const cwd = await folderWith({ "p.json": '{"schema":"assay/plan@1"}' });
  await expect(readSides(["p.json#x"], { cwd })).rejects.toThrow('this is "assay/plan@1"');
});
