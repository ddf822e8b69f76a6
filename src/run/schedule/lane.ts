import type { ChatFailure, ResolvedModel } from "../../providers/provider.ts";
import type { Account } from "./account.ts";
import { outputGuess } from "./budget.ts";
import { type Pace, pace } from "./pace.ts";
import { type TokenBucket, tokenBucket } from "./token-bucket.ts";
import type { Attempt, LaneInput, LaneProgress, Settled, WorkItem } from "./types.ts";

/** An item on its way: what has been tried, and when it may go again. */
export interface OpenItem {
  readonly item: WorkItem;
  attempts: number;
  failures: number;
  limits: number;
  waitedMs: number;
  dueMs: number;
  endedAtMs: number;
  costUsd: number | null;
  readonly retriedFor: string[];
}

/** One model's queue and counters. Retries come before new items. */
export interface Lane {
  readonly input: LaneInput;
  readonly model: ResolvedModel;
  readonly account: Account;
  readonly requests: TokenBucket | null;
  readonly tokens: TokenBucket | null;
  readonly pace: Pace;
  readonly guess: ReturnType<typeof outputGuess>;
  /** Items waiting for their time, earliest last. */
  readonly retries: OpenItem[];
  /** Failures that may be the model's and not the item's; settled or let go once that is known. */
  undecided: { readonly open: OpenItem; readonly attempt: Attempt }[];
  next: OpenItem | null;
  pulling: boolean;
  exhausted: boolean;
  inFlight: number;
  done: number;
  failed: number;
  successes: number;
  costUsd: number | null;
  parked: { untilMs: number | null; why: string } | null;
}

export function makeLane(input: LaneInput, account: Account, nowMs: number): Lane {
  const { rpm, tpm } = input.model.limits;
  return {
    input,
    model: input.model,
    account,
    requests: rpm === null ? null : tokenBucket(rpm, nowMs),
    tokens: tpm === null ? null : tokenBucket(tpm, nowMs),
    pace: pace(),
    guess: outputGuess(),
    retries: [],
    undecided: [],
    next: null,
    pulling: false,
    exhausted: false,
    inFlight: 0,
    done: 0,
    failed: 0,
    successes: 0,
    costUsd: 0,
    parked: null,
  };
}

export function openItem(item: WorkItem): OpenItem {
  return { item, attempts: 0, failures: 0, limits: 0, waitedMs: 0, dueMs: 0, endedAtMs: 0, costUsd: 0, retriedFor: [] };
}

/** Keeps the retries sorted, the earliest at the end. */
export function pushRetry(lane: Lane, open: OpenItem): void {
  let at = lane.retries.length;
  while (at > 0 && lane.retries[at - 1]!.dueMs < open.dueMs) at--;
  lane.retries.splice(at, 0, open);
}

/** Causes that may lie with the model, the key or the server, and not with the item. */
export function mayBeTheModels(failure: ChatFailure): boolean {
  return !failure.final && ["auth", "not_found", "bad_request", "connection"].includes(failure.cause);
}

export function isDrained(lane: Lane): boolean {
  return lane.parked !== null || (lane.exhausted && lane.next === null && lane.retries.length === 0);
}

export function progressOf(lane: Lane): LaneProgress {
  const gate = lane.account.limiter.snapshot();
  return {
    model: lane.model.id,
    done: lane.done,
    failed: lane.failed,
    inFlight: lane.inFlight,
    waiting: lane.retries.length,
    limit: gate.limit,
    shutUntilMs: gate.shutUntil,
    parked: lane.parked?.why ?? null,
    costUsd: lane.costUsd,
  };
}

export function settledOf(open: OpenItem, attempt: Attempt): Settled {
  return {
    ...attempt,
    attempts: open.attempts,
    waitedMs: Math.round(open.waitedMs),
    retriedFor: open.retriedFor,
    totalCostUsd: attempt.outcome.callsCostUsd === undefined ? open.costUsd : attempt.outcome.callsCostUsd,
  };
}
