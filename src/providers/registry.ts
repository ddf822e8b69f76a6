import { InvalidInputError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import { compatibleProvider } from "./compatible/compatible-provider.ts";
import { hostedProvider } from "./hosted/hosted-provider.ts";
import { anthropic } from "./hosted/services/anthropic.ts";
import { cerebras } from "./hosted/services/cerebras.ts";
import { cohere } from "./hosted/services/cohere.ts";
import { google } from "./hosted/services/google.ts";
import { groq } from "./hosted/services/groq.ts";
import { huggingface } from "./hosted/services/huggingface.ts";
import { mistral } from "./hosted/services/mistral.ts";
import { openai } from "./hosted/services/openai.ts";
import { openrouter } from "./hosted/services/openrouter.ts";
import { llamaProvider } from "./llama/llama-provider.ts";
import type { ChatProvider } from "./provider.ts";
import { replayProvider } from "./replay/replay-provider.ts";
import { simulatedProvider } from "./simulated/simulated-provider.ts";

interface ProviderOptions {
  /** Most sockets per origin: the sum of the caps of the models that share it. */
  connections: number;
}

/** Every provider there is. A new one is a file and a row. */
const makers = {
  anthropic: (options: ProviderOptions) => hostedProvider(anthropic, options),
  cerebras: (options: ProviderOptions) => hostedProvider(cerebras, options),
  cohere: (options: ProviderOptions) => hostedProvider(cohere, options),
  compatible: (options: ProviderOptions) => compatibleProvider(options),
  google: (options: ProviderOptions) => hostedProvider(google, options),
  groq: (options: ProviderOptions) => hostedProvider(groq, options),
  huggingface: (options: ProviderOptions) => hostedProvider(huggingface, options),
  llama: () => llamaProvider(),
  mistral: (options: ProviderOptions) => hostedProvider(mistral, options),
  openai: (options: ProviderOptions) => hostedProvider(openai, options),
  openrouter: (options: ProviderOptions) => hostedProvider(openrouter, options),
  replay: () => replayProvider(),
  simulated: () => simulatedProvider(),
} as const satisfies Record<string, (options: ProviderOptions) => ChatProvider>;

const aliases: Readonly<Record<string, keyof typeof makers>> = { "openai-compatible": "compatible" };

export const providerNames: readonly string[] = [...Object.keys(makers), ...Object.keys(aliases)];

/** One instance of each provider asked for, made on first use, so that sockets and files are shared inside a run. */
export function providerSet(options: ProviderOptions): { get(name: string): ChatProvider; close(): Promise<void> } {
  const made = new Map<string, ChatProvider>();
  return {
    get(name) {
      const id = aliases[name] ?? name;
      const known = made.get(id);
      if (known) return known;
      if (!Object.hasOwn(makers, id)) throw unknownProvider(name);
      const provider: ChatProvider = makers[id as keyof typeof makers](options);
      made.set(id, provider);
      return provider;
    },
    async close() {
      await Promise.all([...made.values()].map((provider) => provider.close?.()));
      made.clear();
    },
  };
}

function unknownProvider(name: string): InvalidInputError {
  const nearest = nearestName(name, providerNames);
  return new InvalidInputError(`there is no provider "${name}"`, {
    place: { path: "provider" },
    hint: nearest !== null ? `Did you mean "${nearest}"?` : `Providers: ${providerNames.join(", ")}.`,
  });
}
