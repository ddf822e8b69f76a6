import { describe, expect, test } from "vitest";
import { chatReplies } from "../../conformance/chat-replies.ts";
import { hostedKey, keepsTheHostedPromises, sentToChatCompletions } from "../../conformance/hosted-promises.ts";
import { hostedProvider } from "../hosted-provider.ts";
import { groq } from "./groq.ts";
import { openai } from "./openai.ts";

const refused = {
  ...chatReplies.answer(""),
  choices: [{ index: 0, message: { role: "assistant", content: null, refusal: "I cannot." }, finish_reason: "stop" }],
};

describe("openai", () =>
  keepsTheHostedPromises(openai, {
    ...chatReplies,
    error: (message, status) => ({
      error: { message, type: "invalid_request_error", param: null, code: `e${status}` },
    }),
    refusals: [
      ["a content filter", chatReplies.filtered, "content-filter"],
      ["a refusal", refused, "refusal"],
    ],
    ownErrors: [
      [429, { error: { message: "You exceeded your plan", code: "insufficient_quota" } }, "quota"],
      [400, { error: { message: "Too long", code: "context_length_exceeded" } }, "context_length"],
    ],
    sent: sentToChatCompletions,
  }));

const said = (content: object[], over: { finish?: string; usage?: boolean } = {}): Record<string, unknown> => ({
  id: "resp_1",
  object: "response",
  created_at: 1_700_000_000,
  model: "served-name",
  status: over.finish === undefined ? "completed" : "incomplete",
  incomplete_details: over.finish === undefined ? null : { reason: over.finish },
  output: [{ type: "message", id: "msg_1", role: "assistant", content }],
  ...(over.usage === false ? {} : { usage: { input_tokens: 11, output_tokens: 3 } }),
});
const text = (words: string) => [{ type: "output_text", text: words, annotations: [] }];

describe("openai by its responses route", () =>
  keepsTheHostedPromises(
    openai,
    {
      answer: (words, over) => said(text(words), over),
      finishLength: "max_output_tokens",
      emptyChoices: { ...said([]), output: [] },
      userText: (body) => {
        const { content } = (body["input"] as { content: unknown }[]).at(-1)!;
        return Array.isArray(content) ? (content[0] as { text: unknown }).text : content;
      },
      error: (message, status) => ({
        error: { message, type: "invalid_request_error", param: null, code: `e${status}` },
      }),
      refusals: [
        ["a content filter", said(text(""), { finish: "content_filter" }), "content-filter"],
        ["a refusal", said([{ type: "refusal", refusal: "I cannot." }]), "refusal"],
      ],
      untaken: ["seed", "stop"],
      sent: {
        path: "/base/responses",
        headers: { authorization: `Bearer ${hostedKey}` },
        body: {
          model: "the-model",
          input: [
            { role: "system", content: "Be brief." },
            { role: "system", content: "Answer in German." },
            { role: "user", content: [{ type: "input_text", text: "Hello" }] },
            { role: "assistant", content: "Hallo" },
            { role: "user", content: [{ type: "input_text", text: "Count" }] },
          ],
          temperature: 0.3,
          top_p: 0.9,
          max_output_tokens: 50,
        },
      },
    },
    { route: "responses" },
  ));

test("a route a service does not have is refused, and one it has makes another subject", () => {
  const entry = { id: "m", provider: "openai", concurrency: 1, route: "responses" } as const;
  const env = { OPENAI_API_KEY: hostedKey, GROQ_API_KEY: hostedKey };
  expect(hostedProvider(openai, { connections: 1 }).resolve(entry, env).route).toBe("responses");
  expect(() => hostedProvider(groq, { connections: 1 }).resolve({ ...entry, provider: "groq" }, env)).toThrow(
    "no route",
  );
});

test.each([
  ["o3", false],
  ["openai/o4-mini", false],
  ["gpt-5", false],
  ["gpt-5-mini-2025-08-07", false],
  ["gpt-5-chat-latest", true],
  ["gpt-5.1", true],
  ["gpt-4.1", true],
])("%s takes a temperature: %s", (model, takes) => {
  expect(openai.supportedParams(model).includes("temperature")).toBe(takes);
});
