import { describe } from "vitest";
import { chatReplies } from "../../conformance/chat-replies.ts";
import { keepsTheHostedPromises, sentToChatCompletions } from "../../conformance/hosted-promises.ts";
import { mistral } from "./mistral.ts";

const { seed, ...body } = sentToChatCompletions.body;
const inParts = ({ role, content }: { role: string; content: string }) =>
  role === "user" ? { role, content: [{ type: "text", text: content }] } : { role, content };

describe("mistral", () =>
  keepsTheHostedPromises(mistral, {
    ...chatReplies,
    error: (message, status) => ({
      object: "error",
      message,
      type: "invalid_request_error",
      param: null,
      code: status,
    }),
    errorInside: { error: { message: "upstream failed" } },
    sent: { ...sentToChatCompletions, body: { ...body, random_seed: seed, messages: body.messages.map(inParts) } },
  }));
