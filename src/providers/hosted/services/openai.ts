import { allParams } from "../../resolve-entry.ts";
import type { Service } from "../service.ts";
import { chatCompletions } from "../wires/chat-completions.ts";

/** Reasoning models that always sample in their own way; later ones take a temperature when they do not reason. */
const fixedSampling = /(^|\/)(o\d|gpt-5(-mini|-nano|-pro)?(-\d{4}|$))/;

/** OpenAI's chat completions: unlike the responses route they take a seed and stop sequences. */
export const openai: Service = {
  id: "openai",
  keyVariable: "OPENAI_API_KEY",
  baseUrl: "https://api.openai.com/v1",
  supportedParams: (model) =>
    fixedSampling.test(model) ? allParams.filter((name) => name !== "temperature" && name !== "topP") : allParams,
  wire: chatCompletions,
  // The package decides by the effort whether it may send a temperature, so it has to know.
  providerOptions: ({ reasoningEffort }) => (reasoningEffort == null ? undefined : { openai: { reasoningEffort } }),
  async load(model, settings) {
    const { createOpenAI } = await import("@ai-sdk/openai");
    return createOpenAI(settings).chat(model);
  },
};
