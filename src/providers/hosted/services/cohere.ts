import { allParams } from "../../resolve-entry.ts";
import type { Service } from "../service.ts";
import { cohereChat } from "../wires/cohere-chat.ts";

/** Cohere bounds reasoning by a token budget, not by an effort: send `extra: { thinking: … }`. */
export const cohere: Service = {
  id: "cohere",
  keyVariable: "COHERE_API_KEY",
  baseUrl: "https://api.cohere.com/v2",
  supportedParams: () => allParams.filter((name) => name !== "reasoningEffort"),
  wire: cohereChat,
  async load(model, settings) {
    const { createCohere } = await import("@ai-sdk/cohere");
    return createCohere(settings)(model);
  },
};
