import { allParams } from "../../resolve-entry.ts";
import type { Service } from "../service.ts";
import { chatCompletions } from "../wires/chat-completions.ts";

export const cerebras: Service = {
  id: "cerebras",
  keyVariable: "CEREBRAS_API_KEY",
  baseUrl: "https://api.cerebras.ai/v1",
  supportedParams: () => allParams,
  wire: chatCompletions,
  effortFields: (effort) => ({ reasoning_effort: effort }),
  async load(model, settings) {
    const { createCerebras } = await import("@ai-sdk/cerebras");
    return createCerebras(settings)(model);
  },
};
