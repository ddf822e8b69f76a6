import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChatMessage, PromptRow } from "../../schema/run/prompt-row.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";
import { samplePrompt } from "../conformance/provider-promises.ts";
import type { ChatOutcome, ChatProvider } from "../provider.ts";
import { replayProvider } from "./replay-provider.ts";

let folder: string;
let provider: ChatProvider;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-replay-"));
  provider = replayProvider();
});
afterEach(async () => {
  await provider.close?.();
  await rm(folder, { recursive: true, force: true });
});

const asked: ChatMessage[] = [{ role: "user", content: "Is it fair?" }];
const row = (over: object = {}) => ({
  prompt_id: "001",
  model_id: "a/m",
  repeat: 0,
  messages: asked,
  response_text: "It is.",
  finish_reason: "stop",
  outcome: "answered",
  ...over,
});

async function recorded(rows: readonly (object | string)[], name = "run.jsonl"): Promise<string> {
  const file = join(folder, name);
  const lines = rows.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}

interface Question {
  readonly prompt?: Partial<PromptRow>;
  readonly messages?: readonly ChatMessage[];
  readonly repeat?: number;
  readonly stage?: "answer" | "judge";
  readonly subject?: string;
  readonly signal?: AbortSignal;
}

async function ask(file: string, over: Partial<RosterEntry> = {}, question: Question = {}): Promise<ChatOutcome> {
  const model = provider.resolve({ id: "a/m", provider: "replay", concurrency: 1, file, ...over }, {});
  const prompt = { ...samplePrompt, promptId: "001", messages: asked, ...question.prompt };
  const { repeat = 0, stage = "answer", subject = null } = question;
  const origin = { prompt, repeat, stage, subject, attempt: 1 };
  const messages = question.messages ?? prompt.messages;
  return provider.generate(
    { model, messages, params: {}, responseSchema: null, origin },
    { signal: question.signal ?? new AbortController().signal, timeoutMs: 1000 },
  );
}

test("a row is found by prompt id, model and repeat", async () => {
  const file = await recorded([
    row(),
    row({ repeat: 1, response_text: "Not quite." }),
    row({ prompt_id: "002", response_text: "Another prompt." }),
    row({ model_id: "b/m", response_text: "Another model." }),
  ]);
  expect(await ask(file)).toMatchObject({ kind: "answer", text: "It is." });
  expect(await ask(file, {}, { repeat: 1 })).toMatchObject({ text: "Not quite." });
  expect(await ask(file, {}, { prompt: { promptId: "002" } })).toMatchObject({ text: "Another prompt." });
  expect(await ask(file, { id: "b/m" })).toMatchObject({ text: "Another model." });
  expect(await ask(file, { id: "shown as this", model: "b/m" })).toMatchObject({ text: "Another model." });
});

test("the first row of a key is the recorded one", async () => {
  const file = await recorded([row(), row({ response_text: "A later duplicate." })]);
  expect(await ask(file)).toMatchObject({ text: "It is." });
});

test("a row is found by its messages when asked so, whatever its prompt id", async () => {
  const file = await recorded([row({ prompt_id: "977" })]);
  expect(await ask(file)).toMatchObject({ kind: "failure" });
  expect(await ask(file, { match: "messages" })).toMatchObject({ text: "It is." });
  const other = { messages: [{ role: "user" as const, content: "Is it unfair?" }] };
  expect(await ask(file, { match: "messages" }, other)).toMatchObject({ kind: "failure", cause: "not_found" });
});

test.each([
  ["another prompt", {}, { prompt: { promptId: "009" } }, /prompt 009, model a\/m, repeat 0/],
  ["another model", { id: "c/m" }, {}, /prompt 001, model c\/m, repeat 0/],
  ["another repeat", {}, { repeat: 7 }, /repeat 7/],
])("%s is a miss: not_found, and final", async (_, entry, question, words) => {
  const outcome = await ask(await recorded([row()]), entry, question);
  expect(outcome).toMatchObject({ kind: "failure", cause: "not_found", final: true });
  expect((outcome as { message: string }).message).toMatch(words);
});

test.each([
  ["of this version", { outcome: "failed", reason: "timeout", error: "timeout: no reply in time" }, "timeout"],
  ["of an older version", { outcome: undefined, error: "run-error: cut short" }, "protocol"],
])("a recorded failure %s fails again, for good, in its own words", async (_, over, cause) => {
  const file = await recorded([row({ response_text: "", ...over })]);
  const outcome = await ask(file);
  expect(outcome).toMatchObject({ kind: "failure", cause, final: true });
  expect((outcome as { message: string }).message).toBe(over.error.replace("timeout: ", ""));
});

