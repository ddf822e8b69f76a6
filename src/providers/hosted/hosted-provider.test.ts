import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chatReplies } from "../conformance/chat-replies.ts";
import { type LoopbackServer, loopbackServer, sendJson } from "../conformance/loopback-server.ts";
import { samplePrompt } from "../conformance/provider-promises.ts";
import type { ChatOutcome, ChatRequest } from "../provider.ts";
import { providerNames, providerSet } from "../registry.ts";

const env = {
  ANTHROPIC_API_KEY: "key-of-anthropic",
  CEREBRAS_API_KEY: "key-of-cerebras",
  COHERE_API_KEY: "key-of-cohere",
  GOOGLE_AI_API_KEY: "key-of-google",
  GROQ_API_KEY: "key-of-groq",
  HUGGINGFACE_API_KEY: "key-of-huggingface",
  MISTRAL_API_KEY: "key-of-mistral",
  OPENAI_API_KEY: "key-of-openai",
  OPENROUTER_API_KEY: "key-of-openrouter",
};
const hosted = Object.values(env).map((key) => key.slice("key-of-".length));

let server: LoopbackServer;
let providers: ReturnType<typeof providerSet>;
beforeEach(async () => {
  server = await loopbackServer((_, response) => sendJson(response, 200, chatReplies.answer("fine")));
  providers = providerSet({ connections: 4 });
});
afterEach(async () => {
  await providers.close();
  await server.close();
});

const origin = { prompt: samplePrompt, repeat: 0, stage: "answer" as const, subject: null, attempt: 1 };

/** Asks one service once, whatever it answers, and gives the outcome. */
function ask(name: string, over: Partial<ChatRequest> & { model?: never } = {}, roster: object = {}) {
  const provider = providers.get(name);
  const entry = { id: `${name}/m`, provider: name, baseUrl: server.url, concurrency: 1, ...roster };
  const request = { messages: samplePrompt.messages, params: {}, responseSchema: null, origin, ...over };
  const call = { signal: new AbortController().signal, timeoutMs: 5000 };
  return provider.generate({ ...request, model: provider.resolve(entry, env) }, call);
}

const baseUrlOf = (name: string) =>
  providers.get(name).resolve({ id: "m", provider: name, concurrency: 1 }, env).baseUrl;

