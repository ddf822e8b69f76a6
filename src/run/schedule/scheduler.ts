import { performance } from "node:perf_hooks";
import type { ChatOutcome } from "../../providers/provider.ts";
import { accountsOf } from "./account.ts";
import { brokenProvider } from "./broken-provider.ts";
import { type CallEstimate, costOf } from "./budget.ts";
import { estimateCall, settleAccounts } from "./call-accounts.ts";
import { isDrained, type Lane, makeLane, type OpenItem, openItem, progressOf, pushRetry } from "./lane.ts";
import type { Permit } from "./limiter.ts";
import { outputQueue } from "./output-queue.ts";
import { settlementOf } from "./settlement.ts";
import { callTracer } from "./trace-calls.ts";
import type { Attempt, LaneInput, LaneProgress, ScheduleEnd, SchedulerOptions, Settled } from "./types.ts";
import { wakeTimer } from "./wake-timer.ts";

export interface Schedule {
  /** Each item as it is settled, already in the journal. Ends when nothing more can be done. */
  readonly results: AsyncIterable<Settled>;
  readonly end: Promise<ScheduleEnd>;
  progress(): readonly LaneProgress[];
}

/** Settled results the caller has not taken; beyond, nothing new is started. */
const mostUntaken = 1024;

/**
 * Runs all lanes at once under their accounts' limits. A waiting item holds no slot. Failures are results, not
 * exceptions; only a recorder that cannot write ends the schedule with an error.
 */
