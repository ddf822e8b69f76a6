import type { ChatOutcome } from "../../providers/provider.ts";
import { type Budget, type CallEstimate, costOf, estimateTokens } from "./budget.ts";
import type { Lane, OpenItem } from "./lane.ts";
import type { Permit } from "./limiter.ts";

/** What a call may use at the worst, for the budget; the expected use where only the pace matters. */
export function estimateCall(lane: Lane, open: OpenItem, budget: Budget): CallEstimate {
  if (lane.input.unmetered === true) return { tokens: 0, usd: 0 };
  const input = estimateTokens(open.item.request.messages);
  const output = lane.guess.high(open.item.request.params.maxOutputTokens);
  const usd = costOf(lane.model, { input, output, reasoning: null, cachedInput: null }, null);
  const tokens = budget.limits.tokens === null ? input + Math.ceil(lane.guess.mean()) : input + output;
  return { tokens, usd };
}

export interface EndedCall {
  readonly outcome: ChatOutcome;
  readonly costUsd: number | null;
  readonly estimate: CallEstimate;
  readonly permit: Permit;
  readonly endedAt: number;
  /** The same on the wall clock. */
  readonly wallMs: number;
}

/** Causes of calls that a service does not count: it turned them away before any work. */
const uncounted: ReadonlySet<string> = new Set(["rate_limit", "quota", "connection", "auth"]);

/**
 * Tells budget, token bucket and limiter what a call really was. Answers with the time until which the account is now
 * shut, when this call shut it longer than before; else null.
 */
export function settleAccounts(
  lane: Lane,
  open: OpenItem,
  call: EndedCall,
  budget: Budget,
  maxWaitMs: number,
): number | null {
  const { outcome, costUsd, estimate, permit, endedAt, wallMs } = call;
  const gate = lane.account.limiter;
  if (outcome.kind === "answer") {
    const { input, output } = outcome.usage;
    const tokens = input === null || output === null ? null : input + output;
    if (output !== null) lane.guess.observe(output);
    if (tokens !== null) lane.tokens?.settle(estimate.tokens - tokens, endedAt);
    lane.input.quota?.settle(tokens === null ? 0 : estimate.tokens - tokens, true, wallMs);
    if (outcome.rateWindows) lane.pace.observe(outcome.rateWindows, tokens ?? estimate.tokens, endedAt);
    budget.settle(estimate, { tokens, usd: costUsd });
    open.costUsd = plus(open.costUsd, costUsd);
    lane.costUsd = plus(lane.costUsd, costUsd);
    gate.success(permit, endedAt);
    return null;
  }
  budget.settle(estimate, { tokens: 0, usd: 0 });
  const counted = !uncounted.has(outcome.cause);
  if (!counted) lane.tokens?.settle(estimate.tokens, endedAt);
  lane.input.quota?.settle(counted ? 0 : estimate.tokens, counted, wallMs);
  if (outcome.cause === "rate_limit") {
    const before = gate.snapshot().shutUntil;
    const bounded = outcome.retryAfterMs !== null && outcome.retryAfterMs <= maxWaitMs ? outcome.retryAfterMs : null;
    gate.limited(permit, bounded, endedAt);
    const after = gate.snapshot().shutUntil;
    return after > before ? after : null;
  }
  if (outcome.cause === "transient" || outcome.cause === "timeout") gate.trouble();
  else if (outcome.cause !== "connection" && outcome.cause !== "cancelled") gate.success(permit, endedAt);
  return null;
}

function plus(sum: number | null, value: number | null): number | null {
  return sum === null || value === null ? null : sum + value;
}
