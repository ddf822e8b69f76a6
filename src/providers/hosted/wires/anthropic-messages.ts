import { asObject, countOrNull, sumOrNull, textOrNull, type Wire } from "./wire.ts";

export const anthropicMessages: Wire = {
  empty: "the reply is no message",
  usageStandIn: { input_tokens: 0, output_tokens: 0 },
  facts(reply) {
    if (reply["type"] !== "message") return null;
    const usage = asObject(reply["usage"]) ?? {};
    const cached = usage["cache_read_input_tokens"];
    return {
      usage: {
        // input_tokens leaves out what was read from the cache or written to it.
        input: sumOrNull(usage["input_tokens"], cached, usage["cache_creation_input_tokens"]),
        output: countOrNull(usage["output_tokens"]),
        reasoning: countOrNull(asObject(usage["output_tokens_details"])?.["thinking_tokens"]),
        cachedInput: countOrNull(cached),
      },
      servedModel: textOrNull(reply["model"]),
      fingerprint: null,
      id: textOrNull(reply["id"]),
      refusal: textOrNull(asObject(reply["stop_details"])?.["explanation"]),
      reportedCost: null,
    };
  },
};
