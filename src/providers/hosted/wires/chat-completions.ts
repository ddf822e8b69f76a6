import { asObject, countOrNull, textOrNull, type Wire } from "./wire.ts";

/** OpenAI's chat completions and those who speak them. */
export const chatCompletions: Wire = {
  empty: "the reply has no choice",
  chatCompletions: true,
  facts(reply) {
    const choice = asObject(Array.isArray(reply["choices"]) ? reply["choices"][0] : undefined);
    const message = asObject(choice?.["message"]);
    if (!message) return null;
    const usage = asObject(reply["usage"]) ?? {};
    const cached = asObject(usage["prompt_tokens_details"])?.["cached_tokens"] ?? usage["num_cached_tokens"];
    return {
      usage: {
        input: countOrNull(usage["prompt_tokens"]),
        output: countOrNull(usage["completion_tokens"]),
        reasoning: countOrNull(asObject(usage["completion_tokens_details"])?.["reasoning_tokens"]),
        cachedInput: countOrNull(cached),
      },
      servedModel: textOrNull(reply["model"]),
      fingerprint: textOrNull(reply["system_fingerprint"]),
      id: textOrNull(reply["id"]),
      refusal: textOrNull(message["refusal"]),
      reportedCost: typeof usage["cost"] === "number" ? usage["cost"] : null,
    };
  },
};
