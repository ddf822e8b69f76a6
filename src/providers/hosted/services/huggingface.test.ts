import { describe } from "vitest";
import { chatReplies } from "../../conformance/chat-replies.ts";
import { keepsTheHostedPromises, sentToChatCompletions } from "../../conformance/hosted-promises.ts";
import { huggingface } from "./huggingface.ts";

describe("huggingface", () =>
  keepsTheHostedPromises(huggingface, {
    ...chatReplies,
    refusals: [["a content filter", chatReplies.filtered, "content-filter"]],
    sent: sentToChatCompletions,
  }));
