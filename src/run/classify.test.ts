import { expect, test } from "vitest";
import type { ChatAnswer, ChatOutcome } from "../providers/provider.ts";
import { classify } from "./classify.ts";

const answer = (over: Partial<ChatAnswer>): ChatOutcome => ({
  kind: "answer",
  text: "yes",
  reasoningText: null,
  finish: "stop",
  refusal: null,
  usage: { input: 1, output: 1, reasoning: null, cachedInput: null },
  servedModel: null,
  fingerprint: null,
  requestId: null,
  rateHeaders: {},
  reportedCostUsd: null,
  raw: null,
  ...over,
});

test.each([
  ["a plain answer", answer({}), "answered", null],
  ["an answer that stopped for an unknown cause", answer({ finish: "other" }), "answered", null],
  ["white space only", answer({ text: " \n " }), "empty", "white-space-only"],
  ["a cut answer", answer({ finish: "length" }), "truncated", "length"],
  ["reasoning that ate all tokens", answer({ finish: "length", text: "" }), "truncated", "all-tokens-on-reasoning"],
  ["the service's own refusal", answer({ refusal: "I can't" }), "refused", "service-refusal"],
  ["a filter stop", answer({ finish: "content-filter", text: "" }), "filtered", "content_filter"],
  [
    "a filter reply",
    { kind: "failure", cause: "content_filter", status: 400, retryAfterMs: null, scope: null, message: "", raw: null },
    "filtered",
    "content_filter",
  ],
  [
    "a time-out",
    { kind: "failure", cause: "timeout", status: null, retryAfterMs: null, scope: null, message: "", raw: null },
    "failed",
    "timeout",
  ],
] as [string, ChatOutcome, string, string | null][])("%s is told apart", (_, said, outcome, reason) => {
  expect(classify(said)).toEqual({ outcome, reason });
});