test("each hosted service is in the registry and knows its key", () => {
  expect(hosted).toHaveLength(9);
  for (const name of hosted) {
    expect(providerNames).toContain(name);
    const entry = { id: `${name}/m`, provider: name, concurrency: 1 };
    const variable = Object.keys(env).find((key) => env[key as keyof typeof env].endsWith(name))!;
    expect(() => providers.get(name).resolve(entry, {})).toThrow(`no value for ${variable}`);
    expect(() => providers.get(name).resolve({ ...entry, apiKeyEnv: "OTHER" }, env)).toThrow("no value for OTHER");
    const model = providers.get(name).resolve(entry, env);
    expect(model).toMatchObject({ provider: name, model: "m" });
    expect(model.baseUrl).toMatch(/^https:\/\//);
    expect(JSON.stringify(model)).not.toContain("key-of");
  }
});

test("the readme and the guide name every provider and its key", async () => {
  const readme = await readFile("README.md", "utf8");
  const guide = await readFile("docs/guide/providers.md", "utf8");
  for (const [variable, key] of Object.entries(env)) {
    const name = key.slice("key-of-".length);
    expect(readme).toContain(`| \`${name}\` | \`${variable}\` |`);
    expect(guide).toContain(`| \`${name}\` | \`${variable}\` | \`${baseUrlOf(name)}\` |`);
  }
});

test("a base_url that is none is refused before any call", () => {
  expect(() => providers.get("groq").resolve({ id: "m", provider: "groq", baseUrl: "x", concurrency: 1 }, env)).toThrow(
    "no URL",
  );
});

test.each(hosted)("%s: a schema and extra fields reach the wire", async (name) => {
  const schema = { type: "object", properties: { score: { type: "number" } }, additionalProperties: false };
  await ask(name, { responseSchema: schema }, { extra: { top_k: 5, generationConfig: { topK: 5 } } });
  expect(server.seen).toHaveLength(1);
  const { body } = server.seen[0]!;
  expect(JSON.stringify(body)).toContain('"score":{"type":"number"}');
  expect(body).toMatchObject({ top_k: 5, generationConfig: { topK: 5 } });
});

test.each([
  ["anthropic", { output_config: { effort: "low" } }],
  ["cerebras", { reasoning_effort: "low" }],
  ["google", { generationConfig: { temperature: 0.5, thinkingConfig: { thinkingLevel: "low" } } }],
  ["groq", { reasoning_effort: "low" }],
  ["huggingface", { reasoning_effort: "low" }],
  ["mistral", { reasoning_effort: "low" }],
  ["openai", { reasoning_effort: "low" }],
  ["openrouter", { reasoning: { effort: "low" } }],
])("%s takes a reasoning effort beside the rest", async (name, fields) => {
  await ask(name, { params: { reasoningEffort: "low", temperature: 0.5 } });
  expect(server.seen[0]!.body).toMatchObject(fields);
});

describe("what a package would change in silence", () => {
  test.each([
    ["anthropic", "claude-sonnet-4-5", { temperature: 0.5, topP: 0.9 }, "topP"],
    ["anthropic", "claude-sonnet-4-5", { temperature: 1.5 }, "temperature"],
    ["openai", "o3", { temperature: 0.5 }, "temperature"],
  ])("%s %s %j is a bad request, and nothing is sent", async (name, model, params, altered) => {
    const outcome = await ask(name, { params }, { model });
    expect(outcome).toMatchObject({ kind: "failure", cause: "bad_request", status: null });
    expect((outcome as { message: string }).message).toContain(`does not send ${altered} as asked`);
    expect(server.seen).toHaveLength(0);
  });
  test("openai's limit of output tokens has another name for models that reason", async () => {
    await ask("openai", { params: { maxOutputTokens: 50 } }, { model: "o3" });
    expect(server.seen[0]!.body).toMatchObject({ max_completion_tokens: 50 });
  });
});

test("an answer carries what the service told beside the text", async () => {
  server.answer((_, response) => {
    const reply = chatReplies.answer("fine");
    const usage = { ...reply.usage, cost: 0.0012 };
    sendJson(response, 200, { ...reply, usage }, { "x-request-id": "req_1", "x-ratelimit-remaining-requests": "9" });
  });
  expect(await ask("openrouter")).toMatchObject({
    usage: { input: 11, output: 3, reasoning: null, cachedInput: null },
    servedModel: "served-name",
    fingerprint: "fp_1",
    requestId: "req_1",
    rateHeaders: { "x-ratelimit-remaining-requests": "9" },
    reportedCostUsd: 0.0012,
    raw: { id: "c1" },
  });
});

test("a refusal stands in its own field and not in the text", async () => {
  const message = { role: "assistant", content: null, refusal: "I cannot." };
  const reply = { ...chatReplies.answer(""), choices: [{ index: 0, message, finish_reason: "stop" }] };
  server.answer((_, response) => sendJson(response, 200, reply));
  expect(await ask("openai")).toMatchObject({ text: "", refusal: "I cannot.", finish: "refusal" });
});

test("reasoning the service keeps apart is kept apart", async () => {
  const message = { role: "assistant", content: "0.2", reasoning: "2 sides…" };
  const reply = { ...chatReplies.answer(""), choices: [{ index: 0, message, finish_reason: "stop" }] };
  server.answer((_, response) => sendJson(response, 200, reply));
  for (const name of ["groq", "openrouter", "huggingface", "cerebras"])
    expect(await ask(name)).toMatchObject({ text: "0.2", reasoningText: "2 sides…" });
});

test("an answer that a package's schema is too strict for is read all the same", async () => {
  const choices = [{ message: { content: "fine" }, finish_reason: "stop" }];
  server.answer((_, response) => sendJson(response, 200, { id: "c1", choices }));
  for (const name of ["openai", "groq", "mistral"])
    expect(await ask(name)).toMatchObject({ kind: "answer", text: "fine", usage: { input: null } });
});

test("elsewhere it is a protocol failure that says what the package minds", async () => {
  const usage = { input_tokens: 1, output_tokens: 1 };
  server.answer((_, response) => sendJson(response, 200, { type: "message", content: [{ type: "poem" }], usage }));
  const outcome = await ask("anthropic");
  expect(outcome).toMatchObject({ kind: "failure", cause: "protocol" });
  expect((outcome as { message: string }).message).toMatch(/cannot read the reply: content\.0/);
});

test("an answer that google broke off and went on with counts the tokens of all its replies", async () => {
  const part = (text: string, over: object) => ({
    candidates: [{ content: { parts: [{ text }], role: "model" }, ...over }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 3, totalTokenCount: 13 },
  });
  server.answer((_, response) => {
    const first = server.seen.length === 1;
    const over = first ? { finishReason: "CONTINUATION", continuationToken: "t" } : { finishReason: "STOP" };
    sendJson(response, 200, part(first ? "one, " : "two", over));
  });
  expect(await ask("google")).toMatchObject({ text: "one, two", finish: "stop", usage: { input: 20, output: 6 } });
});

test("openrouter's wait is read from the headers inside its error", async () => {
  const headers = { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": String(Date.now() + 30_000) };
  const error = { message: "Rate limit exceeded: per-minute", code: 429, metadata: { headers } };
  server.answer((_, response) => sendJson(response, 429, { error }));
  const outcome = (await ask("openrouter")) as Extract<ChatOutcome, { kind: "failure" }>;
  expect(outcome).toMatchObject({ cause: "rate_limit", scope: "minute" });
  expect(Math.abs(outcome.retryAfterMs! - 30_000)).toBeLessThan(5000);
});

test("no package is loaded before the first call to its service", async () => {
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    const { providerSet } = await import(${JSON.stringify(new URL("../registry.ts", import.meta.url).href)});
    const packages = () => loaded.filter((url) => /@ai-sdk|@openrouter|node_modules\\/ai\\//.test(url)).length;
    const provider = providerSet({ connections: 1 }).get("openai");
    const entry = { id: "m", provider: "openai", baseUrl: "http://127.0.0.1:9", concurrency: 1 };
    const model = provider.resolve(entry, { OPENAI_API_KEY: "k" });
    const before = packages();
    const request = { model, messages: [{ role: "user", content: "?" }], params: {}, responseSchema: null };
    await provider.generate(request, { signal: new AbortController().signal, timeoutMs: 1000 });
    console.log(JSON.stringify({ before, after: packages() > 0 }));
    process.exit(0);`;
  const run = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
  expect(JSON.parse(run.stdout)).toEqual({ before: 0, after: true });
});
