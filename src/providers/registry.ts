import { UnknownKeyError } from "../errors/input-errors.ts";
import { compatibleProvider } from "./compatible/compatible-provider.ts";
import type { ChatProvider } from "./provider.ts";
import { replayProvider } from "./replay/replay-provider.ts";
import { simulatedProvider } from "./simulated/simulated-provider.ts";

interface ProviderOptions {
  /** Most sockets per origin: the sum of the caps of the models that share it. */
  connections: number;
}

/** Every provider there is. A new one is a file and a row. */
const makers = {
  compatible: (options: ProviderOptions) => compatibleProvider(options),
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
      if (!Object.hasOwn(makers, id)) throw new UnknownKeyError(name, providerNames, { place: { path: "provider" } });
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
