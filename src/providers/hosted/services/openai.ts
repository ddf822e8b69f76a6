import { allParams } from "../../resolve-entry.ts";
import type { Service } from "../service.ts";
import { chatCompletions } from "../wires/chat-completions.ts";
import { responses } from "../wires/responses.ts";

/** Reasoning models that always sample in their own way; later ones take a temperature when they do not reason. */
const fixedSampling = /(^|\/)(o\d|gpt-5(-mini|-nano|-pro)?(-\d{4}|$))/;

const common = {
  id: "openai",
  keyVariable: "OPENAI_API_KEY",
  baseUrl: "https://api.openai.com/v1",
  // The package decides by the effort whether it may send a temperature, so it has to know.
  providerOptions: ({ reasoningEffort }) => (reasoningEffort == null ? undefined : { openai: { reasoningEffort } }),
} as const satisfies Partial<Service>;

const paramsOf = (model: string) =>
  fixedSampling.test(model) ? allParams.filter((name) => name !== "temperature" && name !== "topP") : allParams;

/** OpenAI's newer route, where some models are served alone: no seed, no stop sequences. */
const openaiResponses: Service = {
  ...common,
  supportedParams: (model) => paramsOf(model).filter((name) => name !== "seed" && name !== "stop"),
  wire: responses,
  async load(model, settings) {
    const { createOpenAI } = await import("@ai-sdk/openai");
    return createOpenAI(settings).responses(model);
  },
};

/** OpenAI's chat completions, unless the roster says `route: responses`. */
export const openai: Service = {
  ...common,
  supportedParams: paramsOf,
  wire: chatCompletions,
  routes: { responses: openaiResponses },
  async load(model, settings) {
    const { createOpenAI } = await import("@ai-sdk/openai");
    return createOpenAI(settings).chat(model);
  },
};
