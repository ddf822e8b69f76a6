import { allParams } from "../../resolve-entry.ts";
import type { Service } from "../service.ts";
import { chatCompletions } from "../wires/chat-completions.ts";

export const mistral: Service = {
  id: "mistral",
  keyVariable: "MISTRAL_API_KEY",
  baseUrl: "https://api.mistral.ai/v1",
  supportedParams: () => allParams,
  wire: chatCompletions,
  effortFields: (effort) => ({ reasoning_effort: effort }),
  async load(model, settings) {
    const { createMistral } = await import("@ai-sdk/mistral");
    return createMistral(settings)(model);
  },
};
