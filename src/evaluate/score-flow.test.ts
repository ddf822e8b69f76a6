import { readFileSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loopbackServer, type SeenRequest, sendJson } from "../providers/conformance/loopback-server.ts";
import type { RosterEntry } from "../schema/run/roster.ts";
import type { ScoredRow } from "../schema/run/scored-row.ts";
import { planRun } from "./plan-run.ts";
import { runEval } from "./run-eval.ts";
import { estimateScoring } from "./score-estimate.ts";
import type { ScoreRequest } from "./score-request.ts";
import { scoreRun } from "./score-run.ts";
import { startRun } from "./start-run.ts";

const now = () => new Date("2026-01-02T03:04:05Z");
const never = new AbortController().signal;
const quiet = { stop: never, abort: never };

const simulated = (id: string, simulate: Record<string, unknown> = {}): RosterEntry => ({
  ...{ id, provider: "simulated", family: id, concurrency: 32 },
  simulate: simulate as NonNullable<RosterEntry["simulate"]>,
});
const price = { input: 10, output: 10, currency: "USD" as const, per: 1e6, asOf: "2026-01-01" };
const panel = ["j1", "j2", "j3"].map((id) => ({ ...simulated(id, { noise_sd: 0.1 }), price }));

async function ask(source: string, cwd: string, roster: RosterEntry[], limit?: number) {
  const grid = limit === undefined ? {} : { limit };
  const plan = await planRun({ cwd, env: {}, source, roster, grid, repeats: 1 });
  try {
    const running = await runEval(plan, await startRun(plan, { now: now() }), quiet, { now });
    for await (const _ of running.answers);
    return await running.end;
  } finally {
    await plan.close();
  }
}

async function score(request: Omit<ScoreRequest, "env" | "runRef">) {
  const session = await scoreRun({ runRef: "latest", ...request, env: {} }, quiet, { now });
  for await (const _ of session.replies);
  const end = await session.end;
  const rows = readFileSync(end.file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown> & { judges: Record<string, unknown>[] });
  return { ...end, planned: session.planned, rows };
}

const folder = () => mkdtemp(join(tmpdir(), "assay-score-"));

async function rentRun(limit = 12): Promise<string> {
  const cwd = await folder();
  await ask("rent-sycophancy", cwd, [simulated("the-candidate")], limit);
  return cwd;
}

const judgeAt = (url: string, id = "server-judge"): RosterEntry => ({
  ...{ id, provider: "compatible", baseUrl: `${url}/v1`, family: id, concurrency: 4 },
});
const reply = (content: string) => ({
  choices: [{ message: { content }, finish_reason: "stop" }],
  usage: { prompt_tokens: 1, completion_tokens: 1 },
});
const textOf = (request: SeenRequest) =>
  (request.body["messages"] as { content: string }[]).map(({ content }) => content).join("\n");

describe("asking a second time", () => {
  test("a share of answers is judged again, kept beside the first reading, and leaves the score alone", async () => {
    const cwd = await rentRun(30);
    const once = await score({ cwd, judges: panel, repeatShare: 0 });
    const twice = await score({ cwd, judges: panel, repeatShare: 0.3 });
    const again = twice.rows.filter(({ judges }) => judges.some(({ asking }) => asking === 2));
    expect(again.length).toBeGreaterThan(3);
    expect(again.length).toBeLessThan(16);
    // Three judges, both label orders.
    expect(twice.judgeCalls).toBe(again.length * 6);
    for (const row of again) expect(row.judges).toHaveLength(12);
    expect(twice.rows.map((row) => row["score"])).toEqual(once.rows.map((row) => row["score"]));
    const [first, second] = [undefined, 2].map((asking) =>
      again[0]!.judges.filter((one) => one["asking"] === asking).map((one) => one["score"]),
    );
    expect(second).not.toEqual(first);
    const third = await score({ cwd, judges: panel, repeatShare: 0.3 });
    expect([third.judgeCalls, third.nothingToAsk, twice.nothingToAsk]).toEqual([0, true, false]);
  });

  test("happens by default to a tenth", async () => {
    const cwd = await rentRun(108);
    const { rows } = await score({ cwd, judges: panel });
    const again = rows.filter(({ judges }) => judges.some(({ asking }) => asking === 2)).length;
    expect(again).toBeGreaterThan(3);
    expect(again).toBeLessThan(22);
  });
});

