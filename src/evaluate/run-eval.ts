import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cellKeys } from "../run/cells/cell-key.ts";
import { cellOrder } from "../run/cells/cell-order.ts";
import { type GridIndex, openGrid } from "../run/cells/grid-index.ts";
import { openRunJournal, type RunJournal } from "../run/journal/run-journal.ts";
import { budget } from "../run/schedule/budget.ts";
import { schedule } from "../run/schedule/scheduler.ts";
import type { LaneProgress, ScheduleEnd, SchedulerEvent, Settled, WorkItem } from "../run/schedule/types.ts";
import type { Outcome } from "../schema/run/outcome.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import { lockFolder } from "../store/run-lock.ts";
import type { PlannedSubject, RunPlan } from "./plan-run.ts";
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

export interface RetryChoice {
  /** Outcomes that are asked again on resume. */
  readonly outcomes: ReadonlySet<Outcome>;
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
    const again = options.retry?.outcomes ?? new Set<Outcome>();
    journal = await openRunJournal(run.folder, { supersede: () => again.size > 0 });
    grid = await openGrid(join(run.folder, "grid.jsonl"));
    return begin(plan, run, signals, options, { lock, journal, grid, again });
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
  readonly again: ReadonlySet<Outcome>;
}

function begin(
  plan: RunPlan,
  run: BegunRun,
  signals: SessionSignals,
  options: { readonly now: () => Date },
  { lock, journal, grid, again }: Opened,
): RunningEval {
  const { settings } = plan;
  const planned = grid.size * plan.subjects.length * settings.repeats.value;
  const doneBefore = journal.index.size;
  const startedAt = options.now();
  const log = runLog(join(run.folder, "run.log"), run.runId, options.now);
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
  const scheduled = schedule(
    plan.subjects.map((subject) => ({
      model: subject.model,
      provider: subject.provider,
      items: itemsOf(subject, grid, journal, settings.repeats.value, settings.shuffleSeed.value, again),
    })),
    {
      timeoutMs: settings.timeoutS.value * 1000,
      maxRetries: settings.maxRetries.value,
      maxWaitMs: settings.maxWaitMs.value,
      concurrency: settings.concurrency.value,
      budget: budget({ usd: settings.budgetUsd.value, tokens: settings.budgetTokens.value }, { ...journal.spent }),
      rng: rngStream(settings.shuffleSeed.value, "jitter", String(doneBefore)),
      recorder: {
        attempt: (attempt) => journal.attempt(attempt),
        settle: (settled) => journal.settle(settled),
        event: (event) => {
          log.line(...wordsOf(event));
          const line = journalLineOf(event, options.now(), modelsOf);
          if (line !== null) journal.note(line);
        },
      },
      stop: signals.stop,
      abort: signals.abort,
      graceMs: 10_000,
      maxFailed: failureBound(settings.maxFailed.value, planned),
    },
  );
  const finish = async (end: ScheduleEnd): Promise<FinishedRun> => {
    try {
      journal.note({
        t: "close",
        at: options.now().toISOString(),
        status: end.reason,
        counts: { settled: journal.index.size, calls: journal.calls },
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
    await lock.release();
  };
  const end = scheduled.end.then(finish, async (error) => {
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
    answers: landed(scheduled.results),
    end,
    progress: () => scheduled.progress(),
  };
}

/** Cells and repeats of one subject that are not settled, in shuffled blocks, read as they are needed. */
function* itemsOf(
  subject: PlannedSubject,
  grid: GridIndex,
  journal: RunJournal,
  repeats: number,
  seed: number,
  again: ReadonlySet<Outcome>,
): Generator<WorkItem> {
  const keyOf = cellKeys(subject.model, subject.params);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const row of cellOrder(grid.blocks, repeat, seed)) {
      const cell = keyOf({ contentHash: grid.contentHash(row) });
      const outcome = journal.outcomeOf({ cell, repeat, stage: "answer", judge: null });
      if (outcome !== null && !again.has(outcome)) continue;
      const prompt = grid.row(row);
      const origin = { prompt, repeat, stage: "answer" as const, subject: null, attempt: 1 };
      const request = { messages: prompt.messages, params: subject.params, responseSchema: null, origin };
      yield { cell, repeat, stage: "answer", judge: null, request };
    }
  }
}

async function* landed(results: AsyncIterable<Settled>): AsyncGenerator<LandedAnswer> {
  for await (const settled of results) yield { settled };
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

function wordsOf(event: SchedulerEvent): [level: string, model: string, words: string] {
  if (event.kind === "retry") {
    const { item, attempt } = event;
    const what = `prompt ${item.request.origin.prompt.promptId} repeat ${item.repeat} attempt ${attempt}`;
    return ["INFO", event.model, `${what}: again in ${Math.round(event.afterMs)} ms: ${event.why}`];
  }
  if (event.kind === "gate")
    return ["INFO", event.account, `shut until ${new Date(event.untilMs).toISOString()}: ${event.why}`];
  if (event.kind === "limit") return ["INFO", event.account, `limit ${event.from} → ${event.to}: ${event.why}`];
  if (event.kind === "park") return ["WARNING", event.model, `parked: ${event.why}`];
  return ["WARNING", "-", `budget: ${event.why}; spent $${event.spentUsd.toFixed(4)}, ${event.spentTokens} tokens`];
}

function journalLineOf(
  event: SchedulerEvent,
  now: Date,
  modelsOf: (account: string) => readonly string[],
): Record<string, unknown> | null {
  const at = now.toISOString();
  if (event.kind === "gate")
    return { t: "gate", at, account: event.account, until: new Date(event.untilMs).toISOString(), why: event.why };
  if (event.kind === "limit")
    return {
      t: "limit",
      at,
      account: event.account,
      models: modelsOf(event.account),
      from: event.from,
      to: event.to,
      why: event.why,
    };
  if (event.kind === "park") {
    return {
      t: "park",
      at,
      model: event.model,
      until: event.untilMs === null ? null : new Date(event.untilMs).toISOString(),
      why: event.why,
    };
  }
  if (event.kind === "budget")
    return { t: "budget", at, spent_usd: event.spentUsd, spent_tokens: event.spentTokens, why: event.why };
  return null;
}

/** Plain lines "time level run model message", written in order; a log that cannot be written is not worth a run. */
function runLog(
  file: string,
  runId: string,
  now: () => Date,
): { line(level: string, model: string, words: string): void; flush(): Promise<void> } {
  let buffered = "";
  let writing = Promise.resolve();
  const write = () => {
    const text = buffered;
    buffered = "";
    if (text !== "") writing = writing.then(() => appendFile(file, text)).catch(() => undefined);
    return writing;
  };
  return {
    line(level, model, words) {
      if (buffered === "") setTimeout(write, 200).unref();
      buffered += `${now().toISOString()} ${level} ${runId} ${model} ${words.replace(/\s+/g, " ")}\n`;
    },
    flush: write,
  };
}
