import type { FailureCause } from "../schema/run/outcome.ts";
import type { ChatMessage, PromptRow } from "../schema/run/prompt-row.ts";
import type { Price, RosterEntry, SamplingParams } from "../schema/run/roster.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** A roster entry after its provider has looked at it: where calls go and on whose account. Holds no key. */
export interface ResolvedModel {
  /** The subject's id. */
  readonly id: string;
  readonly label: string;
  readonly provider: string;
  /** Name at the service. */
  readonly model: string;
  /** Which way into the service, where it is not the usual one. */
  readonly route?: string;
  /** Where calls go; null for providers without a network. */
  readonly baseUrl: string | null;
  /** Gate key: provider, base URL and the first 12 hex of sha256(key). Models on one account share limits. */
  readonly account: string;
  readonly concurrency: number;
  readonly limits: { rpm: number | null; tpm: number | null; rpd: number | null; tpd: number | null };
  readonly params: SamplingParams;
  readonly extra: Readonly<Record<string, unknown>>;
  /** Sampling parameters the service takes. */
  readonly supportedParams: readonly (keyof SamplingParams)[];
  readonly price: Price | null;
  readonly family: string | null;
  readonly entry: RosterEntry;
}

/** What a call is for. Only `simulated` and `replay` read it; nothing of it goes over a wire. */
export interface CallOrigin {
  readonly prompt: PromptRow;
  /** Key of the cell, where a task needs it to name the calls it makes. */
  readonly cell?: string;
  readonly repeat: number;
  readonly stage: "answer" | "judge";
  /** The judged subject, at stage judge. */
  readonly subject: string | null;
  /** 1 for the first call of a (cell, repeat), 2 for the next … */
  readonly attempt: number;
  /** Which question of a conversation, from 0; absent where there is one only. */
  readonly turn?: number;
  /** 2 when a judge is asked again to see whether it agrees with itself; absent the first time. */
  readonly asking?: number;
}

export interface ChatRequest {
  readonly model: ResolvedModel;
  readonly messages: readonly ChatMessage[];
  readonly params: SamplingParams;
  /** JSON Schema the answer should satisfy, where the service can be told; else null. */
  readonly responseSchema: object | null;
  readonly origin: CallOrigin;
}

export interface Usage {
  readonly input: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
  readonly cachedInput: number | null;
}

/** One window of a service's limits, as it stood when it answered. */
export interface RateWindow {
  readonly kind: "requests" | "tokens";
  readonly remaining: number;
  readonly limit: number;
  /** Until the window begins anew. */
  readonly resetMs: number;
}

export interface ChatAnswer {
  readonly kind: "answer";
  readonly text: string;
  readonly reasoningText: string | null;
  readonly finish: "stop" | "length" | "content-filter" | "refusal" | "tool" | "other";
  /** The service's own refusal text. */
  readonly refusal: string | null;
  readonly usage: Usage;
  readonly servedModel: string | null;
  readonly fingerprint: string | null;
  readonly requestId: string | null;
  /** Rate headers by lower-case name, for pacing. */
  readonly rateHeaders: Readonly<Record<string, string>>;
  /** The same, read: what is left of each window. Absent where the service tells nothing. */
  readonly rateWindows?: readonly RateWindow[];
  /** Cost the service itself reports, in USD; null when it reports none. */
  readonly reportedCostUsd: number | null;
  /** Latency to record in place of the measured one (replay); undefined elsewhere. */
  readonly latencyMs?: number | null;
  /** The messages as they went over the wire, where that is not as they were asked. */
  readonly messagesSent?: readonly ChatMessage[];
  /** Cost of calls made on the way to this answer, each journalled on its own; null when unknown. Only a task has it. */
  readonly callsCostUsd?: number | null;
  readonly raw: unknown;
}

export interface ChatFailure {
  readonly kind: "failure";
  readonly cause: FailureCause;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  /** Which window a limit belongs to. */
  readonly scope: "minute" | "day" | null;
  readonly message: string;
  readonly raw: unknown;
  /** True for a recorded failure: asking again cannot help, and it says nothing about the service. */
  readonly final?: boolean;
  /** As of an answer. */
  readonly callsCostUsd?: number | null;
}

export type ChatOutcome = ChatAnswer | ChatFailure;

/** One way to reach chat models. No retry inside: the scheduler owns time. */
export interface ChatProvider {
  readonly id: string;
  /** Raised when requests are written or replies read in another way: cached answers are then asked anew. Default 1. */
  readonly adapterVersion?: number;
  /** Where and on whose account this entry is served. Throws MissingKeyError naming the variable. */
  resolve(entry: RosterEntry, env: Env): ResolvedModel;
  /** One call. Never throws for anything a service can do; an aborted call is `cancelled`. */
  generate(request: ChatRequest, call: { signal: AbortSignal; timeoutMs: number }): Promise<ChatOutcome>;
  /** Sockets and files, if any. */
  close?(): Promise<void>;
}
