import { allParams } from "../../resolve-entry.ts";
import type { Service } from "../service.ts";
import { chatCompletions } from "../wires/chat-completions.ts";

export const groq: Service = {
  id: "groq",
  keyVariable: "GROQ_API_KEY",
  baseUrl: "https://api.groq.com/openai/v1",
  supportedParams: () => allParams,
  wire: chatCompletions,
  effortFields: (effort) => ({ reasoning_effort: effort }),
  async load(model, settings) {
    const { createGroq } = await import("@ai-sdk/groq");
    return createGroq(settings)(model);
  },
};
