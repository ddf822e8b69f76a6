import { hash } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import type { ChatOutcome } from "../providers/provider.ts";
import type { AnswerCache } from "../run/cache/answer-cache.ts";
import { outcomeFromRecord, readAttempt } from "../run/journal/attempt-record.ts";
import type { RunJournal } from "../run/journal/run-journal.ts";
import { type Schedule, schedule } from "../run/schedule/scheduler.ts";
import type { SchedulerOptions, WorkItem } from "../run/schedule/types.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { DayQuotas } from "./day-quotas.ts";
import { followUpSource } from "./follow-up-source.ts";
import type { PlannedSubject } from "./plan-run.ts";
import type { FailedTry, Questions } from "./questions.ts";

/** What one scorer wants asked. */
export interface JudgingTask {
  readonly questions: Questions;
  /** Whether this answer is put to this judge. */
  readonly asks: (row: AnswerRow, judge: PlannedSubject) => boolean;
  /** How often: 2 for the share of answers that tells whether judges agree with themselves. */
  readonly askings: (row: AnswerRow) => number;
  /** Asks everything again, as a new round, where a reply is there already. */
  readonly round: number;
}

export interface JudgingPlan {
  readonly judges: readonly PlannedSubject[];
  readonly tasks: readonly JudgingTask[];
  /** Daily limits of the judges' accounts. */
  readonly quotas?: DayQuotas;
  /** Replies of earlier runs; only those that could be read are kept. */
  readonly cache?: AnswerCache | null;
}

/** One question about one answer. */
export interface QuestionKey {
  readonly judgeId: string;
  /** Of the scorer; null for a panel. */
  readonly scorer: string | null;
  readonly form: string | null;
  readonly round: number;
  readonly asking: number;
  readonly attempt: number;
}

/**
 * The journal's name of one question: judge, form, round, asking; tries of one form follow each other. An answer that
 * took another's place is asked about under its own name: what a judge said of the old one does not hold for it.
 */
export function questionName(
  { judgeId, scorer, form, round, asking, attempt }: QuestionKey,
  { supersedes, responseText }: Pick<AnswerRow, "supersedes" | "responseText">,
): string {
  return [
    judgeId,
    ...(scorer === null ? [] : [scorer]),
    form ?? "plain",
    ...(round > 0 ? [`round ${round}`] : []),
    ...(supersedes ? [`answer ${hash("sha256", responseText).slice(0, 12)}`] : []),
    ...(asking > 1 ? [`asking ${asking}`] : []),
    ...(attempt > 1 ? [`try ${attempt}`] : []),
  ].join("|");
}

/**
 * Puts every open question to its judge. A reply that cannot be read is asked again with the fault quoted, up to the
 * limit. What the journal holds already is not asked. Replies are in the journal when this ends.
 */
export function askJudges(
  plan: JudgingPlan,
  rows: () => AsyncIterable<AnswerRow>,
  journal: RunJournal,
  options: Omit<SchedulerOptions, "recorder"> & { recorder: SchedulerOptions["recorder"] },
): Schedule & { readonly reasks: () => number } {
  // What was asked by each item on its way, for the re-ask.
  const pending: Pending = new WeakMap();
  const sources = new Map<string, ReturnType<typeof followUpSource>>();
  const lanes = plan.judges.map((judge) => {
    const source = followUpSource(openQuestions(plan, judge, rows(), journal, pending));
    sources.set(judge.model.id, source);
    return { model: judge.model, provider: judge.provider, items: source, quota: plan.quotas?.of(judge.model) ?? null };
  });
  let reasked = 0;
  const { cache = null } = plan;
  const running = schedule(lanes, cache === null ? options : { ...options, recall: cache.recall });
  const results = (async function* () {
    for await (const settled of running.results) {
      const asked = pending.get(settled.item);
      const source = sources.get(settled.model.id)!;
      if (asked) {
        const failed = failedOf(asked, settled.outcome);
        if (failed === null) cache?.remember(settled);
        const next = failed === null ? null : nextTry(asked, failed, pending);
        if (next !== null) {
          reasked++;
          source.push(next);
        }
        pending.delete(settled.item);
      }
      source.settled();
      yield settled;
    }
  })();
  return { ...running, results, reasks: () => reasked };
}

