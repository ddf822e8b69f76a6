import type { ChatAnswer, ChatOutcome, ChatProvider, ChatRequest, ResolvedModel } from "../../providers/provider.ts";
import type { Rng } from "../../stats/chance/rng.ts";
import type { Turn } from "../cells/conversation.ts";
import type { Budget } from "./budget.ts";
import type { DayQuota } from "./day-quota.ts";

/** One thing to ask: a (cell, repeat) at stage answer, one judge's question about it, or a call a task makes for it. */
export interface WorkItem {
  readonly cell: string;
  readonly repeat: number;
  /** "task": a call that a task made on its way to an answer. */
  readonly stage: "answer" | "judge" | "task";
  readonly judge: string | null;
  /** Absent where one question is all there is. */
  readonly turn?: Turn;
  /** True when it is asked again on purpose: an earlier answer may not stand in for it. */
  readonly again?: boolean;
  readonly request: Omit<ChatRequest, "model">;
}

/** All work for one model, pulled lazily so that memory does not grow with the number of cells. */
export interface LaneInput {
  readonly model: ResolvedModel;
  readonly provider: ChatProvider;
  readonly items: Iterator<WorkItem> | AsyncIterator<WorkItem>;
  /** What the model may use in a day; null or absent: no limit is declared. */
  readonly quota?: DayQuota | null;
  /** True where what is called spends nothing itself: its calls to models are scheduled, and paid for, on their own. */
  readonly unmetered?: boolean;
}

/** One call, as the journal keeps it. */
export interface Attempt {
  readonly item: WorkItem;
  readonly model: ResolvedModel;
  readonly n: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: ChatOutcome;
  readonly costUsd: number | null;
  /** Set when nothing was called because an earlier run's answer was taken. */
  readonly recalled?: Recalled;
}

/** Where a cached answer came from, and what it cost there. */
export interface Recalled {
  readonly runId: string;
  readonly savedUsd: number | null;
}

/** Answers of earlier calls, looked up before a call is made. */
export type Recall = (
  item: WorkItem,
  model: ResolvedModel,
) => { readonly answer: ChatAnswer; readonly recalled: Recalled } | null;

/** An item with its last word. */
export interface Settled extends Attempt {
  readonly attempts: number;
  readonly waitedMs: number;
  readonly retriedFor: readonly string[];
  /** Cost of all attempts; null when one of them is unknown. */
  readonly totalCostUsd: number | null;
}

export type SchedulerEvent =
  | { readonly kind: "gate"; readonly account: string; readonly untilMs: number; readonly why: string }
  | {
      readonly kind: "limit";
      readonly account: string;
      readonly from: number;
      readonly to: number;
      readonly why: string;
    }
  | {
      readonly kind: "retry";
      readonly model: string;
      readonly item: WorkItem;
      readonly attempt: number;
      readonly afterMs: number;
      readonly why: string;
    }
  | { readonly kind: "park"; readonly model: string; readonly untilMs: number | null; readonly why: string }
  | { readonly kind: "budget"; readonly spentUsd: number; readonly spentTokens: number; readonly why: string };

/** Where what happens is kept. Both are told before a result is counted. */
export interface Recorder {
  /** A call that will be tried again, or whose item stays open. Need not be waited for. */
  attempt(attempt: Attempt): void;
  /** The last word on an item. The item counts only once this resolves. */
  settle(settled: Settled): Promise<void>;
  event(event: SchedulerEvent): void;
}

export interface SchedulerOptions {
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly maxWaitMs: number;
  /** Most calls in flight over all accounts. */
  readonly concurrency: number;
  readonly budget: Budget;
  readonly rng: Rng;
  readonly recorder: Recorder;
  /** Stop starting; what is in flight may finish within `graceMs`. */
  readonly stop: AbortSignal;
  /** End what is in flight now. */
  readonly abort: AbortSignal;
  readonly graceMs: number;
  /** Items that may end in failure before the run stops; null: no bound. */
  readonly maxFailed: number | null;
  /** An answer that is there already takes no slot, no budget and no call. */
  readonly recall?: Recall;
}

/** How a scheduling ended. Everything not settled stays open for a resume. */
export interface ScheduleEnd {
  readonly reason: "done" | "stopped" | "budget" | "parked" | "max-failed";
  readonly parked: readonly { readonly model: string; readonly untilMs: number | null; readonly why: string }[];
}

export interface LaneProgress {
  readonly model: string;
  readonly done: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly limit: number;
  readonly shutUntilMs: number;
  readonly parked: string | null;
  readonly costUsd: number | null;
}
