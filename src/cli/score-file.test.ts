import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { referenceRun } from "../studies/sycophancy/testing/reference-run.ts";
import { assay, folderWith, startAssay } from "./testing/assay-process.ts";
import { completion, lines, modelServer } from "./testing/small-study.ts";

const views = ["landlord", "tenant", "neutral"];

/** A line of `run.jsonl` as older versions wrote it: numeric run id, no triplet, no outcome. */
const older = (number: number, change: object = {}) => ({
  run_id: 1760158358,
  timestamp_iso: "2025-10-11T04:52:38Z",
  model_id: "old/model",
  provider: "Chutes",
  prompt_id: String(number).padStart(3, "0"),
  perspective: views[number % 3],
  factors: { perspective: views[number % 3], base_rent: 600, amount: 50 * (1 + Math.floor(number / 3)), note: null },
  messages: [{ role: "user", content: `I ask as ${views[number % 3]}, case ${number}.` }],
  response_text: `answer ${number}`,
  latency_ms: 100,
  input_tokens: 5,
  output_tokens: 7,
  error: null,
  ...change,
});
const olderFile = (count: number, changes: Record<number, object> = {}) =>
  Array.from({ length: count }, (_, number) => `${JSON.stringify(older(number, changes[number]))}\n`).join("");
const judgeAt = (url: string, more: object = {}) =>
  JSON.stringify([{ id: "local/judge", provider: "compatible", base_url: `${url}/v1`, concurrency: 1, ...more }]);
const rowsOf = async (file: string) => lines(await readFile(file, "utf8"));
const byPrompt = (rows: Record<string, unknown>[]) => new Map(rows.map((row) => [row["prompt_id"], row]));

describe("an older run.jsonl", () => {
  test("gets its triplets and its scores; what failed, is empty or has no messages is kept and says so", async () => {
    const server = await modelServer((_, response) => sendJson(response, 200, completion("-0.5")));
    const cwd = await folderWith({
      "old/run.jsonl": olderFile(9, {
        3: { response_text: null, error: "timed out" },
        4: { response_text: " " },
        5: { messages: null },
        6: { finish_reason: "length" },
      }),
      "judges.json": judgeAt(server.url),
    });
    const scored = await assay(["eval", "score", "-i", "old/run.jsonl"], { cwd });
    expect(scored).toMatchObject({ code: 0 });
    expect(scored.out).toContain("6 scored");
    expect(scored.err).toContain("--suite rent-sycophancy");
    expect(server.seen).toHaveLength(6);
    const rows = byPrompt(await rowsOf(join(cwd, "old", "run_scored.jsonl")));
    expect([...rows.keys()]).toHaveLength(9);
    expect(new Set([...rows.values()].map((row) => row["triplet_id"])).size).toBe(3);
    expect(rows.get("000")).toMatchObject({ run_id: 1760158358, score: -0.5, scorer_model: "local/judge", repeat: 0 });
    expect(rows.get("003")).toMatchObject({ outcome: "failed", score: null, error: "run-error: timed out" });
    expect(rows.get("004")).toMatchObject({ outcome: "empty", score: null, error: "missing-response" });
    expect(rows.get("005")).toMatchObject({ outcome: "answered", score: null, error: "missing-messages" });
    expect(rows.get("006")).toMatchObject({ outcome: "truncated", score: -0.5 });
    expect(await readFile(join(cwd, "old", "summary.csv"), "utf8")).toMatch(/^model_id,n,mean_score/);
    // The model may be LLM_SCORER_MODEL's too, and nothing is left to ask.
    const again = await assay(["eval", "score", "old/run.jsonl", "--no-aggregate"], { cwd });
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toContain("Nothing to score");
    expect(server.seen).toHaveLength(6);
  });

  test.each<[string, string, string]>([
    [
      "facts and numbers that disagree",
      olderFile(6, { 4: { factors: { base_rent: 900, amount: 100 } } }),
      "prompt 004",
    ],
    ["a broken line", `${olderFile(6)}{"run_id": 1`, "run.jsonl:7"],
    ["the same answer twice", `${olderFile(3)}${olderFile(1)}`, "prompt 000"],
    ["a line of something else", `${olderFile(3)}{"a": 1}\n`, "run.jsonl:4"],
  ])("with %s is refused, the place is shown, and nothing is asked or written", async (_, text, shown) => {
    const server = await modelServer();
    const cwd = await folderWith({ "run.jsonl": text, "judges.json": judgeAt(server.url) });
    const refused = await assay(["eval", "score", "run.jsonl"], { cwd });
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain(shown);
    expect(server.seen).toHaveLength(0);
    expect((await readdir(cwd)).sort()).toEqual(["judges.json", "run.jsonl"]);
  });

  test("a dry run says what it would ask, and leaves the folder as it was", async () => {
    const judges = judgeAt("http://127.0.0.1:9", { price: { input: 1, output: 2, as_of: "2026-01-01" } });
    const cwd = await folderWith({ "run.jsonl": olderFile(6), "judges.json": judges });
    const told = await assay(["eval", "score", "run.jsonl", "--dry-run"], { cwd });
    expect(told).toMatchObject({ code: 0 });
    expect(told.out).toContain("6 answers, 6 judge calls");
    expect((await readdir(cwd)).sort()).toEqual(["judges.json", "run.jsonl"]);
  });

  test("a judge that cannot be asked leaves no trace of the file either", async () => {
    const cwd = await folderWith({ "run.jsonl": olderFile(3) });
    const refused = await assay(["eval", "score", "run.jsonl", "--scorer-model", "openai/judge"], { cwd });
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain("OPENAI_API_KEY");
    expect(await readdir(cwd)).toEqual(["run.jsonl"]);
  });
});

