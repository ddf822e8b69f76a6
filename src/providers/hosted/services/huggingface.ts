import { allParams } from "../../resolve-entry.ts";
import { failureFromReply } from "../../wire/failures.ts";
import type { Service } from "../service.ts";
import { chatCompletions } from "../wires/chat-completions.ts";

/** Words of the text-generation servers behind the router. */
const contextWords = /max_new_tokens` must be <=|inputs` must have less than/;

/** Hugging Face's router, on its chat completions: its responses route refuses a request without a temperature. */
export const huggingface: Service = {
  id: "huggingface",
  keyVariable: "HUGGINGFACE_API_KEY",
  baseUrl: "https://router.huggingface.co/v1",
  supportedParams: () => allParams,
  wire: chatCompletions,
  effortFields: (effort) => ({ reasoning_effort: effort }),
  failure(status, headers, body, nowMs) {
    const failure = failureFromReply(status, headers, body, nowMs);
    return failure.cause === "bad_request" && contextWords.test(body)
      ? { ...failure, cause: "context_length" }
      : failure;
  },
  async load(model, settings) {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    return createOpenAICompatible({ ...settings, name: "huggingface", supportsStructuredOutputs: true })(model);
  },
};
