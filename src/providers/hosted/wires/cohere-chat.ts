import { asObject, countOrNull, textOrNull, type Wire } from "./wire.ts";

/** Cohere's chat, version 2. It does not say which model answered. */
export const cohereChat: Wire = {
  empty: "the reply has no message",
  usageStandIn: { tokens: { input_tokens: 0, output_tokens: 0 } },
  facts(reply) {
    if (!asObject(reply["message"])) return null;
    const usage = asObject(reply["usage"]) ?? {};
    // Billed units are what a price counts; the plain count holds the service's own preamble too.
    const tokens = asObject(usage["billed_units"]) ?? asObject(usage["tokens"]) ?? {};
    return {
      usage: {
        input: countOrNull(tokens["input_tokens"]),
        output: countOrNull(tokens["output_tokens"]),
        reasoning: null,
        cachedInput: countOrNull(usage["cached_tokens"]),
      },
      servedModel: null,
      fingerprint: null,
      id: textOrNull(reply["id"]) ?? textOrNull(reply["generation_id"]),
      refusal: null,
      reportedCost: null,
    };
  },
};
