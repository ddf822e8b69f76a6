import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type AnswerCache, answerCache } from "../run/cache/answer-cache.ts";
import { type GridIndex, openGrid } from "../run/cells/grid-index.ts";
import { openRunJournal, type RunJournal } from "../run/journal/run-journal.ts";
import { budget } from "../run/schedule/budget.ts";
import { schedule } from "../run/schedule/scheduler.ts";
import type { LaneProgress, ScheduleEnd, SchedulerOptions, Settled } from "../run/schedule/types.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import { openAnswerCache } from "../store/answer-cache.ts";
import { lockFolder } from "../store/run-lock.ts";
import { openWorkspace } from "../store/workspace.ts";
import { type DayQuotas, openDayQuotas } from "./day-quotas.ts";
import { type ModelClients, modelClients } from "./model-clients.ts";
import { type OpenItems, openItems } from "./open-items.ts";
import type { RunPlan } from "./plan-run.ts";
import { type Again, asksAgain, type RetryChoice } from "./retry-outcomes.ts";
import { journalLineOf, runLog } from "./run-log.ts";
import { type FinishedRun, finishRun } from "./run-record.ts";
import { failureBound } from "./run-settings.ts";
import type { BegunRun } from "./start-run.ts";

/** One answer as it lands, already in the journal. */
export interface LandedAnswer {
  readonly settled: Settled;
}

export interface RunningEval {
  readonly runId: string;
  readonly folder: string;
  /** What was found and mended when the run was opened. */
  readonly notices: readonly string[];
  /** Cells × repeats planned, and how many of them were done before this session. */
  readonly planned: number;
  readonly doneBefore: number;
  readonly answers: AsyncIterable<LandedAnswer>;
  readonly end: Promise<FinishedRun>;
  progress(): readonly LaneProgress[];
}

export interface SessionSignals {
  /** Stop starting; finish what is in flight. */
  readonly stop: AbortSignal;
  /** End now. */
  readonly abort: AbortSignal;
}

/**
 * Runs what is left of a run in `folder`: every cell and repeat that has no effective line in the journal. The caller
 * takes answers at its own pace; ending the iteration early stops the run cleanly.
 */
export async function runEval(
  plan: RunPlan,
  run: BegunRun,
  signals: SessionSignals,
  options: { readonly now: () => Date; readonly retry?: RetryChoice },
): Promise<RunningEval> {
  const lock = await lockFolder(run.folder, { now: options.now() });
  let journal: RunJournal | undefined;
  let grid: GridIndex | undefined;
  try {
    await mkdir(run.folder, { recursive: true });
    const again = await asksAgain(options.retry, join(run.folder, "run_scored.jsonl"));
    journal = await openRunJournal(run.folder, { supersede: () => options.retry !== undefined });
    grid = await openGrid(join(run.folder, "grid.jsonl"));
    const cache = await cacheOf(plan, run, options.now());
    const { workspace, cwd } = plan.request;
    const models = [...plan.subjects, ...(plan.task?.models ?? [])].map(({ model }) => model);
    const quotas = await openDayQuotas(
      () => openWorkspace(workspace ?? cwd),
      models,
      () => options.now().getTime(),
    );
    return begin(plan, run, signals, options, { lock, journal, grid, again, cache, quotas });
  } catch (error) {
    grid?.close();
    await journal?.close().catch(() => undefined);
    await lock.release();
    throw error;
  }
}

interface Opened {
  readonly lock: Awaited<ReturnType<typeof lockFolder>>;
  readonly journal: RunJournal;
  readonly grid: GridIndex;
  readonly again: Again;
  readonly cache: AnswerCache | null;
  readonly quotas: DayQuotas;
}

