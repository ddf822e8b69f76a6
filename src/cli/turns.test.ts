import { readFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type SeenRequest, sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith, startAssay } from "./testing/assay-process.ts";
import { completion, lines, modelServer, questionOf, runIn, smallStudy } from "./testing/small-study.ts";

const suite = `schema: assay/suite@1
id: talk
version: 1
kind: cases
dataset: { path: cases.jsonl, id: id }
messages: [{ role: system, content: Be brief. }, { role: user, content: "{{input}}" }]
turns: ["Sure about {{input}}?", "Once more."]
`;
const price = { price: { input: 1, output: 1, as_of: "2026-01-01" } };
const study = (url: string) => ({ ...smallStudy(url, { cases: 3, model: price }), "suite.yaml": suite });
const conversation = ({ body }: SeenRequest) =>
  (body["messages"] as { role: string; content: string }[]).map(({ role, content }) => `${role}: ${content}`);

test("each reply is put in before the next question, and the row holds the whole conversation and its sums", async () => {
  const server = await modelServer();
  const cwd = await folderWith(study(server.url));
  expect(await assay(["eval", "run", "suite.yaml"], { cwd })).toMatchObject({ code: 0 });
  expect(server.seen).toHaveLength(9);
  const longest = server.seen.filter((request) => questionOf(request) === "Once more.").map(conversation);
  expect(longest).toHaveLength(3);
  expect(longest).toContainEqual([
    "system: Be brief.",
    "user: question 1",
    "assistant: echo question 1",
    "user: Sure about question 1?",
    "assistant: echo Sure about question 1?",
    "user: Once more.",
  ]);
  const { answers, run, journal } = await runIn(cwd);
  expect(run).toMatchObject({ status: "ok", counts: { planned: 3, answered: 3, calls: 9 } });
  expect(answers[1]).toMatchObject({
    prompt_id: "1",
    response_text: "echo Once more.",
    attempts: 3,
    input_tokens: 15,
    output_tokens: 15,
    cost_usd: expect.closeTo(30e-6, 12) as number,
    turns: [
      { content: "question 1", response_text: "echo question 1", outcome: "answered", cost_usd: 10e-6 },
      { content: "Sure about question 1?", response_text: "echo Sure about question 1?" },
      { content: "Once more.", response_text: "echo Once more." },
    ],
  });
  const calls = lines(await readFile(journal, "utf8")).filter((line) => line["t"] === "attempt");
  expect(calls.filter((line) => line["final"])).toHaveLength(3);
  expect(calls.filter((line) => line["turn"] === 1 && line["ends_turn"] && !line["final"])).toHaveLength(3);
});

test("a run that was cut in the middle of a conversation goes on with the question that was open", async () => {
  const server = await modelServer();
  const cwd = await folderWith(study(server.url));
  expect(await assay(["eval", "run", "suite.yaml", "--concurrency", "1"], { cwd })).toMatchObject({ code: 0 });
  const { journal, answers } = await runIn(cwd);
  const rows = (await readFile(journal, "utf8")).split("\n");
  const kept = rows.findIndex((row) => row.includes('"turn":1,"ends_turn":true')) + 1;
  await truncate(journal, Buffer.byteLength(rows.slice(0, kept).join("\n")) + 1);
  const before = rows.slice(0, kept).filter((row) => row.includes('"ends_turn":true')).length;
  server.seen.length = 0;
  const resumed = await assay(["eval", "run", "--resume", "latest"], { cwd });
  expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining("3 answered of 3 cells") });
  expect(server.seen).toHaveLength(9 - before);
  const texts = (all: typeof answers) =>
    all.map((row) => [row.response_text, (row as { turns?: unknown }).turns !== null]);
  expect(texts((await runIn(cwd)).answers)).toEqual(texts(answers));
});

test("a kill in mid-run loses nothing: every conversation ends once, and finished turns are not asked again", async () => {
  const server = await modelServer((request, response) =>
    setTimeout(() => sendJson(response, 200, completion(`echo ${questionOf(request)}`)), 15),
  );
  const cwd = await folderWith({ ...smallStudy(server.url, { cases: 40 }), "suite.yaml": suite });
  const first = startAssay(["eval", "run", "suite.yaml"], { cwd });
  while (server.seen.length < 60) await new Promise((resolve) => setTimeout(resolve, 5));
  first.child.kill("SIGKILL");
  await first.ended;
  expect(await assay(["eval", "run", "--resume", "latest"], { cwd })).toMatchObject({ code: 0 });
  const { answers, run } = await runIn(cwd);
  expect(run).toMatchObject({ status: "ok", counts: { answered: 40 } });
  expect(answers.map((row) => row.response_text)).toEqual(answers.map(() => "echo Once more."));
  // Only what was on the wire or not yet synced is asked twice: two sockets, and one group commit.
  expect(server.seen.length).toBeLessThanOrEqual(120 + 12);
});

test("what cannot be answered to ends the conversation there, and --retry asks that question alone", async () => {
  let broken = true;
  const server = await modelServer((request, response) => {
    const bad = broken && questionOf(request) === "Sure about question 1?";
    sendJson(response, bad ? 400 : 200, bad ? { error: { message: "no" } } : completion(`echo ${questionOf(request)}`));
  });
  const cwd = await folderWith(study(server.url));
  expect(await assay(["eval", "run", "suite.yaml"], { cwd })).toMatchObject({ code: 3 });
  const { answers } = await runIn(cwd);
  expect(answers[1]).toMatchObject({ outcome: "failed", response_text: "", turns: [{}, { outcome: "failed" }] });
  expect(server.seen).toHaveLength(8);
  broken = false;
  const again = await assay(["eval", "run", "--resume", "latest", "--retry", "failed"], { cwd });
  expect(again).toMatchObject({ code: 0 });
  expect(server.seen.slice(8).map(questionOf)).toEqual(["Sure about question 1?", "Once more."]);
});

test("are-you-sure finds the planted rates of switching, offline, and a dry run counts both questions", async () => {
  const simulate = { accuracy: 0.7, right_to_wrong_rate: 0.3, wrong_to_right_rate: 0.1 };
  const cwd = await folderWith({
    "models.json": JSON.stringify([{ id: "waverer", provider: "simulated", concurrency: 16, simulate }]),
  });
  const planned = await assay(["eval", "run", "are-you-sure", "--dry-run"], { cwd });
  expect(planned.out).toContain("48 prompts × 3 repeats × 1 model = 288 calls");
  const ran = await assay(["eval", "run", "are-you-sure", "--repeats", "8", "--score-now"], { cwd });
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/right → wrong/);
  const { folder } = await runIn(cwd);
  const report = JSON.parse(await readFile(join(folder, "report", "report.json"), "utf8")) as {
    switches: { direction: string; rate: number; from: number; ci: { low: number; high: number } }[];
  };
  const rates = Object.fromEntries(report.switches.map((one) => [one.direction, one]));
  for (const [direction, truth] of [
    ["right_to_wrong", 0.3],
    ["wrong_to_right", 0.1],
  ] as const) {
    const { ci, from } = rates[direction]!;
    expect(from).toBeGreaterThan(80);
    expect(ci.low).toBeLessThan(truth);
    expect(ci.high).toBeGreaterThan(truth);
    expect(ci.high - ci.low).toBeLessThan(0.25);
  }
});
