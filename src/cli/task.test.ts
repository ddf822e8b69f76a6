import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith, startAssay } from "./testing/assay-process.ts";
import { completion, lines, modelServer, questionOf, runIn } from "./testing/small-study.ts";

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code of a suite
const cases = "[1, 2, 3, 4].map((n) => ({ id: `s${n}`, input: { n }, expected: String(n + 1) }))";
const suiteOf = (task: string) => `export default { id: "sums", data: () => ${cases}, task: ${task},
  scorers: [function right({ output, expected }) { return { name: "right", score: output === expected ? 1 : 0 }; }] };\n`;
/** Rows of run.jsonl with all their columns. */
const answersIn = async (cwd: string) => (await runIn(cwd)).answers as unknown as Record<string, unknown>[];
const models = (url: string, over: object = {}) => {
  const price = { input: 1000, output: 1000, as_of: "2026-01-01" };
  return JSON.stringify([
    { id: "helper", provider: "compatible", base_url: `${url}/v1`, concurrency: 2, price, ...over },
  ]);
};
const asksHelper = `async function agent({ n }, { client }) {
  const ask = (content) => client.chat.completions.create({ messages: [{ role: "user", content }] });
  const first = await ask("look up " + n);
  await ask("check " + first.choices[0].message.content);
  return n + 1;
}`;

test("a task answers in place of a model: its name is the subject, its input the case's own, and scorers read what it says", async () => {
  const cwd = await folderWith({ "suite.ts": suiteOf("async function adder({ n }) { return n === 4 ? 0 : n + 1; }") });
  const { code, out } = await assay(["eval", "run", "suite.ts", "--score-now"], { cwd });
  expect(code).toBe(0);
  expect(out).toContain("4 answered of 4 cells");
  const { run, folder } = await runIn(cwd);
  const answers = await answersIn(cwd);
  expect(run).toMatchObject({ status: "ok", subjects: ["adder"], cost: { usd: null } });
  expect(answers.map((row) => [row["model_id"], row["provider"], row["response_text"]])).toEqual(
    ["2", "3", "4", "0"].map((text) => ["adder", "task", text]),
  );
  const scored = lines(await readFile(join(folder, "run_scored.jsonl"), "utf8"));
  expect(scored.map((row) => row["score"])).toEqual([1, 1, 1, 0]);
});

test("an arrow function without a name of its own is called like its suite", async () => {
  const cwd = await folderWith({ "suite.ts": suiteOf("({ n }) => String(n)") });
  expect(await assay(["eval", "run", "suite.ts"], { cwd })).toMatchObject({ code: 0 });
  expect((await runIn(cwd)).run).toMatchObject({ subjects: ["sums"] });
});

test("what a task throws is a failed outcome with its words; only an error that says so is tried again", async () => {
  const task = `async function moody({ n }) {
    globalThis.seen = (globalThis.seen ?? new Map()).set(n, (globalThis.seen?.get(n) ?? 0) + 1);
    if (n === 1) throw new Error("no idea");
    if (n === 2 && globalThis.seen.get(2) < 2) throw Object.assign(new Error("busy"), { status: 503 });
    return String(n + 1) + " after " + globalThis.seen.get(n);
  }`;
  const cwd = await folderWith({ "suite.ts": suiteOf(task) });
  expect(await assay(["eval", "run", "suite.ts"], { cwd })).toMatchObject({ code: 3 });
  const answers = await answersIn(cwd);
  expect(answers.map((row) => [row["outcome"], row["response_text"], row["attempts"], row["reason"]])).toEqual([
    ["failed", "", 1, "task_error"],
    ["answered", "3 after 2", 2, null],
    ["answered", "4 after 1", 1, null],
    ["answered", "5 after 1", 1, null],
  ]);
  expect(answers[0]!["error"]).toBe("task_error: no idea");
});

test("a task that takes too long is told by its signal and ends as a time-out; as many run at once as were allowed", async () => {
  const task = `async function slow({ n }, { signal }) {
    globalThis.now = (globalThis.now ?? 0) + 1;
    globalThis.peak = Math.max(globalThis.peak ?? 0, globalThis.now);
    await new Promise((resolve) => setTimeout(resolve, n === 1 ? 60_000 : 60).unref() && signal.addEventListener("abort", resolve));
    globalThis.now--;
    return String(globalThis.peak);
  }`;
  const cwd = await folderWith({ "suite.ts": suiteOf(task) });
  const ended = await assay(["eval", "run", "suite.ts", "--concurrency", "2", "--timeout-s", "0.5"], { cwd });
  expect(ended.code).toBe(3);
  const answers = await answersIn(cwd);
  expect(answers[0]).toMatchObject({ outcome: "failed", reason: "timeout", attempts: 1 });
  expect(answers.slice(1).map((row) => Number(row["response_text"]))).not.toContain(3);
  expect(Math.max(...answers.slice(1).map((row) => Number(row["response_text"])))).toBe(2);
});

