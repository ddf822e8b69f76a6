import { describe } from "vitest";
import { chatReplies } from "../../conformance/chat-replies.ts";
import { keepsTheHostedPromises, sentToChatCompletions } from "../../conformance/hosted-promises.ts";
import { openrouter } from "./openrouter.ts";

const inParts = ({ role, content }: { role: string; content: string }) =>
  role === "system" ? { role, content: [{ type: "text", text: content }] } : { role, content };

const error = (message: string, status: number, metadata: object = {}) => ({
  error: { message, code: status, metadata },
});
const brokenChoice = {
  ...chatReplies.answer("half"),
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "half" },
      finish_reason: "error",
      error: { code: 502, message: "Upstream went away" },
    },
  ],
};

describe("openrouter", () =>
  keepsTheHostedPromises(openrouter, {
    ...chatReplies,
    error,
    errorInside: error("upstream failed", 502),
    refusals: [["a content filter", chatReplies.filtered, "content-filter"]],
    ownErrors: [
      [403, error("Your input was flagged", 403, { reasons: ["violence"] }), "content_filter"],
      [403, error("Key limit exceeded", 403), "auth"],
      [402, error("Insufficient credits", 402), "quota"],
      [429, error("Rate limit exceeded: free-models-per-day", 429), "quota"],
      [200, error("Rate limit exceeded", 429), "rate_limit"],
      [200, error("Your input was flagged", 403), "content_filter"],
      [200, brokenChoice, "protocol"],
    ],
    sent: {
      ...sentToChatCompletions,
      body: { ...sentToChatCompletions.body, messages: sentToChatCompletions.body.messages.map(inParts) },
    },
  }));