test("Ctrl-C leaves a whole file with what is judged so far; the same command asks the rest and no more", async () => {
  const server = await modelServer((_, response) => {
    setTimeout(() => sendJson(response, 200, completion("0.25")), 150);
  });
  const cwd = await folderWith({ "run.jsonl": olderFile(12), "judges.json": judgeAt(server.url) });
  const running = startAssay(["eval", "score", "run.jsonl", "-o", "scored.jsonl"], { cwd });
  while (server.seen.length < 3) await sleep(5);
  running.child.kill("SIGINT");
  expect(await running.ended).toMatchObject({ code: 130 });
  const first = server.seen.length;
  const part = await rowsOf(join(cwd, "scored.jsonl"));
  expect(part).toHaveLength(12);
  expect(part.filter(({ score }) => score === 0.25)).toHaveLength(first);
  expect(await assay(["eval", "score", "run.jsonl", "-o", "scored.jsonl"], { cwd })).toMatchObject({ code: 0 });
  expect(server.seen).toHaveLength(12);
  const whole = await rowsOf(join(cwd, "scored.jsonl"));
  expect(whole.map(({ score }) => score)).toEqual(Array(12).fill(0.25));
});

test("a budget stops with exit 4, and the same command goes on", async () => {
  const server = await modelServer((_, response) => sendJson(response, 200, completion("0")));
  const judges = judgeAt(server.url, { price: { input: 1000, output: 1000, as_of: "2026-01-01" } });
  const cwd = await folderWith({ "run.jsonl": olderFile(12), "judges.json": judges });
  const stopped = await assay(["eval", "score", "run.jsonl", "--budget-usd", "0.9", "--no-aggregate"], { cwd });
  expect(stopped).toMatchObject({ code: 4 });
  expect(server.seen.length).toBeLessThan(12);
  expect(await assay(["eval", "score", "run.jsonl", "--no-aggregate"], { cwd })).toMatchObject({ code: 0 });
  expect(server.seen).toHaveLength(12);
});

describe("where the scores go", () => {
  const scores = (cwd: string, ...args: string[]) =>
    assay(["eval", "score", ...args, "--no-aggregate"], { cwd, env: { LLM_SCORER_MODEL: "simulated/judge" } });

  test("never over the input, and without --output never over a file of someone else's", async () => {
    const cwd = await folderWith({ "run.jsonl": olderFile(3), "run_scored.jsonl": "theirs\n" });
    expect((await scores(cwd, "run.jsonl")).err).toContain("not from here");
    expect((await scores(cwd, "run.jsonl", "-o", "run.jsonl")).err).toContain("the answers come from");
    expect((await scores(cwd, "run.jsonl", "-o", "none/s.jsonl")).err).toContain("no such folder");
    expect(await readFile(join(cwd, "run_scored.jsonl"), "utf8")).toBe("theirs\n");
    expect(existsSync(join(cwd, ".assay"))).toBe(false);
    await scores(cwd, "run.jsonl", "-o", "run_scored.jsonl");
    expect(await rowsOf(join(cwd, "run_scored.jsonl"))).toHaveLength(3);
  });

  test("another tool's summary.csv beside them is left", async () => {
    const server = await modelServer((_, response) => sendJson(response, 200, completion("0")));
    const files = { "run.jsonl": olderFile(9), "summary.csv": "theirs\n", "judges.json": judgeAt(server.url) };
    const cwd = await folderWith(files);
    const scored = await assay(["eval", "score", "run.jsonl"], { cwd });
    expect(scored).toMatchObject({ code: 0 });
    expect(scored.err).toContain("another summary.csv");
    expect(await readFile(join(cwd, "summary.csv"), "utf8")).toBe("theirs\n");
  });
});

