import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from "@ai-sdk/provider";
import type { SamplingParams } from "../../schema/run/roster.ts";
import type { ChatFailure } from "../provider.ts";
import type { Headers } from "./call/exchange.ts";
import type { Wire } from "./wires/wire.ts";

export type CallOptions = LanguageModelV4CallOptions;
export type GenerateResult = LanguageModelV4GenerateResult;

/** The one method of an AI SDK model that is used here. */
export interface HostedModel {
  doGenerate(options: CallOptions): PromiseLike<GenerateResult>;
}

/** Where a package's model is pointed. The key is always passed, so that a package's own variable is never read. */
export interface PackageSettings {
  readonly baseURL: string;
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
}

/** What tells one hosted service from another. */
export interface Service {
  readonly id: string;
  /** The environment variable that holds the key, unless the roster names another. */
  readonly keyVariable: string;
  readonly baseUrl: string;
  /** Sampling parameters this model of the service takes; the rest is refused before a run begins. */
  readonly supportedParams: (model: string) => readonly (keyof SamplingParams)[];
  /** Imports the package, on the first call to the service, and makes the model. */
  readonly load: (model: string, settings: PackageSettings) => Promise<HostedModel>;
  readonly wire: Wire;
  /** Other ways into the same service, by the roster's `route`. */
  readonly routes?: Readonly<Record<string, Service>>;
  /** True where the wire has room for one system message only. */
  readonly oneSystemMessage?: boolean;
  /** Body fields that carry the reasoning effort. */
  readonly effortFields?: (effort: string) => object;
  /** Options of the package itself. */
  readonly providerOptions?: (params: SamplingParams) => CallOptions["providerOptions"];
  /** Reads a reply with a status other than 200, where the words all services share do not do. */
  readonly failure?: (status: number, headers: Headers, body: string, nowMs: number) => ChatFailure;
}
