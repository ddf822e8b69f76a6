import { describe } from "vitest";
import { chatReplies } from "../../conformance/chat-replies.ts";
import { keepsTheHostedPromises, sentToChatCompletions } from "../../conformance/hosted-promises.ts";
import { cerebras } from "./cerebras.ts";

const { max_tokens, ...body } = sentToChatCompletions.body;

describe("cerebras", () =>
  keepsTheHostedPromises(cerebras, {
    ...chatReplies,
    error: (message, status) => ({ message, type: "invalid_request_error", param: null, code: `e${status}` }),
    errorInside: { error: { message: "upstream failed" } },
    refusals: [["a content filter", chatReplies.filtered, "content-filter"]],
    sent: { ...sentToChatCompletions, body: { ...body, max_completion_tokens: max_tokens } },
  }));
