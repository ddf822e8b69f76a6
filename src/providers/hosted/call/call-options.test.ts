import { expect, test } from "vitest";
import { samplePrompt } from "../../conformance/provider-promises.ts";
import type { ChatRequest } from "../../provider.ts";
import { resolveEntry } from "../../resolve-entry.ts";
import { google } from "../services/google.ts";
import { groq } from "../services/groq.ts";
import { openai } from "../services/openai.ts";
import { bodyFields, callOptions } from "./call-options.ts";

const { signal } = new AbortController();

function request(over: Partial<ChatRequest>, extra: Record<string, number> = {}): ChatRequest {
  const entry = { id: "m", provider: "groq", concurrency: 1, extra };
  const model = resolveEntry(entry, { provider: "groq", baseUrl: "http://127.0.0.1:1", key: "k" });
  const origin = { prompt: samplePrompt, repeat: 0, stage: "answer" as const, subject: null, attempt: 1 };
  return { model, messages: samplePrompt.messages, params: {}, responseSchema: null, origin, ...over };
}

const twoSystems = [
  { role: "system", content: "a" },
  { role: "system", content: "b" },
  { role: "user", content: "c" },
] as const;

test("two system messages stay two where the wire has room", () => {
  expect(callOptions(request({ messages: twoSystems }), groq, signal).prompt).toEqual([
    { role: "system", content: "a" },
    { role: "system", content: "b" },
    { role: "user", content: [{ type: "text", text: "c" }] },
  ]);
});

test("and are joined by a blank line where it has room for one", () => {
  expect(callOptions(request({ messages: twoSystems }), google, signal).prompt[0]).toEqual({
    role: "system",
    content: "a\n\nb",
  });
});

test("absent, null and empty parameters are left out", () => {
  const options = callOptions(request({ params: { temperature: null, stop: [] } }), groq, signal);
  expect(Object.keys(options)).toEqual(["prompt", "abortSignal"]);
});

test("a schema asks for structured output", () => {
  const schema = { type: "object" };
  expect(callOptions(request({ responseSchema: schema }), groq, signal).responseFormat).toEqual({
    type: "json",
    name: "reply",
    schema,
  });
});

test("extra has the last word over the fields of an effort", () => {
  const fields = bodyFields(request({ params: { reasoningEffort: "low" } }, { reasoning_effort: 3, top_k: 5 }), groq);
  expect(fields).toEqual({ reasoning_effort: 3, top_k: 5 });
  expect(bodyFields(request({}), groq)).toBeNull();
});

test("openai's package is told the effort itself", () => {
  const asked = request({ params: { reasoningEffort: "low" } });
  expect(callOptions(asked, openai, signal).providerOptions).toEqual({ openai: { reasoningEffort: "low" } });
  expect(bodyFields(asked, openai)).toBeNull();
});
