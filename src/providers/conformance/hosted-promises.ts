import type { RosterEntry } from "../../schema/run/roster.ts";
import { hostedProvider } from "../hosted/hosted-provider.ts";
import type { Service } from "../hosted/service.ts";
import { type Dialect, fullRequest, keepsTheProviderPromises } from "./provider-promises.ts";

/** The promises for a service of the table, pointed at loopback. */
export function keepsTheHostedPromises(
  service: Service,
  dialect: Omit<Dialect, "make" | "entry" | "env" | "secret">,
  over: Partial<RosterEntry> = {},
): void {
  keepsTheProviderPromises({
    make: () => hostedProvider(service, { connections: 4 }),
    entry: (url) => ({
      id: `${service.id}/the-model`,
      provider: service.id,
      baseUrl: `${url}/base/`,
      concurrency: 4,
      ...over,
    }),
    env: { [service.keyVariable]: hostedKey },
    secret: hostedKey,
    ...dialect,
  });
}

export const hostedKey = "sk-very-secret-123";

/** `fullRequest` as chat completions carry it. */
export const sentToChatCompletions = {
  path: "/base/chat/completions",
  headers: { authorization: `Bearer ${hostedKey}` },
  body: {
    model: "the-model",
    messages: fullRequest.messages,
    temperature: 0.3,
    top_p: 0.9,
    max_tokens: 50,
    seed: 7,
    stop: ["END"],
  },
};
