import { allParams } from "../../resolve-entry.ts";
import { failureFromReply } from "../../wire/failures.ts";
import type { Headers } from "../call/exchange.ts";
import type { Service } from "../service.ts";
import { chatCompletions } from "../wires/chat-completions.ts";
import { asObject } from "../wires/wire.ts";

const moderationWords = /flagged|moderation/i;

/** OpenRouter. It tells its own cost, and puts the headers of a limit inside the body of the error. */
export const openrouter: Service = {
  id: "openrouter",
  keyVariable: "OPENROUTER_API_KEY",
  baseUrl: "https://openrouter.ai/api/v1",
  supportedParams: () => allParams,
  wire: chatCompletions,
  effortFields: (effort) => ({ reasoning: { effort } }),
  failure(status, headers, body, nowMs) {
    const failure = failureFromReply(status, { ...headersIn(body), ...headers }, body, nowMs);
    return status === 403 && moderationWords.test(body) ? { ...failure, cause: "content_filter" } : failure;
  },
  async load(model, settings) {
    const { createOpenRouter } = await import("@openrouter/ai-sdk-provider");
    return createOpenRouter(settings).chat(model);
  },
};

function headersIn(body: string): Headers {
  try {
    const metadata = asObject(asObject((JSON.parse(body) as { error?: unknown } | null)?.error)?.["metadata"]);
    const inside = Object.entries(asObject(metadata?.["headers"]) ?? {});
    return Object.fromEntries(inside.map(([name, value]) => [name.toLowerCase(), String(value)]));
  } catch {
    return {};
  }
}