interface Asked {
  readonly task: JudgingTask;
  readonly asking: number;
  readonly row: AnswerRow;
  readonly judge: PlannedSubject;
  readonly form: "a-high" | "a-low" | null;
  readonly earlier: readonly FailedTry[];
}

type Pending = WeakMap<WorkItem, Asked>;

async function* openQuestions(
  plan: JudgingPlan,
  judge: PlannedSubject,
  rows: AsyncIterable<AnswerRow>,
  journal: RunJournal,
  pending: Pending,
): AsyncGenerator<WorkItem> {
  const descriptor = openSync(journal.file, "r");
  try {
    for await (const row of rows) {
      for (const task of plan.tasks) {
        for (const asked of openOf(task, judge, row, journal, descriptor)) yield itemOf(asked, pending);
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

/** What one scorer still has to ask one judge about one answer. */
export function* openOf(
  task: JudgingTask,
  judge: PlannedSubject,
  row: AnswerRow,
  journal: Pick<RunJournal, "index" | "file">,
  descriptor: number,
): Generator<Asked> {
  if (!task.asks(row, judge)) return;
  for (let asking = 1; asking <= task.askings(row); asking++) {
    for (const form of task.questions.forms) {
      const open = firstOpen({ task, asking, row, judge, form, earlier: [] }, journal, descriptor);
      if (open !== null) yield open;
    }
  }
}

/**
 * The first try of a form that is not in the journal, or whose call failed: a failed call is no reply. null when the form
 * is read or its tries are used up.
 */
function firstOpen(first: Asked, journal: Pick<RunJournal, "index" | "file">, descriptor: number): Asked | null {
  const { row } = first;
  let asked = first;
  for (let attempt = 1; attempt <= first.task.questions.mostTries; attempt++) {
    const entry = journal.index.get({ cell: row.cell, repeat: row.repeat, stage: "judge", judge: nameOf(asked) });
    if (entry === null) return asked;
    const outcome = outcomeFromRecord(readAttempt(descriptor, journal.file, entry, row.cell));
    if (outcome.kind === "failure") return asked;
    const failed = failedOf(asked, outcome);
    if (failed === null) return null;
    asked = { ...asked, earlier: [...asked.earlier, failed] };
  }
  return null;
}

function nextTry(asked: Asked, failed: FailedTry, pending: Pending): WorkItem | null {
  if (asked.earlier.length + 1 >= asked.task.questions.mostTries) return null;
  return itemOf({ ...asked, earlier: [...asked.earlier, failed] }, pending);
}

function failedOf({ task, row, form }: Asked, outcome: ChatOutcome): FailedTry | null {
  const reading = task.questions.read(row, form, outcome);
  return reading.kind === "again"
    ? { text: outcome.kind === "answer" ? outcome.text : "", fault: reading.fault }
    : null;
}

function nameOf({ task, asking, row, judge, form, earlier }: Asked): string {
  const { round, questions } = task;
  const attempt = earlier.length + 1;
  return questionName({ judgeId: judge.model.id, scorer: questions.name, form, round, asking, attempt }, row);
}

function itemOf(asked: Asked, pending: Pending): WorkItem {
  const { task, asking, row, judge, form, earlier } = asked;
  const question = task.questions.build(row, form, earlier, asking);
  const item: WorkItem = {
    cell: row.cell,
    repeat: row.repeat,
    stage: "judge",
    judge: nameOf(asked),
    request: {
      ...question,
      params: { ...question.params, ...judge.params },
      origin: {
        ...{ prompt: promptOfRow(row), repeat: row.repeat, stage: "judge", subject: row.modelId, attempt: 1 },
        ...(asking > 1 ? { asking } : {}),
      },
    },
  };
  pending.set(item, asked);
  return item;
}

/** The prompt an answer belongs to, as far as the row tells. */
export function promptOfRow(row: AnswerRow) {
  return {
    promptId: row.promptId,
    tripletId: row.tripletId,
    clusterId: row.clusterId,
    view: row.view,
    role: row.role,
    perspective: row.perspective,
    factors: row.factors,
    messages: row.messages ?? [],
    contentHash: row.cell,
    suite: "",
    suiteVersion: 0,
    metadata: row.metadata ?? {},
  };
}