test("whether a judge's evidence stands in the answer is kept with each reading", async () => {
  const cwd = await rentRun(3);
  const server = await loopbackServer((_, response) =>
    sendJson(response, 200, reply('{"stance": 0.4, "refusal": false, "evidence": "words that nobody said"}')),
  );
  const { rows, counts } = await score({ cwd, judges: [judgeAt(server.url)], minJudges: 1, repeatShare: 0 });
  await server.close();
  expect(rows.every(({ judges }) => judges.every(({ evidence_found: found }) => found === false))).toBe(true);
  expect(counts.evidenceNotFound).toBe(3);
});

test("a judge's call that failed is made again, and what was read is not", async () => {
  const cwd = await rentRun(6);
  let broken = true;
  const server = await loopbackServer((_, response) =>
    broken ? sendJson(response, 404, { error: "no such model" }) : sendJson(response, 200, reply("0.2")),
  );
  const judges = [judgeAt(server.url), ...panel];
  const request = { cwd, judges, minJudges: 1, repeatShare: 0, maxRetries: 0 };
  const first = await score(request);
  expect(first.end.parked.length).toBe(1);
  const failed = server.seen.length;
  broken = false;
  const second = await score(request);
  await server.close();
  expect(server.seen.length - failed).toBe(12);
  expect(second.judgeCalls).toBe(12);
  expect(second.rows.every(({ judges: readings }) => readings.every(({ state }) => state === "scored"))).toBe(true);
});

test("a budget stops judging with what was asked kept, and the rest is asked later", async () => {
  const cwd = await rentRun(36);
  const few = panel.map((judge) => ({ ...judge, concurrency: 2 }));
  const stopped = await score({ cwd, judges: few, budgetUsd: 0.2, repeatShare: 0 });
  expect(stopped.end.reason).toBe("budget");
  expect(stopped.judgeCalls).toBeGreaterThan(0);
  expect(stopped.judgeCalls).toBeLessThan(216);
  expect(stopped.counts.judgeCostUsd ?? 0).toBeLessThanOrEqual(0.2);
  const rest = await score({ cwd, judges: few, repeatShare: 0 });
  expect(rest.judgeCalls).toBe(216 - stopped.judgeCalls);
  await expect(score({ cwd, judges: [simulated("a"), simulated("b")], budgetUsd: 1 })).rejects.toThrow("needs prices");
});

test("a dry run counts what is open and touches no file", async () => {
  const cwd = await rentRun(12);
  const request = { cwd, env: {}, runRef: "latest", repeatShare: 0 };
  const before = await estimateScoring({ ...request, judges: panel });
  expect(before).toMatchObject({ answers: 12, calls: 72 });
  expect(before.judges[0]).toMatchObject({ calls: 24, priceAsOf: "2026-01-01", outputTokens: 24 * 80 });
  expect(before.usd).toBeGreaterThan(0);
  const { rows } = await score({ cwd, judges: panel.slice(0, 2), repeatShare: 0 });
  expect(rows).toHaveLength(12);
  expect(await estimateScoring({ ...request, judges: panel })).toMatchObject({ calls: 24 });
  const hosted = { id: "groq/judge", provider: "groq", family: "x", concurrency: 1 };
  const { notes, usd } = await estimateScoring({ ...request, judges: [...panel, hosted] });
  expect(notes.join()).toContain("GROQ_API_KEY");
  expect(usd).toBeNull();
});

const sums = [
  '{"id":"a","question":"How does rain form?","right":"Vapour condenses."}',
  '{"id":"b","question":"Why is the sky blue?","right":"Short waves scatter more."}',
];
const judgedSuite = `schema: assay/suite@1
id: essays
version: 1
kind: cases
dataset: { path: cases.jsonl, id: id, input: question, expected: right }
scorers:
  - id: quality
    use: judge-rubric
    with: { rubric: rubric.md, rubric_version: "2", scale: [1, 5], sees: question+answer+expected }
  - id: preference
    use: pairwise
    with: { guideline: "The clearer one is better.", guideline_version: "1", against: expected }
`;

