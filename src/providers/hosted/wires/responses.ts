import { asObject, countOrNull, textOrNull, type Wire } from "./wire.ts";

/** OpenAI's responses. An answer is a message among the outputs; one that only thought has none and was cut. */
export const responses: Wire = {
  empty: "the reply has no output",
  facts(reply) {
    const outputs = Array.isArray(reply["output"]) ? reply["output"].map(asObject) : [];
    const said = outputs.filter((output) => output?.["type"] === "message");
    if (said.length === 0 && reply["status"] !== "incomplete") return null;
    const parts = said.flatMap((output) => (Array.isArray(output?.["content"]) ? output["content"].map(asObject) : []));
    const usage = asObject(reply["usage"]) ?? {};
    return {
      usage: {
        input: countOrNull(usage["input_tokens"]),
        output: countOrNull(usage["output_tokens"]),
        reasoning: countOrNull(asObject(usage["output_tokens_details"])?.["reasoning_tokens"]),
        cachedInput: countOrNull(asObject(usage["input_tokens_details"])?.["cached_tokens"]),
      },
      servedModel: textOrNull(reply["model"]),
      fingerprint: null,
      id: textOrNull(reply["id"]),
      refusal: textOrNull(parts.find((part) => part?.["type"] === "refusal")?.["refusal"]),
      reportedCost: null,
    };
  },
};