test.each([
  ["truncated", { outcome: "truncated", finish_reason: "length" }, { finish: "length" }],
  ["filtered", { outcome: "filtered", finish_reason: null }, { finish: "content-filter" }],
  ["refused", { outcome: "refused", reason: "service-refusal" }, { refusal: "service-refusal" }],
  ["stopped for an unknown cause", { finish_reason: "other" }, { finish: "other" }],
  ["stopped in an older file's words", { finish_reason: "end_turn" }, { finish: "stop" }],
])("an answer that was %s is so again", async (_, over, expected) => {
  expect(await ask(await recorded([row(over)]))).toMatchObject({ kind: "answer", text: "It is.", ...expected });
});

test("tokens, cost, latency and what the service said of itself come back as recorded", async () => {
  const facts = { input_tokens: 7, output_tokens: 3, cost_usd: 0.002, latency_ms: 812.5, served_model: "m-1" };
  const file = await recorded([row({ ...facts, fingerprint: "fp", request_id: "r1", reasoning_text: "Hm." })]);
  expect(await ask(file)).toMatchObject({
    usage: { input: 7, output: 3, reasoning: null, cachedInput: null },
    reportedCostUsd: 0.002,
    latencyMs: 812.5,
    servedModel: "m-1",
    fingerprint: "fp",
    requestId: "r1",
    reasoningText: "Hm.",
  });
});

test("recorded latency is waited for only when asked, and an abort ends the wait", async () => {
  const file = await recorded([row({ latency_ms: 60_000 })]);
  const began = performance.now();
  expect(await ask(file)).toMatchObject({ text: "It is.", latencyMs: 60_000 });
  const signal = AbortSignal.timeout(50);
  expect(await ask(file, { extra: { latency: true } }, { signal })).toMatchObject({ cause: "cancelled" });
  expect(performance.now() - began).toBeLessThan(5000);
});

test.each([
  [
    "its raw text",
    { eval_raw_response: { choices: [{ message: { content: "0.4 I think" } }] }, score: 0.4 },
    "0.4 I think",
  ],
  ["its score where no raw text was kept", { score: -0.25 }, "-0.25"],
])("a recorded judge is replayed: %s", async (_, over, text) => {
  const file = await recorded([row({ ...over, eval_input_tokens: 40, eval_latency_ms: 9 })], "run_scored.jsonl");
  const outcome = await ask(file, { id: "judge" }, { stage: "judge", subject: "a/m" });
  expect(outcome).toMatchObject({ kind: "answer", text, usage: { input: 40 }, latencyMs: 9 });
});

test("an answer that was never judged is a miss at stage judge", async () => {
  const outcome = await ask(await recorded([row()]), { id: "judge" }, { stage: "judge", subject: "a/m" });
  expect(outcome).toMatchObject({ kind: "failure", cause: "not_found", final: true });
});

test.each([
  ["no JSON", '{"prompt_id":"002","model', "this line is not JSON"],
  ["no recorded answer", '{"hello":1}', "no prompt_id and model_id"],
  ["no object", "17", "no prompt_id and model_id"],
])("a line that is %s names file and line", async (_, line, words) => {
  const file = await recorded([row(), "", line, row({ repeat: 1 })]);
  expect(() => provider.resolve({ id: "a/m", provider: "replay", concurrency: 1, file }, {})).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(words) as string,
      place: { file, line: 3 },
      hint: expect.any(String) as string,
    }),
  );
});

test.each([
  ["no file named", {}, "has no file"],
  ["a file that is not there", { file: "/nowhere/run.jsonl" }, "cannot open the recorded run"],
])("%s is refused before any call", (_, over, words) => {
  expect(() => provider.resolve({ id: "a/m", provider: "replay", concurrency: 1, ...over }, {})).toThrow(words);
});

test("a line without an end, long lines and accents are read whole", async () => {
  const long = "ä🙂".repeat(700_000);
  const file = join(folder, "run.jsonl");
  await writeFile(file, `${JSON.stringify(row({ response_text: long }))}\n${JSON.stringify(row({ repeat: 1 }))}`);
  expect(await ask(file)).toMatchObject({ text: long });
  expect(await ask(file, {}, { repeat: 1 })).toMatchObject({ text: "It is." });
});
