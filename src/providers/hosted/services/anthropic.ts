import { allParams } from "../../resolve-entry.ts";
import { failureFromReply } from "../../wire/failures.ts";
import type { Service } from "../service.ts";
import { anthropicMessages } from "../wires/anthropic-messages.ts";

/** A prompt and an answer limit that do not fit together into the window; neither is too long alone. */
const contextWords = /exceed context limit/;
const balanceWords = /credit balance is too low/;

export const anthropic: Service = {
  id: "anthropic",
  keyVariable: "ANTHROPIC_API_KEY",
  baseUrl: "https://api.anthropic.com/v1",
  supportedParams: () => allParams.filter((name) => name !== "seed"),
  wire: anthropicMessages,
  effortFields: (effort) => ({ output_config: { effort } }),
  failure(status, headers, body, nowMs) {
    const failure = failureFromReply(status, headers, body, nowMs);
    if (failure.cause !== "bad_request") return failure;
    if (contextWords.test(body)) return { ...failure, cause: "context_length" };
    if (balanceWords.test(body)) return { ...failure, cause: "quota", scope: "day" };
    return failure;
  },
  async load(model, settings) {
    const { createAnthropic } = await import("@ai-sdk/anthropic");
    return createAnthropic(settings)(model);
  },
};
