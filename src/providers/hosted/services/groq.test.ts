import { describe } from "vitest";
import { chatReplies } from "../../conformance/chat-replies.ts";
import { keepsTheHostedPromises, sentToChatCompletions } from "../../conformance/hosted-promises.ts";
import { groq } from "./groq.ts";

describe("groq", () =>
  keepsTheHostedPromises(groq, {
    ...chatReplies,
    refusals: [["a content filter", chatReplies.filtered, "content-filter"]],
    sent: sentToChatCompletions,
  }));
