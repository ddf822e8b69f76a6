import { describe } from "vitest";
import { hostedKey, keepsTheHostedPromises } from "../../conformance/hosted-promises.ts";
import { anthropic } from "./anthropic.ts";

const answer = (text: string, over: { finish?: string; usage?: boolean } = {}) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "served-name",
  content: [{ type: "text", text }],
  stop_reason: over.finish ?? "end_turn",
  stop_sequence: null,
  ...(over.usage === false ? {} : { usage: { input_tokens: 11, output_tokens: 3 } }),
});

const types: Record<number, string> = { 401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error" };
const error = (message: string, status: number) => ({
  type: "error",
  error: { type: types[status] ?? "api_error", message },
});

describe("anthropic", () =>
  keepsTheHostedPromises(anthropic, {
    answer,
    finishLength: "max_tokens",
    emptyChoices: { id: "msg_1", type: "completion" },
    userText: (body) => (body["messages"] as { content: { text: string }[] }[]).at(-1)?.content[0]?.text,
    error,
    refusals: [["a refusal", { ...answer(""), content: [], stop_reason: "refusal" }, "refusal"]],
    ownErrors: [
      [400, error("prompt is too long: 210000 tokens > 200000 maximum", 400), "context_length"],
      [400, error("input length and `max_tokens` exceed context limit: 199000 + 4096 > 200000", 400), "context_length"],
      [400, error("Your credit balance is too low to access the API", 400), "quota"],
      [403, error("Your key has no permission", 403), "auth"],
    ],
    untaken: ["seed", "topP"],
    sent: {
      path: "/base/messages",
      headers: { "x-api-key": hostedKey },
      body: {
        model: "the-model",
        system: [
          { type: "text", text: "Be brief." },
          { type: "text", text: "Answer in German." },
        ],
        messages: [
          { role: "user", content: [{ type: "text", text: "Hello" }] },
          { role: "assistant", content: [{ type: "text", text: "Hallo" }] },
          { role: "user", content: [{ type: "text", text: "Count" }] },
        ],
        temperature: 0.3,
        max_tokens: 50,
        stop_sequences: ["END"],
      },
    },
  }));