test("a task's calls to models go through the run: its limits, its journal and its cost", async () => {
  const server = await modelServer();
  const cwd = await folderWith({ "suite.ts": suiteOf(asksHelper), "models.json": models(server.url) });
  const args = ["eval", "run", "suite.ts", "--models", "models.json", "--concurrency", "4", "--timeout-s", "5"];
  expect(await assay(args, { cwd })).toMatchObject({ code: 0 });
  expect(server.seen).toHaveLength(8);
  expect(server.peak()).toBeLessThanOrEqual(2);
  const { run, journal } = await runIn(cwd);
  const answers = await answersIn(cwd);
  const calls = lines(await readFile(journal, "utf8")).filter((line) => line["stage"] === "task");
  expect(calls).toHaveLength(8);
  expect(calls[0]!["judge"]).toMatch(/^helper\|agent\|[0-9a-f]{16}$/);
  const each = calls.map((line) => line["cost_usd"] as number);
  // Every call is paid once: by the answer it was made for, and by the run.
  expect(answers[0]).toMatchObject({ model_id: "agent", cost_usd: expect.closeTo(2 * each[0]!, 9) as number });
  expect(run).toMatchObject({
    subjects: ["agent"],
    counts: { answered: 4 },
    cost: { usd: expect.closeTo(8 * each[0]!, 9) as number },
  });
});

test("a budget that its calls use up leaves the cell open; a resume asks only what was not asked, with the same code", async () => {
  const server = await modelServer();
  const cwd = await folderWith({ "suite.ts": suiteOf(asksHelper), "models.json": models(server.url) });
  const begin = ["eval", "run", "suite.ts", "--models", "models.json"];
  const first = await assay([...begin, "--budget-usd", "1.06"], { cwd });
  expect(first).toMatchObject({ code: 4 });
  const asked = server.seen.length;
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThan(8);
  const open = await answersIn(cwd);
  expect(open.every((row) => row["outcome"] === "answered")).toBe(true);
  expect(open.length).toBeLessThan(4);
  const text = await readFile(join(cwd, "suite.ts"), "utf8");
  await writeFile(join(cwd, "suite.ts"), `${text}// another version\n`);
  const changed = await assay(["eval", "run", "--resume", "latest"], { cwd });
  expect(changed).toMatchObject({ code: 2, err: expect.stringContaining("agent.extra.code") });
  await writeFile(join(cwd, "suite.ts"), text);
  expect(await assay(["eval", "run", "--resume", "latest"], { cwd })).toMatchObject({ code: 0 });
  expect(server.seen).toHaveLength(8);
  expect(new Set(server.seen.map(questionOf)).size).toBe(8);
  expect((await runIn(cwd)).answers).toHaveLength(4);
});

test("killed in the middle, it goes on with the calls of its open cells answered from the journal", async () => {
  const server = await modelServer((request, response) =>
    setTimeout(() => sendJson(response, 200, completion(`echo ${questionOf(request)}`)), 100),
  );
  const cwd = await folderWith({ "suite.ts": suiteOf(asksHelper), "models.json": models(server.url) });
  const first = startAssay(["eval", "run", "suite.ts", "--models", "models.json"], { cwd });
  while (server.seen.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  first.child.kill("SIGKILL");
  await first.ended;
  expect(await assay(["eval", "run", "--resume", "latest"], { cwd })).toMatchObject({ code: 0 });
  // The call on the wire, and at most one answer that was not synced, are asked again.
  expect(server.seen.length).toBeLessThanOrEqual(10);
  expect((await answersIn(cwd)).map((row) => row["response_text"])).toEqual(["2", "3", "4", "5"]);
});

test("kept answers stand in for the task the next time, until its code changes", async () => {
  const count = "async function counter({ n }) { return String(performance.now()); }";
  const cwd = await folderWith({ "suite.ts": suiteOf(count) });
  const run = ["eval", "run", "suite.ts", "--cache", "on"];
  const texts = async () => {
    expect(await assay(run, { cwd })).toMatchObject({ code: 0 });
    const { answers, folder } = await runIn(cwd);
    await rm(folder, { recursive: true });
    return answers.map((row) => row.response_text);
  };
  const first = await texts();
  expect(await texts()).toEqual(first);
  await writeFile(join(cwd, "suite.ts"), `${suiteOf(count)}// another version\n`);
  expect(await texts()).not.toEqual(first);
});

test("a task that asks a model where none is named fails and says what to type", async () => {
  const cwd = await folderWith({ "suite.ts": suiteOf(asksHelper) });
  expect(await assay(["eval", "run", "suite.ts"], { cwd })).toMatchObject({ code: 3 });
  expect((await answersIn(cwd))[0]!["error"]).toContain("--model provider/name");
});
