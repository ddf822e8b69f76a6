import { allParams } from "../../resolve-entry.ts";
import { failureFromReply } from "../../wire/failures.ts";
import type { Service } from "../service.ts";
import { cohereChat } from "../wires/cohere-chat.ts";

/** A trial key has a number of calls a month. */
const quotaWords = /\/ ?month|per month/i;

/** Cohere bounds reasoning by a token budget, not by an effort: send `extra: { thinking: … }`. */
export const cohere: Service = {
  id: "cohere",
  keyVariable: "COHERE_API_KEY",
  baseUrl: "https://api.cohere.com/v2",
  supportedParams: () => allParams.filter((name) => name !== "reasoningEffort"),
  wire: cohereChat,
  failure(status, headers, body, nowMs) {
    const failure = failureFromReply(status, headers, body, nowMs);
    return status === 429 && quotaWords.test(body) ? { ...failure, cause: "quota", scope: "day" } : failure;
  },
  async load(model, settings) {
    const { createCohere } = await import("@ai-sdk/cohere");
    return createCohere(settings)(model);
  },
};
