import type { ResolvedModel, Usage } from "../../providers/provider.ts";

export interface BudgetLimits {
  readonly usd: number | null;
  readonly tokens: number | null;
}

export interface Budget {
  /** Reserves the worst case of a call; false when that would pass a limit. */
  reserve(estimate: CallEstimate): boolean;
  /** Replaces a reservation by what was really used (unknown parts keep the estimate). */
  settle(estimate: CallEstimate, usage: { tokens: number | null; usd: number | null }): void;
  readonly spent: { usd: number; tokens: number };
  readonly limits: BudgetLimits;
}

export interface CallEstimate {
  readonly tokens: number;
  /** null when no price is known. */
  readonly usd: number | null;
}

/** Keeps spent plus reserved under the limits. `already` is what earlier sessions of the run have spent. */
export function budget(limits: BudgetLimits, already = { usd: 0, tokens: 0 }): Budget {
  const spent = { ...already };
  const reserved = { usd: 0, tokens: 0 };
  return {
    limits,
    spent,
    reserve(estimate) {
      const usd = estimate.usd ?? 0;
      if (limits.usd !== null && spent.usd + reserved.usd + usd > limits.usd) return false;
      if (limits.tokens !== null && spent.tokens + reserved.tokens + estimate.tokens > limits.tokens) return false;
      reserved.usd += usd;
      reserved.tokens += estimate.tokens;
      return true;
    },
    settle(estimate, usage) {
      reserved.usd -= estimate.usd ?? 0;
      reserved.tokens -= estimate.tokens;
      spent.usd += usage.usd ?? estimate.usd ?? 0;
      spent.tokens += usage.tokens ?? estimate.tokens;
    },
  };
}

/** Cost of a call in USD by its model's dated price; null when a price or a count is missing. A reported cost wins. */
export function costOf(model: ResolvedModel, usage: Usage, reportedUsd: number | null): number | null {
  if (reportedUsd !== null) return reportedUsd;
  const price = model.price;
  if (price === null || usage.input === null || usage.output === null) return null;
  const cached = price.cachedInput === undefined ? 0 : (usage.cachedInput ?? 0);
  const reasoning = price.reasoning === undefined ? 0 : (usage.reasoning ?? 0);
  const sum =
    (usage.input - cached) * price.input +
    cached * (price.cachedInput ?? 0) +
    (usage.output - reasoning) * price.output +
    reasoning * (price.reasoning ?? 0);
  return sum / price.per;
}

/** Tokens a text may have: characters over four. An estimate, and marked as one wherever it is shown. */
export function estimateTokens(messages: readonly { content: string }[]): number {
  let characters = 0;
  for (const message of messages) characters += message.content.length;
  return Math.ceil(characters / 4);
}

/** Upper guess of an answer's length: the declared cap, else the 95th percentile so far, else 1,024 tokens. */
export function outputGuess(): {
  observe(tokens: number): void;
  mean(): number;
  high(cap: number | null | undefined): number;
} {
  const kept: number[] = [];
  let seen = 0;
  let sum = 0;
  let high = 1024;
  return {
    observe(tokens) {
      sum += tokens;
      kept[seen++ % 512] = tokens;
      if (seen % 64 === 0 || seen === 20) high = [...kept].sort((a, b) => a - b)[Math.floor(kept.length * 0.95)]!;
    },
    mean: () => (seen === 0 ? 256 : sum / seen),
    high: (cap) => cap ?? high,
  };
}
