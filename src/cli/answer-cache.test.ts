import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sendJson } from "../providers/conformance/loopback-server.ts";
import { assay, folderWith } from "./testing/assay-process.ts";
import { completion, lines, modelServer, questionOf, smallStudy } from "./testing/small-study.ts";

const price = { price: { input: 1000, output: 1000, as_of: "2026-01-01" } };

/** A server whose every answer is a new one. */
async function study(text: (question: string, n: number) => object = (question, n) => completion(`${question} #${n}`)) {
  let n = 0;
  const server = await modelServer((request, response) => sendJson(response, 200, text(questionOf(request), n++)));
  return { server, cwd: await folderWith(smallStudy(server.url, { model: price })) };
}

const run = async (cwd: string, ...flags: string[]) => {
  const ended = await assay(["eval", "run", "suite.yaml", "--repeats", "3", "--json", ...flags], { cwd });
  const json = JSON.parse(ended.out) as Record<string, unknown> & { folder: string; run_id: string; calls: number };
  const rows = lines(await readFile(join(json.folder, "run.jsonl"), "utf8"));
  const record = JSON.parse(await readFile(join(json.folder, "run.json"), "utf8")) as { details: { cache?: unknown } };
  return { ...json, code: ended.code, rows, record };
};

test("repeats are three different answers; a second run takes all twelve, calls nothing and says whose they are", async () => {
  const { server, cwd } = await study();
  const first = await run(cwd, "--cache", "on");
  expect(first).toMatchObject({ code: 0, calls: 12, cache: { hits: 0 } });
  expect(new Set(first.rows.map((row) => row["response_text"])).size).toBe(12);
  const second = await run(cwd, "--cache", "on");
  expect(server.seen).toHaveLength(12);
  expect(second).toMatchObject({
    code: 0,
    calls: 0,
    cost_usd: 0,
    cache: { hits: 12, saved_usd: expect.closeTo(0.12, 9) as number, shares_answers_with: [first.run_id] },
  });
  expect(second.record.details.cache).toMatchObject({ mode: "on", hits: 12, shares_answers_with: [first.run_id] });
  expect(second.rows.map((row) => row["response_text"])).toEqual(first.rows.map((row) => row["response_text"]));
  for (const row of second.rows) {
    expect(row).toMatchObject({ cached: true, cost_usd: 0, cost_saved_usd: 0.01, latency_ms: null, attempts: 0 });
    expect(row["cached_from"]).toBe(first.run_id);
  }
});

test("read takes and keeps nothing, write keeps and takes nothing, off and another temperature do neither", async () => {
  const { server, cwd } = await study();
  await run(cwd, "--cache", "read");
  await run(cwd);
  expect(server.seen).toHaveLength(24);
  await run(cwd, "--cache", "write");
  await run(cwd, "--cache", "write");
  expect(server.seen).toHaveLength(48);
  expect(await run(cwd, "--cache", "read")).toMatchObject({ calls: 0 });
  expect(await run(cwd, "--cache", "on", "--temperature", "0.5")).toMatchObject({ calls: 12 });
  expect(await run(cwd, "--cache", "on", "--repeats", "4")).toMatchObject({ calls: 4 });
  expect((await assay(["eval", "run", "suite.yaml", "--cache", "maybe"], { cwd })).code).toBe(2);
});

test("failures, refusals, filtered, empty and cut answers are never kept", async () => {
  const choice = (message: object, finish: string) => ({
    choices: [{ message, finish_reason: finish }],
    usage: { prompt_tokens: 5, completion_tokens: 5 },
  });
  const bad: Record<string, object> = {
    "question 0": choice({ content: "", refusal: "I will not" }, "stop"),
    "question 1": choice({ content: "" }, "content_filter"),
    "question 2": choice({ content: "  " }, "stop"),
    "question 3": choice({ content: "half an ans" }, "length"),
  };
  const { server, cwd } = await study((question) => bad[question]!);
  await run(cwd, "--cache", "on");
  await run(cwd, "--cache", "on");
  expect(server.seen).toHaveLength(24);
  const ls = await assay(["eval", "cache", "ls"], { cwd });
  expect(ls).toMatchObject({ code: 0, out: "The answer cache is empty.\n" });
});

test("an answer older than --cache-ttl is asked anew; prune takes it out; a broken line is no answer", async () => {
  const { server, cwd } = await study();
  await run(cwd, "--cache", "on");
  const folder = join(cwd, ".assay", "cache", "answers");
  const file = join(folder, (await readdir(folder))[0]!);
  const text = await readFile(file, "utf8");
  const aged = text.split("\n").map((line, i) => (i < 4 ? line.replace(/"at":"20\d\d/, '"at":"2020') : line));
  await writeFile(file, aged.join("\n"));
  await appendFile(file, '{"key":"torn');
  expect(await run(cwd, "--cache", "read", "--cache-ttl", "2h")).toMatchObject({ calls: 4 });
  expect(server.seen).toHaveLength(16);
  const ls = JSON.parse((await assay(["eval", "cache", "ls", "--json"], { cwd })).out) as { cache: object[] };
  expect(ls.cache).toMatchObject([{ stage: "answer", model: "local/m", entries: 12 }]);
  const pruned = await assay(["eval", "cache", "prune", "--older", "14d"], { cwd });
  expect(pruned).toMatchObject({ code: 0, out: expect.stringContaining("5 answers taken out, 8 kept") });
  expect(await run(cwd, "--cache", "read", "--cache-ttl", "99999d")).toMatchObject({ calls: 4 });
});

test("a slim run leaves messages and replies out, and is scored as a whole one is", async () => {
  const { cwd } = await study((question) => completion(`${question} #1`));
  await writeFile(
    join(cwd, "suite.ts"),
    `export default { id: "small", dataset: { path: "cases.jsonl", id: "id", format: "jsonl" },
      scorers: [function asked({ input, output }) { return { name: "asked", score: output === input + " #1" ? 1 : 0 }; }] };`,
  );
  const ran = await assay(["eval", "run", "suite.ts", "--slim", "--score-now", "--json"], { cwd });
  expect(ran.code).toBe(0);
  const folder = join(cwd, ".assay", "runs", (await readdir(join(cwd, ".assay", "runs")))[0]!);
  const rows = async (name: string) => lines(await readFile(join(folder, name), "utf8"));
  for (const row of await rows("run.jsonl")) {
    expect(row).toMatchObject({ messages: null, raw_response: null });
    expect(row["messages_sent_hash"]).toMatch(/^[0-9a-f]{64}$/);
  }
  expect((await rows("run_scored.jsonl")).map((row) => row["score"])).toEqual([1, 1, 1, 1]);
});
