import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loopbackServer, sendJson } from "../providers/conformance/loopback-server.ts";
import type { RosterEntry } from "../schema/run/roster.ts";
import type { ScoredRow } from "../schema/run/scored-row.ts";
import { buildPrompts } from "./build-prompts.ts";
import { planRun } from "./plan-run.ts";
import { planResume } from "./resume-plan.ts";
import { runEval } from "./run-eval.ts";
import type { RunRequest } from "./run-request.ts";
import type { ScoreRequest } from "./score-request.ts";
import { scoreRun } from "./score-run.ts";
import { startRun } from "./start-run.ts";

const now = () => new Date("2026-01-02T03:04:05Z");
const never = new AbortController().signal;
const quiet = { stop: never, abort: never };
const newFolder = () => mkdtemp(join(tmpdir(), "assay-flow-"));

async function ask(request: Omit<RunRequest, "env">) {
  const plan = await planRun({ ...request, env: {} });
  try {
    const running = await runEval(plan, await startRun(plan, { now: now() }), quiet, { now });
    for await (const _ of running.answers);
    return await running.end;
  } finally {
    await plan.close();
  }
}

async function score(request: Omit<ScoreRequest, "env">) {
  // Second askings have tests of their own; here every question is counted once.
  const session = await scoreRun({ repeatShare: 0, ...request, env: {} }, quiet, { now });
  for await (const _ of session.replies);
  return session.end;
}

const rowsOf = (file: string) =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const simulated = (id: string, simulate: Record<string, unknown> = {}): RosterEntry => ({
  id,
  provider: "simulated",
  family: id,
  concurrency: 32,
  simulate: simulate as NonNullable<RosterEntry["simulate"]>,
});
const panel = ["j1", "j2", "j3"].map((id) => simulated(id));

const reference = resolve(
  process.env["ASSAY_REFERENCE"] ?? "../shared/reference",
  "sycophancy/reference_run_scored.jsonl",
);

test.skipIf(!existsSync(reference))(
  "a recorded run, recovered, replayed and judged again by its own judge, has the recorded scores",
  async () => {
    const cwd = await newFolder();
    await buildPrompts({ cwd, suite: undefined, fromRun: reference, grid: {}, out: "grid.jsonl" });
    const file = reference;
    const ids = ["openai/gpt-oss-20b:free", "nvidia/nemotron-nano-9b-v2:free"];
    const entry = (id: string): RosterEntry => ({ id, provider: "replay", file, concurrency: 16 });
    const finished = await ask({ cwd, source: "grid.jsonl", roster: ids.map(entry) });
    expect(finished.counts).toMatchObject({ answered: 215, failed: 1 });
    expect(finished.calls).toBe(216);
    const scored = await score({ cwd, runRef: "latest", judges: [entry(ids[0]!)], allowSelfJudge: true });
    expect(scored.counts.states).toMatchObject({ scored: 215, not_run: 1 });
    const recorded = new Map(rowsOf(file).map((row) => [`${row["model_id"]} ${row["prompt_id"]}`, row["score"]]));
    for (const row of rowsOf(scored.file)) {
      expect(row["score"] ?? null).toBe(recorded.get(`${row["model_id"]} ${row["prompt_id"]}`) ?? null);
    }
  },
);

test("the same seed gives the same answers and scores, apart from times", async () => {
  const timeless = (file: string) =>
    rowsOf(file).map((row) => ({
      ...row,
      run_id: 0,
      timestamp_iso: 0,
      run_timestamp_iso: 0,
      eval_timestamp_iso: 0,
      latency_ms: 0,
      eval_latency_ms: 0,
    }));
  const results = [];
  for (let i = 0; i < 2; i++) {
    const cwd = await newFolder();
    const finished = await ask({
      cwd,
      source: "rent-sycophancy",
      roster: [simulated("m")],
      grid: { limit: 12 },
      repeats: 2,
    });
    const scored = await score({ cwd, runRef: finished.runId, judges: panel });
    results.push([timeless(join(finished.folder, "run.jsonl")), timeless(scored.file)]);
  }
  expect(results[0]).toEqual(results[1]);
  expect(results[0]![0]).toHaveLength(24);
});

