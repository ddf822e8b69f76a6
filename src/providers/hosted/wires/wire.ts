import type { Usage } from "../../provider.ts";

/** What a reply tells beside its text. Null where it does not say; the packages put 0 there. */
export interface ReplyFacts {
  readonly usage: Usage;
  readonly servedModel: string | null;
  readonly fingerprint: string | null;
  /** The reply's own id. */
  readonly id: string | null;
  readonly refusal: string | null;
  /** In USD. */
  readonly reportedCost: number | null;
}

/** How replies of a family of services are read. */
export interface Wire {
  /** Facts of a parsed reply; null when it holds no answer. */
  facts(reply: Json): ReplyFacts | null;
  /** Words for a reply that is JSON and holds no answer. */
  readonly empty: string;
  /** Usage the package insists on; put into a reply without any, for the package's eyes only. */
  readonly usageStandIn?: object;
  /** True where our own reader of chat completions can read an answer that a package's schema turns away. */
  readonly chatCompletions?: boolean;
}

export type Json = Record<string, unknown>;

export function asObject(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function countOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
}

/** The sum of the counts given; null when the first, which carries the total, is absent. */
export function sumOrNull(total: unknown, ...others: readonly unknown[]): number | null {
  const base = countOrNull(total);
  return base === null ? null : others.reduce<number>((sum, other) => sum + (countOrNull(other) ?? 0), base);
}
