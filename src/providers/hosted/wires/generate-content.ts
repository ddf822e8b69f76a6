import { asObject, countOrNull, sumOrNull, textOrNull, type Wire } from "./wire.ts";

/** Google's generateContent. A prompt that was blocked has no candidate, and says so. */
export const generateContent: Wire = {
  empty: "the reply has no candidate",
  facts(reply) {
    const candidate = asObject(Array.isArray(reply["candidates"]) ? reply["candidates"][0] : undefined);
    const blocked = textOrNull(asObject(reply["promptFeedback"])?.["blockReason"]);
    if (!candidate && blocked === null) return null;
    const usage = asObject(reply["usageMetadata"]) ?? {};
    const thoughts = usage["thoughtsTokenCount"];
    return {
      usage: {
        input: sumOrNull(usage["promptTokenCount"], usage["toolUsePromptTokenCount"]),
        // Thoughts are billed as output and not counted among the candidates' tokens.
        output: sumOrNull(usage["candidatesTokenCount"] ?? (thoughts === undefined ? null : 0), thoughts),
        reasoning: countOrNull(thoughts),
        cachedInput: countOrNull(usage["cachedContentTokenCount"]),
      },
      servedModel: textOrNull(reply["modelVersion"]),
      fingerprint: null,
      id: textOrNull(reply["responseId"]),
      refusal: null,
      reportedCost: null,
    };
  },
};
