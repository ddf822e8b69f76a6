import { join } from "node:path";
import { type AnswerCache, answerCache } from "../run/cache/answer-cache.ts";
import { openRunJournal, type RunJournal } from "../run/journal/run-journal.ts";
import { budget } from "../run/schedule/budget.ts";
import type { LaneProgress, ScheduleEnd, SchedulerOptions } from "../run/schedule/types.ts";
import { documentText, sealDocument } from "../schema/document.ts";
import { type Run, runKind } from "../schema/run.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import { openAnswerCache } from "../store/answer-cache.ts";
import { writeFileAtomic } from "../store/atomic-file.ts";
import { lockFolder } from "../store/run-lock.ts";
import type { Workspace } from "../store/workspace.ts";
import { askJudges, type JudgingTask } from "./ask-judges.ts";
import { type DayQuotas, openDayQuotas } from "./day-quotas.ts";
import { deriveScores, type ScoreCounts } from "./derive-scores.ts";
import { functionResults } from "./function-results.ts";
import type { PlannedSubject } from "./plan-run.ts";
import { readAnswers } from "./read-answers.ts";
import type { SessionSignals } from "./run-eval.ts";
import { runLog } from "./run-log.ts";
import { defaultCacheTtlMs } from "./run-settings.ts";
import { countOpen } from "./score-estimate.ts";
import type { ScoreRequest } from "./score-request.ts";
import { setUpScoring } from "./score-setup.ts";
import { scorerClients } from "./scorer-client.ts";
import { writeLines } from "./write-lines.ts";

export interface ScoringSession {
  readonly runId: string;
  readonly folder: string;
  readonly notes: readonly string[];
  /** Judge calls planned at the least (re-asks come on top), and how many replies were there before. */
  readonly planned: number;
  readonly doneBefore: number;
  readonly replies: AsyncIterable<unknown>;
  readonly end: Promise<FinishedScoring>;
  progress(): readonly LaneProgress[];
}

export interface FinishedScoring {
  readonly runId: string;
  readonly file: string;
  readonly rows: number;
  readonly counts: ScoreCounts;
  readonly end: ScheduleEnd;
  readonly judgeCalls: number;
  /** True when judges were named and every one of their questions had its reply already. */
  readonly nothingToAsk: boolean;
}

/**
 * Scores the answers of a run with its suite's scorers: rules at once, judges through the scheduler and the journal.
 * What has a readable reply is not asked again; a judge's call that failed is.
 */
