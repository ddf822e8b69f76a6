import { expect, test } from "vitest";
import { anthropicMessages } from "./anthropic-messages.ts";
import { chatCompletions } from "./chat-completions.ts";
import { cohereChat } from "./cohere-chat.ts";
import { generateContent } from "./generate-content.ts";

const unknown = { input: null, output: null, reasoning: null, cachedInput: null };
const chat = (usage: unknown) => ({ choices: [{ message: { content: "x" } }], usage });

test.each([
  ["chat completions without usage", chatCompletions, chat(undefined), unknown],
  ["chat completions with null usage", chatCompletions, chat(null), unknown],
  [
    "chat completions in full",
    chatCompletions,
    chat({
      prompt_tokens: 20,
      completion_tokens: 9,
      prompt_tokens_details: { cached_tokens: 8 },
      completion_tokens_details: { reasoning_tokens: 4 },
    }),
    { input: 20, output: 9, reasoning: 4, cachedInput: 8 },
  ],
  [
    "mistral's own cache count",
    chatCompletions,
    chat({ prompt_tokens: 20, completion_tokens: 9, num_cached_tokens: 0 }),
    { input: 20, output: 9, reasoning: null, cachedInput: 0 },
  ],
  [
    "anthropic, whose input leaves the cache out",
    anthropicMessages,
    {
      type: "message",
      usage: {
        input_tokens: 5,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 10,
        output_tokens: 9,
        output_tokens_details: { thinking_tokens: 4 },
      },
    },
    { input: 115, output: 9, reasoning: 4, cachedInput: 100 },
  ],
  ["anthropic without usage", anthropicMessages, { type: "message" }, unknown],
  [
    "google, whose candidates leave the thoughts out",
    generateContent,
    {
      candidates: [{}],
      usageMetadata: {
        promptTokenCount: 20,
        candidatesTokenCount: 9,
        thoughtsTokenCount: 30,
        cachedContentTokenCount: 8,
      },
    },
    { input: 20, output: 39, reasoning: 30, cachedInput: 8 },
  ],
  [
    "google when thoughts ate the whole answer",
    generateContent,
    { candidates: [{}], usageMetadata: { promptTokenCount: 20, thoughtsTokenCount: 30 } },
    { input: 20, output: 30, reasoning: 30, cachedInput: null },
  ],
  ["google without usage", generateContent, { candidates: [{}] }, unknown],
  [
    "cohere, in billed units",
    cohereChat,
    {
      message: {},
      usage: { billed_units: { input_tokens: 5, output_tokens: 2 }, tokens: { input_tokens: 70, output_tokens: 3 } },
    },
    { input: 5, output: 2, reasoning: null, cachedInput: null },
  ],
  [
    "cohere without billed units",
    cohereChat,
    { message: {}, usage: { tokens: { input_tokens: 70, output_tokens: 3 } } },
    { input: 70, output: 3, reasoning: null, cachedInput: null },
  ],
])("usage of %s", (_, wire, reply, usage) => {
  expect(wire.facts(reply)?.usage).toEqual(usage);
});

test.each([
  ["chat completions", chatCompletions, { choices: [] }],
  ["anthropic", anthropicMessages, { type: "error" }],
  ["google", generateContent, { candidates: [], promptFeedback: {} }],
  ["cohere", cohereChat, {}],
])("%s: a reply without an answer is none", (_, wire, reply) => {
  expect(wire.facts(reply)).toBeNull();
});
