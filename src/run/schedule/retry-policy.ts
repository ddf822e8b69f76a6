import type { ChatFailure } from "../../providers/provider.ts";
import type { FailureCause } from "../../schema/run/outcome.ts";

export interface RetryLimits {
  /** Further calls after the first for causes other than 429; 0 means one call whatever the answer. */
  readonly maxRetries: number;
  /** Longest single wait; a service that asks for more has its model parked. */
  readonly maxWaitMs: number;
}

/** What a call has cost its item so far. */
export interface TriesSoFar {
  readonly failures: number;
  readonly limits: number;
}

export type RetryDecision =
  | { readonly kind: "retry"; readonly afterMs: number }
  | { readonly kind: "final" }
  /** The item keeps no outcome; the model stops until `untilMs` from now (null: until the user does something). */
  | { readonly kind: "park"; readonly afterMs: number | null; readonly why: string };

const mostLimitWaits = 20;
const longestBackoffMs = 65_000;
const hopeless: ReadonlySet<FailureCause> = new Set([
  "auth",
  "not_found",
  "bad_request",
  "context_length",
  "content_filter",
]);

/**
 * Whether and when to ask again. `jitter` in [0, 1) comes from the run's rng; `wallMs` is the wall clock, for limits
 * that reset on the full minute. 429 waits do not use up `maxRetries`, except when it is 0.
 */
export function decideRetry(
  failure: ChatFailure,
  tries: TriesSoFar,
  limits: RetryLimits,
  jitter: number,
  wallMs: number,
): RetryDecision {
  if (failure.final || failure.cause === "cancelled") return { kind: "final" };
  if (failure.cause === "quota") {
    return { kind: "park", afterMs: failure.retryAfterMs, why: `quota used up: ${failure.message}` };
  }
  if (failure.retryAfterMs !== null && failure.retryAfterMs > limits.maxWaitMs) {
    const why = `the service asks to wait ${Math.round(failure.retryAfterMs / 1000)} s, longer than --max-wait`;
    return { kind: "park", afterMs: failure.retryAfterMs, why };
  }
  if (hopeless.has(failure.cause) || limits.maxRetries === 0) return { kind: "final" };
  const limited = failure.cause === "rate_limit";
  if (limited ? tries.limits >= mostLimitWaits : tries.failures > limits.maxRetries) return { kind: "final" };
  return { kind: "retry", afterMs: waitMs(failure, limited, tries, wallMs) + 250 + 500 * jitter };
}

function waitMs(failure: ChatFailure, limited: boolean, tries: TriesSoFar, wallMs: number): number {
  if (failure.retryAfterMs !== null) return failure.retryAfterMs;
  if (limited) return Math.max(5000, 60_000 - (wallMs % 60_000) + 1000);
  return Math.min(longestBackoffMs, 1500 * 2 ** (tries.failures - 1));
}