describe("judging", () => {
  const answered = async () => {
    const cwd = await newFolder();
    const finished = await ask({
      cwd,
      source: "rent-sycophancy",
      roster: [simulated("the-candidate")],
      grid: { limit: 6 },
      repeats: 1,
    });
    return { cwd, finished };
  };
  const sameAgain = {
    source: "rent-sycophancy",
    roster: [simulated("the-candidate")],
    grid: { limit: 6 },
    repeats: 1,
  };
  const judgeAt = (url: string): RosterEntry => ({
    id: "server-judge",
    provider: "compatible",
    baseUrl: `${url}/v1`,
    family: "server",
    concurrency: 4,
  });
  const reply = (content: string) => ({
    choices: [{ message: { content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  });

  test("no judge request holds the view's words, the model, a factor's code or another judge's score", async () => {
    const { cwd, finished } = await answered();
    const server = await loopbackServer((_, response) =>
      sendJson(response, 200, reply('{"stance": 0.4, "refusal": false, "evidence": ""}')),
    );
    await score({ cwd, runRef: "latest", judges: [judgeAt(server.url), ...panel], minJudges: 1 });
    await server.close();
    expect(server.seen).toHaveLength(12);
    const rows = rowsOf(join(finished.folder, "run.jsonl"));
    for (const { body } of server.seen) {
      const text = JSON.stringify(body);
      for (const row of rows)
        expect(text).not.toContain((row["messages"] as { content: string }[]).at(-1)!.content.slice(0, 60));
      expect(text).not.toMatch(/the-candidate|economy|one_sided|"?view"?:|landlord_quality|j1|j2|j3/);
    }
  });

  test("a reply in prose is asked again with the fault quoted, and never scored from a number in it", async () => {
    const { cwd } = await answered();
    const server = await loopbackServer((request, response) => {
      const messages = request.body["messages"] as { role: string; content: string }[];
      sendJson(response, 200, reply(messages.length > 2 ? "0.25" : "On a scale of -1 to 1, I give 0.9"));
    });
    const scored = await score({ cwd, runRef: "latest", judges: [judgeAt(server.url)], minJudges: 1 });
    await server.close();
    expect(scored.counts.states).toMatchObject({ scored: 6 });
    expect(server.seen).toHaveLength(24);
    const again = server.seen.filter((request) => (request.body["messages"] as unknown[]).length > 2);
    expect(JSON.stringify(again[0]!.body)).toContain("not one number");
    expect(rowsOf(scored.file).every((row) => row["score"] === 0)).toBe(true);
  });

  test("a reply that stays unreadable ends as unparsed, with its text kept", async () => {
    const { cwd } = await answered();
    const server = await loopbackServer((_, response) => sendJson(response, 200, reply("I cannot rate this")));
    const scored = await score({ cwd, runRef: "latest", judges: [judgeAt(server.url)], minJudges: 1 });
    await server.close();
    expect(server.seen).toHaveLength(6 * 2 * 3);
    expect(scored.counts.states).toMatchObject({ unparsed: 6 });
    const row = rowsOf(scored.file)[0] as unknown as { score: null; error: string; judges: ScoredRow["judges"] };
    expect(row).toMatchObject({ score: null, error: expect.stringContaining("judge:") });
    expect(row.judges[0]).toMatchObject({ raw: "I cannot rate this", state: "unparsed" });
  });

  test("scoring again asks nothing that is there, and --rerun asks all of it", async () => {
    const { cwd } = await answered();
    expect((await score({ cwd, runRef: "latest", judges: panel })).judgeCalls).toBe(36);
    expect((await score({ cwd, runRef: "latest", judges: panel })).judgeCalls).toBe(0);
    expect((await score({ cwd, runRef: "latest", judges: panel, rerun: true })).judgeCalls).toBe(36);
    expect((await score({ cwd, runRef: "latest", judges: panel })).judgeCalls).toBe(0);
  });

  test("judges of another run over the same answers are not called again, and an unreadable reply is never kept", async () => {
    const { cwd } = await answered();
    expect((await score({ cwd, runRef: "latest", judges: panel })).judgeCalls).toBe(36);
    const second = await ask({ ...sameAgain, cwd });
    const scored = await score({ cwd, runRef: second.runId, judges: panel });
    expect(scored).toMatchObject({ judgeCalls: 0, counts: { states: { scored: 6 } } });
    expect((await score({ cwd, runRef: second.runId, judges: panel, rerun: true })).judgeCalls).toBe(36);
    const prose = await answered();
    const server = await loopbackServer((_, response) => sendJson(response, 200, reply("I cannot rate this")));
    for (const calls of [36, 72]) {
      const runRef = calls === 36 ? "latest" : (await ask({ ...sameAgain, cwd: prose.cwd })).runId;
      await score({ cwd: prose.cwd, runRef, judges: [judgeAt(server.url)], minJudges: 1 });
      expect(server.seen).toHaveLength(calls);
    }
    await server.close();
  });

  test("too few judges, a judge of the candidate's family and an unknown family are refused before any call", async () => {
    const { cwd } = await answered();
    await expect(score({ cwd, runRef: "latest", judges: [panel[0]!] })).rejects.toThrow("needs 2");
    const kin = { ...panel[0]!, family: "the-candidate" };
    await expect(score({ cwd, runRef: "latest", judges: [kin, panel[1]!] })).rejects.toThrow("needs 2");
    const { family: _family, ...stranger } = panel[0]!;
    await expect(score({ cwd, runRef: "latest", judges: [stranger, panel[1]!] })).rejects.toThrow("no family is known");
  });
});

test("an answer that was asked again is judged again, and --retry unparsed asks what no judge could read", async () => {
  const cwd = await newFolder();
  let n = 0;
  const server = await loopbackServer((_, response) => sendJson(response, 200, said(`answer ${n++}`)));
  const judge = await loopbackServer((_, response) => sendJson(response, 200, said(verdict)));
  let verdict = "no number at all";
  const said = (content: string) => ({
    choices: [{ message: { content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  });
  const at = (id: string, url: string): RosterEntry => ({
    id,
    provider: "compatible",
    baseUrl: `${url}/v1`,
    family: id,
    concurrency: 1,
  });
  const first = await ask({
    cwd,
    source: "rent-sycophancy",
    roster: [at("m", server.url)],
    grid: { limit: 3 },
    repeats: 1,
  });
  const judging = { cwd, runRef: first.runId, judges: [at("j", judge.url)], minJudges: 1 };
  expect((await score(judging)).counts.states).toMatchObject({ unparsed: 3 });
  const { plan, begun } = await planResume({ cwd, env: {} }, first.runId);
  const retry = { outcomes: new Set<never>(), unparsed: true };
  const running = await runEval(plan, begun, quiet, { now, retry });
  for await (const _ of running.answers);
  await running.end;
  await plan.close();
  const answers = rowsOf(join(first.folder, "run.jsonl"));
  expect(answers.map((row) => row["response_text"]).sort()).toEqual(["answer 3", "answer 4", "answer 5"]);
  expect(answers.every((row) => row["supersedes"] === true)).toBe(true);
  verdict = '{"stance": 0.5, "refusal": false, "evidence": ""}';
  expect((await score(judging)).counts.states).toMatchObject({ scored: 3 });
  await Promise.all([server.close(), judge.close()]);
});

describe("resuming", () => {
  test("a finished run asks nothing, more repeats ask only those", async () => {
    const cwd = await newFolder();
    const first = await ask({
      cwd,
      source: "rent-sycophancy",
      roster: [simulated("m")],
      grid: { limit: 6 },
      repeats: 1,
    });
    for (const [repeats, calls] of [
      [1, 6],
      [3, 18],
    ] as const) {
      const { plan, begun } = await planResume({ cwd, env: {}, repeats }, first.runId);
      const running = await runEval(plan, begun, quiet, { now });
      for await (const _ of running.answers);
      const finished = await running.end;
      await plan.close();
      expect(finished).toMatchObject({ calls, missing: 0, runId: first.runId });
    }
  });

  test.each([
    ["another temperature", { params: { temperature: 0.9 } }, "temperature"],
    ["fewer repeats", { repeats: 1 }, "repeats"],
  ])("%s is refused, naming the key", async (_, change, key) => {
    const cwd = await newFolder();
    const first = await ask({
      cwd,
      source: "rent-sycophancy",
      roster: [simulated("m")],
      grid: { limit: 3 },
      repeats: 2,
    });
    await expect(planResume({ cwd, env: {}, ...change }, first.runId)).rejects.toThrow(key);
  });
});

test("every outcome occurs in a simulated run that plants it, and the counts sum to the plan", async () => {
  const cwd = await newFolder();
  const planted = {
    refusal_rate: 0.15,
    empty_rate: 0.15,
    truncation_rate: 0.15,
    filter_rate: 0.1,
    failure: { permanent_rate: 0.1 },
  };
  const finished = await ask({
    cwd,
    source: "rent-sycophancy",
    roster: [simulated("m", planted)],
    repeats: 2,
    maxRetries: 0,
  });
  for (const count of Object.values(finished.counts)) expect(count).toBeGreaterThan(0);
  expect(Object.values(finished.counts).reduce((a, b) => a + b, 0)).toBe(216);
});

test("a budget stops a priced run with what is left told, and a resume finishes it", async () => {
  const cwd = await newFolder();
  const price = { input: 10, output: 10, currency: "USD" as const, per: 1e6 };
  const roster = [{ ...simulated("m"), price, concurrency: 4 }];
  const finished = await ask({
    cwd,
    source: "rent-sycophancy",
    roster,
    repeats: 1,
    budgetUsd: 0.1,
    params: { maxOutputTokens: 200 },
  });
  expect(finished.end.reason).toBe("budget");
  expect(finished.costUsd).toBeLessThanOrEqual(0.1);
  expect(finished.missing).toBeGreaterThan(0);
  const { plan, begun } = await planResume({ cwd, env: {}, budgetUsd: 5 }, finished.runId);
  const running = await runEval(plan, begun, quiet, { now });
  for await (const _ of running.answers);
  expect(await running.end).toMatchObject({ missing: 0, status: "ok" });
  await plan.close();
  await expect(ask({ cwd, source: "rent-sycophancy", roster: [simulated("m")], budgetUsd: 1 })).rejects.toThrow(
    "needs prices",
  );
});

test("an entry of a data set keeps its expected answer to the scorer", async () => {
  const cwd = await newFolder();
  await writeFile(
    join(cwd, "cases.jsonl"),
    '{"id":"a","question":"2+2?","right":"4"}\n{"id":"b","question":"3+3?","right":"6"}\n',
  );
  await writeFile(
    join(cwd, "suite.yaml"),
    "schema: assay/suite@1\nid: sums\nversion: 1\nkind: cases\ndataset: { path: cases.jsonl, id: id, input: question, expected: right }\nscorers:\n  - { id: exact, use: exact }\n  - { id: near, use: numeric, with: { tolerance: 1 } }\n",
  );
  const finished = await ask({ cwd, source: "suite.yaml", roster: [simulated("m", { accuracy: 1 })] });
  const scored = await score({ cwd, runRef: finished.runId });
  expect(rowsOf(scored.file).map((row) => [row["score"], row["score_state"]])).toEqual([
    [1, "scored"],
    [1, "scored"],
  ]);
});

test("a run whose like was begun and not finished is refused, unless another is wanted", async () => {
  const cwd = await newFolder();
  const request = {
    cwd,
    env: {},
    source: "rent-sycophancy",
    roster: [simulated("m")],
    grid: { limit: 30 },
    repeats: 1,
  };
  const plan = await planRun(request);
  const stop = new AbortController();
  stop.abort();
  const begun = await startRun(plan, { now: now() });
  const running = await runEval(plan, begun, { stop: stop.signal, abort: never }, { now });
  for await (const _ of running.answers);
  expect((await running.end).missing).toBe(30);
  await expect(startRun(plan, { now: now() })).rejects.toMatchObject({
    hint: expect.stringContaining(`--resume ${begun.runId}`),
  });
  expect((await startRun(plan, { now: now(), allowTwin: true })).runId).not.toBe(begun.runId);
  await plan.close();
});
