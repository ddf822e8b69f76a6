import { describe } from "vitest";
import { keepsTheHostedPromises, sentToChatCompletions } from "../../conformance/hosted-promises.ts";
import { fullRequest } from "../../conformance/provider-promises.ts";
import { cohere } from "./cohere.ts";

const answer = (text: string, over: { finish?: string; usage?: boolean } = {}) => ({
  id: "g1",
  message: { role: "assistant", content: [{ type: "text", text }] },
  finish_reason: over.finish ?? "COMPLETE",
  ...(over.usage === false
    ? {}
    : {
        usage: {
          billed_units: { input_tokens: 11, output_tokens: 3 },
          tokens: { input_tokens: 70, output_tokens: 4 },
        },
      }),
});

describe("cohere", () =>
  keepsTheHostedPromises(cohere, {
    answer,
    finishLength: "MAX_TOKENS",
    emptyChoices: { id: "g1", finish_reason: "COMPLETE" },
    userText: (body) => (body["messages"] as { content: string }[]).at(-1)?.content,
    error: (message) => ({ id: "e1", message }),
    errorInside: { id: "e1", message: "upstream failed" },
    ownErrors: [
      [400, { message: "too many tokens: total number of tokens in the prompt cannot exceed 4081" }, "context_length"],
      [429, { message: "You are using a Trial key, which is limited to 1000 API calls / month." }, "quota"],
      [429, { message: "You are using a Trial key, which is limited to 10 API calls / minute." }, "rate_limit"],
      [200, answer("half an ans", { finish: "ERROR" }), "protocol"],
    ],
    sent: {
      ...sentToChatCompletions,
      path: "/base/chat",
      body: {
        model: "the-model",
        messages: fullRequest.messages,
        temperature: 0.3,
        p: 0.9,
        max_tokens: 50,
        seed: 7,
        stop_sequences: ["END"],
      },
    },
  }));
