import type { ChatFailure } from "../../providers/provider.ts";
import { endsCell } from "../cells/conversation.ts";
import { classify } from "../classify.ts";
import { type Lane, mayBeTheModels, type OpenItem, pushRetry, settledOf } from "./lane.ts";
import { decideRetry } from "./retry-policy.ts";
import type { Attempt, SchedulerOptions, Settled } from "./types.ts";

/** What the settlement needs of the schedule around it. */
export interface SettlementHost {
  /** The wall clock at a time of the schedule's own. */
  wall(time: number): number;
  isStopping(): boolean;
  /** More items failed than the run allows. */
  stop(): void;
  /** An item is in the journal and counted. */
  settled(settled: Settled): void;
  /** The journal could not be written. */
  failed(error: unknown): void;
}

export interface Settlement {
  /** A call has ended: its item is settled, tried again later, or left open. */
  ended(lane: Lane, open: OpenItem, attempt: Attempt, time: number): void;
  /** An answer of an earlier run stands in for a call. */
  recalled(lane: Lane, open: OpenItem, attempt: Attempt): void;
  /** Failures that were not known to be the model's are the items' own after all. */
  settleUndecided(lane: Lane): void;
  /** Stops a model; what it still had open is left for a resume. */
  park(lane: Lane, untilMs: number | null, why: string): void;
  /** Items on their way into the journal. */
  pending(): number;
}

/** Whether an item is its cell's last word, and not a turn before the last. */
function isCellEnd({ item, outcome }: Settled): boolean {
  return endsCell(item.turn, classify(outcome).outcome, outcome.kind === "answer" ? outcome.text : "");
}

/** Failures in a row, with no success before them, after which a model is parked. */
const failuresToPark = 3;

/** Decides what becomes of an item when its call has ended, and sees settled ones into the journal. */
export function settlementOf(options: SchedulerOptions, host: SettlementHost): Settlement {
  const { recorder } = options;
  let settling = 0;
  let failedItems = 0;

  function ended(lane: Lane, open: OpenItem, attempt: Attempt, time: number): void {
    if (attempt.outcome.kind === "failure") {
      handleFailure(lane, open, attempt, attempt.outcome, time);
      return;
    }
    lane.successes++;
    if (lane.undecided.length > 0) settleUndecided(lane);
    settle(lane, open, attempt);
  }

  function handleFailure(lane: Lane, open: OpenItem, attempt: Attempt, failure: ChatFailure, time: number): void {
    if (failure.cause === "cancelled") {
      recorder.attempt(attempt);
      return;
    }
    if (failure.cause === "rate_limit") open.limits++;
    else open.failures++;
    const decision = decideRetry(failure, open, options, options.rng.float(), Date.now());
    if (decision.kind === "retry") {
      recorder.attempt(attempt);
      open.retriedFor.push(failure.cause);
      open.dueMs = time + decision.afterMs;
      if (!host.isStopping()) pushRetry(lane, open);
      recorder.event({
        kind: "retry",
        model: lane.model.id,
        item: open.item,
        attempt: open.attempts,
        afterMs: decision.afterMs,
        why: failure.message,
      });
    } else if (decision.kind === "park") {
      recorder.attempt(attempt);
      park(lane, decision.afterMs === null ? null : host.wall(time) + decision.afterMs, decision.why);
    } else if (lane.successes === 0 && mayBeTheModels(failure)) {
      lane.undecided.push({ open, attempt });
      if (lane.undecided.length >= failuresToPark) park(lane, null, `${failure.cause}: ${failure.message}`);
    } else settle(lane, open, attempt);
  }

  /** Stops a model. What it still had open, undecided failures included, is left for a resume. */
  function park(lane: Lane, untilMs: number | null, why: string): void {
    for (const { attempt } of lane.undecided) recorder.attempt(attempt);
    lane.undecided = [];
    lane.retries.length = 0;
    if (lane.parked !== null) return;
    lane.parked = { untilMs, why };
    recorder.event({ kind: "park", model: lane.model.id, untilMs, why });
  }

  function settleUndecided(lane: Lane): void {
    const waiting = lane.undecided;
    lane.undecided = [];
    for (const { open, attempt } of waiting) settle(lane, open, attempt);
  }

  function settle(lane: Lane, open: OpenItem, attempt: Attempt): void {
    const settled = settledOf(open, attempt);
    settling++;
    recorder.settle(settled).then(() => {
      settling--;
      if (isCellEnd(settled)) lane.done++;
      if (attempt.outcome.kind === "failure") {
        lane.failed++;
        failedItems++;
        if (options.maxFailed !== null && failedItems > options.maxFailed) host.stop();
      }
      host.settled(settled);
    }, host.failed);
  }

  return { ended, recalled: settle, settleUndecided, park, pending: () => settling };
}
