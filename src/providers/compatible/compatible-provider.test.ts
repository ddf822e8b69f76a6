import { describe, expect, test } from "vitest";
import { loopbackServer, sendJson } from "../conformance/loopback-server.ts";
import { keepsTheProviderPromises, samplePrompt } from "../conformance/provider-promises.ts";
import { compatibleProvider } from "./compatible-provider.ts";

const usage = { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 };

const answer = (text: string, over: { finish?: string; usage?: boolean } = {}) => ({
  id: "c1",
  model: "served-name",
  choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: over.finish ?? "stop" }],
  ...(over.usage === false ? {} : { usage }),
});

describe("compatible", () =>
  keepsTheProviderPromises({
    make: () => compatibleProvider({ connections: 4 }),
    entry: (url) => ({
      id: "local/m",
      provider: "compatible",
      model: "m",
      baseUrl: `${url}/v1/`,
      apiKeyEnv: "LOCAL_KEY",
      concurrency: 4,
    }),
    env: { LOCAL_KEY: "sk-very-secret-123" },
    answer,
    finishLength: "length",
    emptyChoices: { id: "x", choices: [] },
    userText: (body) => (body["messages"] as { content: string }[]).at(-1)?.content,
    secret: "sk-very-secret-123",
  }));

test("the body carries what was asked, and nothing that was not", async () => {
  const server = await loopbackServer((_, response) => sendJson(response, 200, answer("ok")));
  const provider = compatibleProvider({ connections: 1 });
  const model = provider.resolve(
    { id: "m", provider: "compatible", baseUrl: `${server.url}/v1`, concurrency: 1, extra: { top_k: 5 } },
    {},
  );
  const origin = { prompt: samplePrompt, repeat: 0, stage: "answer" as const, subject: null, attempt: 1 };
  const schema = { type: "object" };
  const request = {
    model,
    messages: samplePrompt.messages,
    params: { temperature: 0.2, topP: null, stop: [] },
    responseSchema: schema,
    origin,
  };
  await provider.generate(request, { signal: new AbortController().signal, timeoutMs: 1000 });
  expect(server.seen[0]).toMatchObject({ path: "/v1/chat/completions" });
  expect(server.seen[0]!.headers["authorization"]).toBeUndefined();
  expect(server.seen[0]!.body).toEqual({
    model: "m",
    messages: samplePrompt.messages,
    temperature: 0.2,
    top_k: 5,
    response_format: { type: "json_schema", json_schema: { name: "reply", strict: true, schema } },
  });
  await provider.close?.();
  await server.close();
});

test.each([
  ["no base_url", {}, "base_url"],
  ["a base_url that is none", { baseUrl: "not a url" }, "no URL"],
])("%s is refused before any call", (_, over, words) => {
  expect(() =>
    compatibleProvider({ connections: 1 }).resolve({ id: "m", provider: "compatible", concurrency: 1, ...over }, {}),
  ).toThrow(words);
});