function begin(
  plan: RunPlan,
  run: BegunRun,
  signals: SessionSignals,
  options: { readonly now: () => Date },
  { lock, journal, grid, again, cache, quotas }: Opened,
): RunningEval {
  const { settings } = plan;
  const planned = grid.size * plan.subjects.length * settings.repeats.value;
  const doneBefore = journal.answers;
  const startedAt = options.now();
  const log = runLog(join(run.folder, "run.log"), run.runId, { level: settings.logLevel.value, now: options.now });
  journal.note({
    t: "open",
    at: startedAt.toISOString(),
    run_id: run.runId,
    pid: process.pid,
    resumed: run.resumed,
    config_hash: run.configHash,
  });
  const modelsOf = (account: string) =>
    plan.subjects.filter(({ model }) => model.account === account).map(({ model }) => model.id);
  const [repeats, seed] = [settings.repeats.value, settings.shuffleSeed.value];
  const open = new Map(
    plan.subjects.map((subject) => [subject.model.id, openItems({ subject, grid, journal, repeats, seed, again })]),
  );
  const schedulerOptions: SchedulerOptions = {
    timeoutMs: settings.timeoutS.value * 1000,
    maxRetries: settings.maxRetries.value,
    maxWaitMs: settings.maxWaitMs.value,
    concurrency: settings.concurrency.value,
    budget: budget({ usd: settings.budgetUsd.value, tokens: settings.budgetTokens.value }, { ...journal.spent }),
    rng: rngStream(settings.shuffleSeed.value, "jitter", String(doneBefore)),
    recorder: {
      attempt: (attempt) => journal.attempt(attempt),
      async settle(settled) {
        await journal.settle(settled);
        cache?.remember(settled);
        log.settled(settled);
      },
      event: (event) => {
        log.event(event);
        const line = journalLineOf(event, options.now(), modelsOf);
        if (line !== null) journal.note(line);
      },
    },
    stop: signals.stop,
    abort: signals.abort,
    graceMs: 10_000,
    maxFailed: failureBound(settings.maxFailed.value, planned),
    ...(cache === null ? {} : { recall: cache.recall }),
  };
  const task = lendModels(plan, journal, quotas, schedulerOptions);
  const scheduled = schedule(
    plan.subjects.map(({ model, provider }) => ({
      model,
      provider,
      items: open.get(model.id)!.items,
      quota: quotas.of(model),
      unmetered: plan.task !== null,
    })),
    { ...schedulerOptions, stop: task.stop },
  );
  const finish = async (own: ScheduleEnd): Promise<FinishedRun> => {
    try {
      const end = await task.end(own);
      journal.note({
        t: "close",
        at: options.now().toISOString(),
        status: end.reason,
        counts: { settled: journal.answers, calls: journal.calls },
      });
      await log.flush();
      const finished = await finishRun(plan, run, { grid, journal, end, planned, startedAt, endedAt: options.now() });
      await journal.close();
      return finished;
    } finally {
      await release();
    }
  };
  const release = async () => {
    grid.close();
    await journal.close().catch(() => undefined);
    // A cache that could not be written costs the next run its hits and this one nothing.
    await cache?.close().catch(() => undefined);
    await quotas.close();
    await lock.release();
  };
  const end = scheduled.end.then(finish, async (error) => {
    await task.end({ reason: "stopped", parked: [] }).catch(() => undefined);
    await release();
    throw error;
  });
  end.catch(() => undefined);
  return {
    runId: run.runId,
    folder: run.folder,
    notices: noticesOf(lock, journal),
    planned,
    doneBefore,
    answers: landed(scheduled.results, open),
    end,
    progress: () => scheduled.progress(),
  };
}

/** What a run of models has in place of a task. */
const noTask = (stop: AbortSignal) => ({ stop, end: async (own: ScheduleEnd) => own });

/**
 * Lends a task the clients of its models while the run goes. Their budget is the run's; when it is used up, or a model
 * is parked, no further task is begun. Ctrl-C leaves them open, so that tasks in flight may finish.
 */
function lendModels(plan: RunPlan, journal: RunJournal, quotas: DayQuotas, options: SchedulerOptions) {
  if (plan.task === null || plan.task.models.length === 0) return noTask(options.stop);
  const { provider, models } = plan.task;
  const [spent, over] = [new AbortController(), new AbortController()];
  const clients: ModelClients = modelClients(
    models,
    journal,
    { ...options, maxFailed: null, stop: new AbortController().signal, abort: over.signal },
    "model",
    () => spent.abort(),
    quotas.of,
  );
  provider.clients = clients;
  return {
    stop: AbortSignal.any([options.stop, spent.signal]),
    async end(own: ScheduleEnd): Promise<ScheduleEnd> {
      over.abort();
      const { reason, parked } = await clients.close();
      if (!spent.signal.aborted) return own;
      return { reason: reason === "budget" ? "budget" : "parked", parked: [...own.parked, ...parked] };
    },
  };
}

async function cacheOf(plan: RunPlan, run: BegunRun, now: Date): Promise<AnswerCache | null> {
  const mode = plan.settings.cache.value;
  if (mode === "off") return null;
  const workspace = await openWorkspace(plan.request.workspace ?? plan.request.cwd);
  const notBefore = new Date(now.getTime() - plan.settings.cacheTtlMs.value);
  const store = await openAnswerCache(workspace, { notBefore, now });
  const subjects = [...plan.subjects, ...(plan.task?.models ?? [])];
  return answerCache(store, { mode, runId: run.runId, subjects });
}

/** Answers as they land, one a cell; turns before the last lead to the next and are not shown. */
async function* landed(
  results: AsyncIterable<Settled>,
  open: ReadonlyMap<string, OpenItems>,
): AsyncGenerator<LandedAnswer> {
  for await (const settled of results) if (open.get(settled.model.id)!.landed(settled)) yield { settled };
}

function noticesOf(lock: Opened["lock"], journal: RunJournal): string[] {
  const notices: string[] = [];
  if (lock.takenOver !== null) notices.push(`took over the lock of process ${lock.takenOver.pid}, which is gone`);
  if (journal.recovered !== null) {
    notices.push(
      `cut ${journal.recovered.tornBytes} bytes of a torn last line off the journal; that call will be made again`,
    );
  }
  return notices;
}
