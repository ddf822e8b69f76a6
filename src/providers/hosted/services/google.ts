import { allParams } from "../../resolve-entry.ts";
import { failureFromReply } from "../../wire/failures.ts";
import type { Service } from "../service.ts";
import { generateContent } from "../wires/generate-content.ts";

const keyWords = /API_KEY_INVALID|API key not valid|API key expired/;
const contextWords = /input token count.{0,40}exceeds the maximum/i;
const dayWords = /per[ _-]?day/i;

/** Google AI Studio. One system instruction, so two system messages are joined. */
export const google: Service = {
  id: "google",
  keyVariable: "GOOGLE_AI_API_KEY",
  baseUrl: "https://generativelanguage.googleapis.com/v1beta",
  supportedParams: () => allParams,
  wire: generateContent,
  oneSystemMessage: true,
  effortFields: (effort) => ({ generationConfig: { thinkingConfig: { thinkingLevel: effort } } }),
  failure(status, headers, body, nowMs) {
    const failure = failureFromReply(status, headers, body, nowMs);
    if (status === 400 && keyWords.test(body)) return { ...failure, cause: "auth" };
    if (failure.cause === "bad_request" && contextWords.test(body)) return { ...failure, cause: "context_length" };
    // "You exceeded your current quota" opens the message of every limit here, the one per minute too.
    if (failure.cause === "quota" && status === 429 && !dayWords.test(body))
      return { ...failure, cause: "rate_limit", scope: "minute" };
    return failure;
  },
  async load(model, settings) {
    const { createGoogle } = await import("@ai-sdk/google");
    return createGoogle(settings)(model);
  },
};
