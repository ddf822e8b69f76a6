import { readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loopbackServer, sendJson } from "../providers/conformance/loopback-server.ts";
import type { RosterEntry } from "../schema/run/roster.ts";
import { planRun } from "./plan-run.ts";
import { planResume } from "./resume-plan.ts";
import { runEval } from "./run-eval.ts";
import { scoreRun } from "./score-run.ts";
import { startRun } from "./start-run.ts";

const now = () => new Date("2026-01-02T03:04:05Z");
const never = new AbortController().signal;
const quiet = { stop: never, abort: never };
const autoevals = join(process.cwd(), "node_modules/autoevals/jsdist/index.mjs");

/** A TypeScript suite of four sums whose answers are scored by functions; and the run of it. */
async function answered(scorers: string) {
  const cwd = await mkdtemp(join(tmpdir(), "assay-client-"));
  await writeFile(
    join(cwd, "suite.ts"),
    `import { Factuality, Levenshtein, NumericDiff } from ${JSON.stringify(autoevals)};
     export default { id: "sums", data: () => [1, 2, 3, 4].map((n) => ({ id: "s" + n, input: n + " + 1", expected: String(n + 1) })),
       scorers: [${scorers}] };`,
  );
  const roster: RosterEntry[] = [{ id: "m", provider: "simulated", concurrency: 4, simulate: { accuracy: 1 } }];
  const plan = await planRun({ cwd, env: {}, source: "suite.ts", roster });
  const running = await runEval(plan, await startRun(plan, { now: now() }), quiet, { now });
  for await (const _ of running.answers);
  const { runId } = await running.end;
  await plan.close();
  return { cwd, runId };
}

async function judgeServer(text: string, latencyMs = 0) {
  const server = await loopbackServer((_, response) => {
    const message = { content: text };
    const usage = { prompt_tokens: 10, completion_tokens: 10 };
    setTimeout(() => sendJson(response, 200, { choices: [{ message, finish_reason: "stop" }], usage }), latencyMs);
  });
  onTestFinished(() => server.close());
  const price = { input: 1000, output: 1000, currency: "USD" as const, per: 1e6 };
  const judge = { id: "judge", provider: "compatible", baseUrl: `${server.url}/v1`, concurrency: 2, price };
  return { server, judge: judge as RosterEntry };
}

async function score(cwd: string, runRef: string, over: object) {
  const session = await scoreRun({ cwd, runRef, env: {}, suite: join(cwd, "suite.ts"), ...over }, quiet, { now });
  for await (const _ of session.replies);
  const end = await session.end;
  const rows = readFileSync(end.file, "utf8").trimEnd().split("\n");
  const scores = rows.map((line) => (JSON.parse(line) as { scorers: Scored[] }).scorers);
  return { ...end, scores };
}

interface Scored {
  readonly name: string;
  readonly score: number | null;
  readonly reason: string | null;
}

test("autoevals functions go in unchanged; one that asks a model asks through the run, and is not asked twice", async () => {
  const { cwd, runId } = await answered("Levenshtein, NumericDiff, Factuality");
  const { server, judge } = await judgeServer('{"choice": "C", "reasons": "the same"}', 5);
  const first = await score(cwd, runId, { judges: [judge] });
  expect(first.scores[0]!.map(({ name, score }) => [name, score])).toEqual([
    ["Levenshtein", 1],
    ["NumericDiff", 1],
    ["Factuality", 1],
  ]);
  expect(server.seen).toHaveLength(4);
  expect(server.peak()).toBe(2);
  expect(JSON.stringify(server.seen[0]!.body)).toContain("submitted answer");
  expect(server.seen[0]!.body["response_format"]).toBeDefined();
  const journal = readFileSync(join(cwd, ".assay/runs", runId, "journal.jsonl"), "utf8");
  expect(journal.match(/"judge":"judge\|Factuality\|[0-9a-f]{16}"/g)).toHaveLength(4);
  const second = await score(cwd, runId, { judges: [judge] });
  expect(server.seen).toHaveLength(4);
  expect(second.scores).toEqual(first.scores);
  const record = () =>
    JSON.parse(readFileSync(join(cwd, ".assay/runs", runId, "run.json"), "utf8")) as { details: object };
  // Four calls of 10 + 10 tokens at a dollar a thousand.
  expect(record().details).toMatchObject({ judge_cost_usd: expect.closeTo(0.08, 9) as number });
  const { plan, begun } = await planResume({ cwd, env: {}, repeats: 2 }, runId);
  const more = await runEval(plan, begun, quiet, { now });
  for await (const _ of more.answers);
  await more.end;
  await plan.close();
  expect(record().details).toMatchObject({ scoring_round: 0, judge_cost_usd: expect.closeTo(0.08, 9) as number });
});

test("without a judge the score is null and says what to type, and the other scorers go on", async () => {
  const { cwd, runId } = await answered("Levenshtein, Factuality");
  const { scores } = await score(cwd, runId, {});
  expect(scores[0]).toMatchObject([
    { name: "Levenshtein", score: 1 },
    { name: "Factuality", score: null, reason: expect.stringContaining("--scorer-model") },
  ]);
});

test("a budget holds for scorers too: what it does not cover has no score, with the reason", async () => {
  const { cwd, runId } = await answered("Factuality");
  const { server, judge } = await judgeServer('{"choice": "C", "reasons": "the same"}');
  // A call is reserved at its worst, about 1.3 dollars at this price, and costs 2 cents.
  const { scores, end } = await score(cwd, runId, { judges: [{ ...judge, concurrency: 1 }], budgetUsd: 1.4 });
  expect(end.reason).toBe("budget");
  expect(server.seen.length).toBeLessThan(4);
  const without = scores.flat().filter((one) => one.score === null);
  expect(without).toHaveLength(4 - server.seen.length);
  expect(without[0]!.reason).toMatch(/budget/);
});

test("a judge that fails gives no score, and is asked again the next time", async () => {
  const { cwd, runId } = await answered("Factuality");
  const { server, judge } = await judgeServer('{"choice": "C", "reasons": "the same"}');
  let broken = true;
  const good = server.seen;
  server.answer((_, response) => {
    if (broken) return sendJson(response, 400, { error: { message: "no" } });
    const message = { content: '```json\n{"choice": "D", "reasons": "wrong"}\n```' };
    sendJson(response, 200, { choices: [{ message, finish_reason: "stop" }], usage: {} });
  });
  const first = await score(cwd, runId, { judges: [judge] });
  expect(first.scores.flat().every((one) => one.score === null)).toBe(true);
  broken = false;
  const asked = good.length;
  const second = await score(cwd, runId, { judges: [judge] });
  expect(second.scores.flat().map((one) => one.score)).toEqual([0, 0, 0, 0]);
  expect(server.seen.length).toBe(asked + 4);
});