export function schedule(inputs: readonly LaneInput[], options: SchedulerOptions): Schedule {
  const { recorder, budget } = options;
  const clockOrigin = Date.now() - performance.now();
  const now = () => performance.now();
  const wall = (monotonic: number) => clockOrigin + monotonic;
  const accounts = accountsOf(
    inputs.map((input) => input.model),
    options.concurrency,
    (account, from, to, why) => recorder.event({ kind: "limit", account, from, to, why }),
  );
  const generate = callTracer();
  const lanes = inputs.map((input) => makeLane(input, accounts.get(input.model.account)!, now()));
  const queue = outputQueue<Settled>();
  const controllers = new Set<AbortController>();
  const { promise: end, resolve: resolveEnd, reject: rejectEnd } = Promise.withResolvers<ScheduleEnd>();
  end.catch(() => undefined);
  let endReason: ScheduleEnd["reason"] = "done";
  let stopping = false;
  let finished = false;
  let totalInFlight = 0;
  let turn = 0;
  const wake = wakeTimer(now, () => pump());
  const settlement = settlementOf(options, {
    wall,
    isStopping: () => stopping,
    stop: () => stop("max-failed"),
    settled(settled) {
      queue.push(settled);
      const left = settlement.pending();
      if (left === 0 || queue.size() + left === mostUntaken) pump();
    },
    failed: (error) => fail(error),
  });
  let graceTimer: NodeJS.Timeout | undefined;

  function stop(reason: ScheduleEnd["reason"]): void {
    if (stopping) return;
    stopping = true;
    endReason = reason;
    if (reason === "stopped") graceTimer = setTimeout(abortAll, options.graceMs);
  }
  function abortAll(): void {
    stop("stopped");
    for (const controller of controllers) controller.abort();
  }
  function onStop(): void {
    stop("stopped");
    pump();
  }
  function fail(error: unknown): void {
    if (finished) return;
    finished = true;
    cleanUp();
    for (const controller of controllers) controller.abort();
    queue.fail(error);
    rejectEnd(error);
  }
  function cleanUp(): void {
    wake.clear();
    clearTimeout(graceTimer);
    options.stop.removeEventListener("abort", onStop);
    options.abort.removeEventListener("abort", abortAll);
  }
  /** Starts whatever may start, one item per lane and round, and arms the clock for the rest. */
  function pump(): void {
    if (finished) return;
    let progress = !stopping;
    while (progress && !stopping) {
      progress = false;
      for (let i = 0; i < lanes.length && !stopping; i++) {
        const lane = lanes[(turn + i) % lanes.length]!;
        if (startOne(lane)) progress = true;
      }
      turn++;
    }
    finishIfDone();
  }

  function finishIfDone(): void {
    if (finished || totalInFlight > 0 || settlement.pending() > 0) return;
    if (!stopping && !lanes.every(isDrained)) return;
    const undecided = stopping ? undefined : lanes.find((lane) => lane.parked === null && lane.undecided.length > 0);
    if (undecided) {
      settlement.settleUndecided(undecided);
      return;
    }
    finished = true;
    cleanUp();
    const parked = lanes.flatMap((lane) => (lane.parked ? [{ model: lane.model.id, ...lane.parked }] : []));
    for (const lane of lanes) void lane.input.items.return?.();
    queue.end();
    resolveEnd({ reason: endReason === "done" && parked.length > 0 ? "parked" : endReason, parked });
  }

  /** True when an item of this lane was started. */
  function startOne(lane: Lane): boolean {
    if (isDrained(lane) || lane.inFlight >= lane.model.concurrency || totalInFlight >= options.concurrency)
      return false;
    if (queue.size() + settlement.pending() > mostUntaken) return false;
    const time = now();
    const free = lane.account.limiter.whenFree(time);
    if (free !== null) {
      wake.at(free);
      return false;
    }
    const open = takeDue(lane, time);
    if (open === null) return false;
    if (open.attempts === 0 && open.item.again !== true && recall(lane, open, time)) return true;
    const estimate = estimateCall(lane, open, budget);
    const bucketFree = Math.max(
      lane.requests?.whenFree(1, time) ?? 0,
      lane.tokens?.whenFree(estimate.tokens, time) ?? 0,
      lane.pace.whenFree(time),
    );
    if (bucketFree > time) {
      putBack(lane, open);
      wake.at(bucketFree);
      return false;
    }
    const spentDay = lane.input.quota?.whenFree(estimate.tokens, wall(time)) ?? null;
    if (spentDay !== null) {
      putBack(lane, open);
      const waitMs = spentDay.untilMs - wall(time);
      if (waitMs <= options.maxWaitMs) wake.at(time + waitMs);
      else settlement.park(lane, spentDay.untilMs, `daily quota: ${spentDay.why}`);
      return false;
    }
    if (!budget.reserve(estimate)) {
      putBack(lane, open);
      const why = "the next call might pass the budget";
      recorder.event({ kind: "budget", spentUsd: budget.spent.usd, spentTokens: budget.spent.tokens, why });
      stop("budget");
      return false;
    }
    lane.requests?.take(1, time);
    lane.tokens?.take(estimate.tokens, time);
    lane.input.quota?.take(estimate.tokens, wall(time));
    lane.pace.started(time);
    void call(lane, open, estimate, lane.account.limiter.start(time), time).catch(fail);
    return true;
  }

  /** True when an earlier answer was taken in place of a call. */
  function recall(lane: Lane, open: OpenItem, time: number): boolean {
    const known = options.recall?.(open.item, lane.model) ?? null;
    if (known === null) return false;
    const times = { startedAtMs: wall(time), endedAtMs: wall(time) };
    const { answer: outcome, recalled } = known;
    settlement.recalled(lane, open, {
      item: open.item,
      model: lane.model,
      n: 0,
      ...times,
      outcome,
      costUsd: 0,
      recalled,
    });
    return true;
  }

  /** The earliest due retry, else the next new item; null when there is none now. */
  function takeDue(lane: Lane, time: number): OpenItem | null {
    const retry = lane.retries.at(-1);
    if (retry && retry.dueMs <= time) return lane.retries.pop()!;
    if (retry) wake.at(retry.dueMs);
    if (lane.next !== null) {
      const open = lane.next;
      lane.next = null;
      return open;
    }
    if (!lane.exhausted && !lane.pulling) return pull(lane);
    return null;
  }

  function putBack(lane: Lane, open: OpenItem): void {
    if (open.attempts > 0 || lane.next !== null) pushRetry(lane, open);
    else lane.next = open;
  }

  /** Takes the next item at once from a plain iterator; an asynchronous one pumps again when it answers. */
  function pull(lane: Lane): OpenItem | null {
    let step: ReturnType<LaneInput["items"]["next"]>;
    try {
      step = lane.input.items.next();
    } catch (error) {
      fail(error);
      return null;
    }
    if (!(step instanceof Promise)) {
      if (step.done) lane.exhausted = true;
      return step.done ? null : openItem(step.value);
    }
    lane.pulling = true;
    step.then((result) => {
      lane.pulling = false;
      if (result.done) lane.exhausted = true;
      else lane.next = openItem(result.value);
      pump();
    }, fail);
    return null;
  }

  async function call(
    lane: Lane,
    open: OpenItem,
    estimate: CallEstimate,
    permit: Permit,
    startedAt: number,
  ): Promise<void> {
    lane.inFlight++;
    totalInFlight++;
    open.attempts++;
    if (open.attempts > 1) open.waitedMs += startedAt - open.endedAtMs;
    const controller = new AbortController();
    controllers.add(controller);
    const { item } = open;
    let outcome: ChatOutcome;
    try {
      const origin = { ...item.request.origin, cell: item.cell, attempt: open.attempts };
      const request = { ...item.request, origin, model: lane.model };
      outcome = await generate(lane.input.provider, request, {
        signal: controller.signal,
        timeoutMs: options.timeoutMs,
      });
    } catch (error) {
      outcome = brokenProvider(error);
    }
    const endedAt = now();
    controllers.delete(controller);
    lane.inFlight--;
    totalInFlight--;
    lane.account.limiter.end(permit);
    open.endedAtMs = endedAt;
    if (finished) return;
    const costUsd = outcome.kind === "answer" ? costOf(lane.model, outcome.usage, outcome.reportedCostUsd) : null;
    const shutUntil = settleAccounts(
      lane,
      open,
      { outcome, costUsd, estimate, permit, endedAt, wallMs: wall(endedAt) },
      budget,
      options.maxWaitMs,
    );
    if (shutUntil !== null && outcome.kind === "failure") {
      recorder.event({ kind: "gate", account: lane.account.id, untilMs: wall(shutUntil), why: outcome.message });
    }
    const attempt: Attempt = {
      item,
      model: lane.model,
      n: open.attempts,
      startedAtMs: wall(startedAt),
      endedAtMs: wall(endedAt),
      outcome,
      costUsd,
    };
    settlement.ended(lane, open, attempt, endedAt);
    pump();
  }

  queue.onTaken = () => pump();
  options.stop.addEventListener("abort", onStop, { once: true });
  options.abort.addEventListener("abort", abortAll, { once: true });
  if (options.abort.aborted) abortAll();
  else if (options.stop.aborted) stop("stopped");
  queueMicrotask(pump);
  return { results: queue, end, progress: () => lanes.map(progressOf) };
}