export async function scoreRun(
  request: ScoreRequest,
  signals: SessionSignals,
  options: { readonly now: () => Date },
): Promise<ScoringSession> {
  const setup = await setUpScoring(request);
  const { workspace, runId, folder, file, answersFile, run, scoring, judges, parts, tasks, settings } = setup;
  const lock = await lockFolder(folder, { now: options.now() }).catch(async (error) => {
    await setup.close();
    throw error;
  });
  let cache: AnswerCache | null = null;
  let quotas: DayQuotas | undefined;
  const release = async () => {
    await cache?.close().catch(() => undefined);
    await quotas?.close();
    await setup.close();
    await lock.release();
  };
  try {
    const journal = await openRunJournal(folder, { keepRaw: false, supersede: (key) => key.stage === "judge" });
    const models = judges.map(({ model }) => model);
    const ledgers = await openDayQuotas(
      async () => workspace,
      models,
      () => options.now().getTime(),
    );
    quotas = ledgers;
    cache = await openJudgeCache(workspace, request, { runId, judges, now: options.now() });
    const { open: planned } = await countQuestions(answersFile, tasks, judges, journal);
    const before = journal.calls;
    journal.note({
      t: "open",
      at: options.now().toISOString(),
      run_id: runId,
      pid: process.pid,
      stage: "judge",
      resumed: true,
    });
    const log = runLog(join(folder, "run.log"), runId, { level: settings.logLevel.value, now: options.now });
    const spending = budget({ usd: request.budgetUsd ?? null, tokens: null });
    const schedulerOptions: SchedulerOptions = {
      timeoutMs: settings.timeoutS.value * 1000,
      maxRetries: settings.maxRetries.value,
      maxWaitMs: 15 * 60_000,
      concurrency: request.concurrency ?? 512,
      budget: spending,
      rng: rngStream(request.seed ?? 1, "judge-jitter"),
      recorder: {
        attempt: (attempt) => journal.attempt(attempt),
        async settle(settled) {
          await journal.settle(settled);
          log.settled(settled);
        },
        event: (event) => log.event(event),
      },
      stop: signals.stop,
      abort: signals.abort,
      graceMs: 10_000,
      maxFailed: null,
    };
    const asking =
      planned === 0
        ? null
        : askJudges(
            { judges, tasks, cache, quotas: ledgers },
            async function* () {
              for await (const { row } of readAnswers(answersFile)) yield row;
            },
            journal,
            schedulerOptions,
          );
    const finish = async (judged: ScheduleEnd): Promise<FinishedScoring> => {
      try {
        const asks = judges.length > 0 && parts.rules.some((rule) => rule.asks === true);
        const clients = asks ? scorerClients(judges, journal, schedulerOptions) : null;
        const prepared = clients === null ? undefined : await functionResults(readAnswers(answersFile), parts, clients);
        const functionsEnd = (await clients?.close()) ?? judged;
        const end = judged.reason === "done" ? functionsEnd : judged;
        await Promise.all([journal.flush(), log.flush()]);
        const scored = join(folder, "run_scored.jsonl");
        let rows = 0;
        const counted = async function* () {
          for await (const answer of readAnswers(answersFile)) {
            rows++;
            yield answer;
          }
        };
        const { value, ...written } = await writeLines(
          scored,
          deriveScores(counted(), parts, journal, options.now, prepared),
        );
        journal.note({
          t: "close",
          at: options.now().toISOString(),
          status: end.reason,
          stage: "judge",
          counts: { calls: journal.calls - before },
        });
        const judgeCalls = journal.calls - before;
        await recordScoring(run, file, {
          artifact: { path: "run_scored.jsonl", role: "scores", ...written },
          round: parts.judging[0]?.round ?? 0,
          tunedOn: scoring.tunedOn,
          judgeCostUsd: journal.judgeCostUsd,
        });
        await journal.close();
        const open = planned > 0 || rows === 0;
        return { runId, file: scored, rows, counts: value, end, judgeCalls, nothingToAsk: !open && judges.length > 0 };
      } finally {
        await journal.close().catch(() => undefined);
        await release();
      }
    };
    const end = (asking?.end ?? Promise.resolve<ScheduleEnd>({ reason: "done", parked: [] })).then(
      finish,
      async (error) => {
        await journal.close().catch(() => undefined);
        await release();
        throw error;
      },
    );
    end.catch(() => undefined);
    return {
      runId,
      folder,
      notes: scoring.notes,
      get planned() {
        return planned + (asking?.reasks() ?? 0);
      },
      doneBefore: 0,
      replies: asking?.results ?? emptyIterable(),
      end,
      progress: () => asking?.progress() ?? [],
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Judges' replies of earlier runs: the same question to the same judge is not paid for twice. */
async function openJudgeCache(
  workspace: Workspace,
  { cache: mode = "on" }: ScoreRequest,
  of: { runId: string; judges: readonly PlannedSubject[]; now: Date },
): Promise<AnswerCache | null> {
  if (mode === "off" || of.judges.length === 0) return null;
  const store = await openAnswerCache(workspace, {
    notBefore: new Date(of.now.getTime() - defaultCacheTtlMs),
    now: of.now,
  });
  return answerCache(store, { mode, runId: of.runId, subjects: of.judges });
}

async function countQuestions(
  file: string,
  tasks: readonly JudgingTask[],
  judges: readonly PlannedSubject[],
  { index }: RunJournal,
): Promise<{ rows: number; open: number }> {
  let [rows, open] = [0, 0];
  for await (const { row } of readAnswers(file)) {
    rows++;
    open += countOpen(tasks, judges, row, index);
  }
  return { rows, open };
}

async function* emptyIterable(): AsyncGenerator<never> {}

/** Adds the scored rows, the round that counts and what the scorers learned from to `run.json`. */
async function recordScoring(
  run: Run,
  file: string,
  scored: {
    artifact: Run["artifacts"][number];
    round: number;
    tunedOn: readonly string[];
    /** Of every session and round; null when a price or a count is unknown. */
    judgeCostUsd: number | null;
  },
): Promise<void> {
  const { artifact, round, tunedOn, judgeCostUsd } = scored;
  const { schema: _schema, contentHash: _hash, ...content } = run;
  const { tuned_on: _before, ...details } = run.details ?? {};
  const document = sealDocument(runKind, {
    ...content,
    artifacts: [...run.artifacts.filter((one) => one.path !== artifact.path), artifact],
    details: {
      ...details,
      scoring_round: round,
      judge_cost_usd: judgeCostUsd,
      ...(tunedOn.length === 0 ? {} : { tuned_on: [...tunedOn] }),
    },
  });
  await writeFileAtomic(file, documentText(runKind, document));
}
