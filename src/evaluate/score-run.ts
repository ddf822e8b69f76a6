import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { InvalidInputError } from "../errors/input-errors.ts";
import { providerSet } from "../providers/registry.ts";
import { type AnswerCache, answerCache } from "../run/cache/answer-cache.ts";
import { loadEnvironment } from "../run/environment.ts";
import { openRunJournal } from "../run/journal/run-journal.ts";
import { readRoster } from "../run/roster/read-roster.ts";
import { resolveRoster } from "../run/roster/resolve-roster.ts";
import { budget } from "../run/schedule/budget.ts";
import type { LaneProgress, ScheduleEnd } from "../run/schedule/types.ts";
import { documentText, sealDocument } from "../schema/document.ts";
import { type Run, runKind } from "../schema/run.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import { openAnswerCache } from "../store/answer-cache.ts";
import { writeFileAtomic } from "../store/atomic-file.ts";
import { resolveRunId } from "../store/run-folders.ts";
import { lockFolder } from "../store/run-lock.ts";
import { places, requireWorkspace, type Workspace } from "../store/workspace.ts";
import { askJudges } from "./ask-judges.ts";
import { type DayQuotas, openDayQuotas } from "./day-quotas.ts";
import { deriveScores, isScorable, type ScoreCounts } from "./derive-scores.ts";
import type { PlannedSubject } from "./plan-run.ts";
import { type PlannedScoring, planScoring } from "./plan-scoring.ts";
import { readAnswers } from "./read-answers.ts";
import { readRun } from "./read-run.ts";
import type { SessionSignals } from "./run-eval.ts";
import { writeLines } from "./run-record.ts";
import { defaultCacheTtlMs } from "./run-settings.ts";
import type { ScoreRequest } from "./score-request.ts";
import { recordedRoster } from "./start-run.ts";
import { subjectParams } from "./subject-params.ts";

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
}

/** Scores the answers of a run with its suite's scorers: rules at once, judges through the scheduler and the journal. */
export async function scoreRun(
  request: ScoreRequest,
  signals: SessionSignals,
  options: { readonly now: () => Date },
): Promise<ScoringSession> {
  const workspace = await requireWorkspace(request.workspace ?? request.cwd);
  const runId = await resolveRunId(workspace, request.runRef);
  const folder = places.run(workspace, runId);
  const file = join(folder, "run.json");
  const run = await readRun(file);
  const answersFile = join(folder, "run.jsonl");
  const env = await loadEnvironment(request.env, request.cwd, request.envFiles ?? []);
  const families = await familiesNow(request.cwd);
  const candidates = recordedRoster(run, file, request.cwd).map((entry) => ({
    id: entry.id,
    family: entry.family ?? families.get(entry.id) ?? null,
  }));
  const scoring = await planScoring(request, run, file, env, candidates);
  const lock = await lockFolder(folder, { now: options.now() });
  const providers = providerSet({
    connections: Math.min(
      512,
      scoring.judges.reduce((sum, judge) => sum + judge.concurrency, 1),
    ),
  });
  let cache: AnswerCache | null = null;
  let quotas: DayQuotas | undefined;
  const release = async () => {
    await cache?.close().catch(() => undefined);
    await quotas?.close();
    await providers.close();
    await lock.release();
  };
  try {
    await mkdir(folder, { recursive: true });
    const judges = resolveRoster(scoring.source, scoring.judges, providers, env).map(
      (subject): PlannedSubject => ({ ...subject, ...subjectParams(subject.model, {}, {}) }),
    );
    const journal = await openRunJournal(folder, { keepRaw: false });
    const parts = scoring.parts(judges);
    const models = judges.map(({ model }) => model);
    const ledgers = await openDayQuotas(
      async () => workspace,
      models,
      () => options.now().getTime(),
    );
    quotas = ledgers;
    cache = await openJudgeCache(workspace, request, { runId, judges, now: options.now() });
    const planned = await countQuestions(answersFile, runId, scoring, parts.judging?.judgesOf ?? (() => []));
    const before = journal.calls;
    journal.note({
      t: "open",
      at: options.now().toISOString(),
      run_id: runId,
      pid: process.pid,
      stage: "judge",
      resumed: true,
    });
    const asking =
      parts.judging === null
        ? null
        : askJudges(
            {
              judges,
              questions: parts.judging.questions,
              asks: (row, judge) =>
                isScorable(row, parts.truncated) && parts.judging!.judgesOf(row.modelId).includes(judge),
              params: {},
              round: parts.judging.round,
              cache,
              quotas: ledgers,
            },
            async function* () {
              for await (const { row } of readAnswers(answersFile)) yield row;
            },
            journal,
            {
              timeoutMs: (request.timeoutS ?? 60) * 1000,
              maxRetries: request.maxRetries ?? 3,
              maxWaitMs: 15 * 60_000,
              concurrency: request.concurrency ?? 512,
              budget: budget({ usd: null, tokens: null }),
              rng: rngStream(request.seed ?? 1, "judge-jitter"),
              recorder: {
                attempt: (attempt) => journal.attempt(attempt),
                settle: (settled) => journal.settle(settled),
                event: () => undefined,
              },
              stop: signals.stop,
              abort: signals.abort,
              graceMs: 10_000,
              maxFailed: null,
            },
          );
    const finish = async (end: ScheduleEnd): Promise<FinishedScoring> => {
      try {
        await journal.flush();
        const scored = join(folder, "run_scored.jsonl");
        let rows = 0;
        const counted = async function* () {
          for await (const answer of readAnswers(answersFile)) {
            rows++;
            yield answer;
          }
        };
        const { value, ...written } = await writeLines(scored, deriveScores(counted(), parts, journal, options.now));
        journal.note({
          t: "close",
          at: options.now().toISOString(),
          status: end.reason,
          stage: "judge",
          counts: { calls: journal.calls - before },
        });
        const judgeCalls = journal.calls - before;
        await recordScoring(
          run,
          file,
          { path: "run_scored.jsonl", role: "scores", ...written },
          parts.judging?.round ?? 0,
        );
        await journal.close();
        return { runId, file: scored, rows, counts: value, end, judgeCalls };
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
  runId: string,
  scoring: PlannedScoring,
  judgesOf: (modelId: string) => readonly PlannedSubject[],
): Promise<number> {
  let questions = 0;
  let rows = 0;
  for await (const { row } of readAnswers(file)) {
    rows++;
    if (isScorable(row, scoring.truncated)) questions += judgesOf(row.modelId).length * scoring.forms;
  }
  if (rows === 0)
    throw new InvalidInputError("there is no answer to score", {
      place: { file },
      hint: `Run it first: assay eval run --resume ${runId}`,
    });
  return questions;
}

async function* emptyIterable(): AsyncGenerator<never> {}

/** Adds the scored rows and the round that counts to `run.json`. */
async function recordScoring(run: Run, file: string, artifact: Run["artifacts"][number], round: number): Promise<void> {
  const { schema: _schema, contentHash: _hash, ...content } = run;
  const document = sealDocument(runKind, {
    ...content,
    artifacts: [...run.artifacts.filter((one) => one.path !== artifact.path), artifact],
    details: { ...run.details, scoring_round: round },
  });
  await writeFileAtomic(file, documentText(runKind, document));
}

/** Families that `models.json` names by now; a run begun without them need not be asked again. */
async function familiesNow(cwd: string): Promise<ReadonlyMap<string, string>> {
  const roster = await readRoster(join(cwd, "models.json")).catch(() => null);
  return new Map(
    roster?.entries.flatMap((entry) => (entry.family === undefined ? [] : [[entry.id, entry.family] as const])),
  );
}
