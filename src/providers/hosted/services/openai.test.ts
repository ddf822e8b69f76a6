import { describe, expect, test } from "vitest";
import { chatReplies } from "../../conformance/chat-replies.ts";
import { keepsTheHostedPromises, sentToChatCompletions } from "../../conformance/hosted-promises.ts";
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
