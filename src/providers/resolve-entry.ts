import type { RosterEntry, SamplingParams } from "../schema/run/roster.ts";
import { accountId } from "./account.ts";
import type { ResolvedModel } from "./provider.ts";

export const allParams = [
  "temperature",
  "topP",
  "maxOutputTokens",
  "seed",
  "stop",
  "reasoningEffort",
] as const satisfies readonly (keyof SamplingParams)[];

/** The part of `resolve` that all providers share: defaults, the name at the service, the account. */
export function resolveEntry(
  entry: RosterEntry,
  service: {
    provider: string;
    baseUrl: string | null;
    key: string | null;
    supportedParams?: readonly (keyof SamplingParams)[];
  },
): ResolvedModel {
  return {
    id: entry.id,
    label: entry.label ?? entry.id,
    provider: service.provider,
    model: entry.model ?? nameAtService(entry.id, service.provider),
    baseUrl: service.baseUrl,
    account: accountId(service.provider, service.baseUrl, service.key),
    concurrency: entry.concurrency,
    limits: { rpm: entry.rpm ?? null, tpm: entry.tpm ?? null, rpd: entry.rpd ?? null, tpd: entry.tpd ?? null },
    params: entry.params ?? {},
    extra: entry.extra ?? {},
    supportedParams: service.supportedParams ?? allParams,
    price: entry.price ?? null,
    family: entry.family ?? null,
    entry,
  };
}

/** "groq/llama-3.3-70b" on groq is "llama-3.3-70b" there; other prefixes belong to the name. */
function nameAtService(id: string, provider: string): string {
  return id.startsWith(`${provider}/`) ? id.slice(provider.length + 1) : id;
}