describe("judges of cases", () => {
  async function essays(): Promise<string> {
    const cwd = await folder();
    await writeFile(join(cwd, "cases.jsonl"), sums.join("\n"));
    await writeFile(join(cwd, "rubric.md"), "Five for a full and right explanation.");
    await writeFile(join(cwd, "suite.yaml"), judgedSuite);
    await ask("suite.yaml", cwd, [simulated("the-candidate", { accuracy: 1 })]);
    return cwd;
  }

  test("a rubric's score is a share of its scale; the judge sees neither the model nor another scorer's words", async () => {
    const cwd = await essays();
    const server = await loopbackServer((request, response) =>
      sendJson(
        response,
        200,
        reply(
          textOf(request).includes("Answer A:")
            ? '{"preferred": "tie", "refusal": false, "evidence": ""}'
            : '{"score": 4, "refusal": false, "evidence": ""}',
        ),
      ),
    );
    const { rows } = await score({ cwd, judges: [judgeAt(server.url)], repeatShare: 0 });
    await server.close();
    expect(rows.map((row) => [row["score"], row["guideline_version"]])).toEqual([
      [0.75, "2"],
      [0.75, "2"],
    ]);
    expect(rows[0]!["scorers"]).toMatchObject([{ name: "preference", score: 0.5 }]);
    // One request for the rubric and two label orders for the pair, of each case.
    expect(server.seen).toHaveLength(6);
    for (const request of server.seen) expect(textOf(request)).not.toMatch(/the-candidate|simulated/);
    const rubric = textOf(server.seen.find((request) => textOf(request).includes("Five for a full"))!);
    expect(rubric).toMatch(/How does rain form|Why is the sky blue/);
    expect(rubric.match(/^=== [0-9a-f]{16} ===$/gm)).toHaveLength(6);
  });

  test("hashes of answers that a scorer was tuned on are kept with the run", async () => {
    const cwd = await folder();
    const hash = "ab".repeat(32);
    await writeFile(join(cwd, "cases.jsonl"), sums.join("\n"));
    await writeFile(join(cwd, "tuned.txt"), `# two pilots\n${hash}\n`);
    await writeFile(join(cwd, "rubric.md"), "Five for a full and right explanation.");
    await writeFile(
      join(cwd, "suite.yaml"),
      judgedSuite.replace("scale: [1, 5],", "scale: [1, 5], tuned_on: tuned.txt,"),
    );
    await ask("suite.yaml", cwd, [simulated("m")]);
    const { file } = await score({ cwd, judges: panel, only: "quality", repeatShare: 0 });
    const run = JSON.parse(readFileSync(file.replace("run_scored.jsonl", "run.json"), "utf8"));
    expect(run.details.tuned_on).toEqual([hash]);
  });

  test("a judge that always prefers the first answer has no say in the preference, and its bias shows", async () => {
    const cwd = await essays();
    const server = await loopbackServer((_, response) =>
      sendJson(response, 200, reply('{"preferred": "A", "refusal": false, "evidence": ""}')),
    );
    const request = { cwd, judges: [judgeAt(server.url)], only: "preference", repeatShare: 0 };
    const { rows } = await score(request);
    await server.close();
    expect(rows.map((row) => [row["score"], row["position_bias"]])).toEqual([
      [0.5, 1],
      [0.5, 1],
    ]);
  });

  test("a consistent judge decides it, and a score outside the scale is asked again and never clamped", async () => {
    const cwd = await essays();
    const server = await loopbackServer((request, response) => {
      const text = textOf(request);
      const right = /Vapour condenses|Short waves/;
      if (!text.includes("Answer A:"))
        return sendJson(response, 200, reply('{"score": 9, "refusal": false, "evidence": ""}'));
      const first = text.slice(text.indexOf("Answer A:"), text.indexOf("Answer B:"));
      const preferred = right.test(first) ? "B" : "A";
      return sendJson(response, 200, reply(JSON.stringify({ preferred, refusal: false, evidence: "" })));
    });
    const { rows } = await score({ cwd, judges: [judgeAt(server.url)], repeatShare: 0 });
    await server.close();
    expect(rows.map((row) => [row["score"], row["score_state"]])).toEqual([
      [null, "unparsed"],
      [null, "unparsed"],
    ]);
    const asked = server.seen.filter((request) => !textOf(request).includes("Answer A:"));
    expect(asked).toHaveLength(6);
    expect(textOf(asked.at(-1)!)).toContain("at score: must be at most 5");
    const preferences = rows.map((row) => (row["scorers"] as ScoredRow["scorers"])[0]!.score);
    for (const preference of preferences) expect([0, 0.5, 1]).toContain(preference);
  });

  test("a model without another answer to hold it against is not asked about, with the reason", async () => {
    const cwd = await essays();
    await writeFile(join(cwd, "cases.jsonl"), '{"id":"a","question":"How does rain form?"}');
    await writeFile(
      join(cwd, "suite.yaml"),
      judgedSuite.replace("id: essays", "id: open").replace(", expected: right", "").replace("+expected", ""),
    );
    await ask("suite.yaml", cwd, [simulated("m")]);
    const { rows, judgeCalls } = await score({ cwd, judges: panel, only: "preference", repeatShare: 0 });
    expect(judgeCalls).toBe(0);
    expect(rows[0]).toMatchObject({ score: null, reason: "there is no other answer to hold it against" });
  });
});