test("a run scored in one workspace is judged on in another, by the file's own columns", async () => {
  const roster = [{ id: "m", provider: "simulated", family: "m", concurrency: 8 }];
  const judges = ["a", "b", "c"].map((id) => ({ id, provider: "simulated", family: id, concurrency: 8 }));
  const files = { "models.json": JSON.stringify(roster), "judges.json": JSON.stringify(judges) };
  const cwd = await folderWith(files);
  await assay(["eval", "run", "rent-sycophancy", "--limit", "12", "--repeats", "2"], { cwd });
  const [id] = await readdir(join(cwd, ".assay", "runs"));
  const text = await readFile(join(cwd, ".assay", "runs", id!, "run.jsonl"), "utf8");
  const there = await assay(["eval", "score", "--no-aggregate"], { cwd });
  expect(there.err).toContain(`the newest run is ${id}`);
  const other = await folderWith({ ...files, "answers.jsonl": text });
  const args = ["eval", "score", "answers.jsonl", "--suite", "rent-sycophancy", "--no-aggregate"];
  expect(await assay(args, { cwd: other })).toMatchObject({ code: 0 });
  const scores = async (file: string) =>
    (await rowsOf(file)).map((row) => [row["prompt_id"], row["repeat"], row["score"]]);
  expect(await scores(join(other, "run_scored.jsonl"))).toEqual(
    await scores(join(cwd, ".assay", "runs", id!, "run_scored.jsonl")),
  );
});

describe.skipIf(!existsSync(referenceRun))("the published run (skipped where the reference folder is absent)", () => {
  test("judged again by its replayed judge gives its scores again; without --rerun nobody is asked", async () => {
    const judge = {
      id: "openai/gpt-oss-20b:free",
      provider: "replay",
      family: "gpt",
      concurrency: 8,
      file: "old.jsonl",
    };
    const cwd = await folderWith({
      "old.jsonl": await readFile(referenceRun, "utf8"),
      "r.json": JSON.stringify([judge]),
    });
    const args = ["eval", "score", "old.jsonl", "--judges", "r.json", "--no-aggregate"];
    expect((await assay(args, { cwd })).err).toContain("--allow-self-judge");
    const kept = await assay([...args, "--allow-self-judge"], { cwd });
    expect(kept.out).toContain("215 scored, 1 not run; 0 judge calls");
    const again = await assay([...args, "--allow-self-judge", "--rerun", "-o", "again.jsonl"], { cwd });
    expect(again.out).toContain("215 judge calls");
    const scoreOf = async (file: string) =>
      new Map((await rowsOf(join(cwd, file))).map((row) => [`${row["model_id"]} ${row["prompt_id"]}`, row["score"]]));
    const published = await scoreOf("old.jsonl");
    expect(published.size).toBe(216);
    expect(await scoreOf("again.jsonl")).toEqual(published);
    expect(await scoreOf("run_scored.jsonl")).toEqual(published);
  });

  test("with one score missing, that answer alone is judged", async () => {
    const judge = {
      id: "openai/gpt-oss-20b:free",
      provider: "replay",
      family: "gpt",
      concurrency: 8,
      file: "old.jsonl",
    };
    const text = await readFile(referenceRun, "utf8");
    const rows = lines(text).map((row, i) => (i === 7 ? { ...row, score: null, error: "judge: timed out" } : row));
    const cwd = await folderWith({ "old.jsonl": text, "r.json": JSON.stringify([judge]) });
    await writeFile(join(cwd, "part.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const args = ["eval", "score", "part.jsonl", "--judges", "r.json", "--allow-self-judge", "--no-aggregate"];
    expect((await assay(args, { cwd })).out).toContain("215 scored, 1 not run; 1 judge calls");
  });
});
