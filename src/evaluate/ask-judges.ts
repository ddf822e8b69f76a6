import { hash } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import type { ChatOutcome } from "../providers/provider.ts";
import type { AnswerCache } from "../run/cache/answer-cache.ts";
import { outcomeFromRecord, readAttempt } from "../run/journal/attempt-record.ts";
import type { RunJournal } from "../run/journal/run-journal.ts";
import { type Schedule, schedule } from "../run/schedule/scheduler.ts";
import type { SchedulerOptions, WorkItem } from "../run/schedule/types.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { SamplingParams } from "../schema/run/roster.ts";
import { followUpSource } from "./follow-up-source.ts";
import type { PlannedSubject } from "./plan-run.ts";
import type { FailedTry, Questions, Reading } from "./questions.ts";

export interface JudgingPlan {
  readonly judges: readonly PlannedSubject[];
  readonly questions: Questions;
  /** Whether this answer is put to this judge. */
  readonly asks: (row: AnswerRow, judge: PlannedSubject) => boolean;
  /** Share of answers every judge is asked about a second time, for self-consistency. */
  readonly params: SamplingParams;
  /** Asks everything again, as a new round, where a reply is there already. */
  readonly round: number;
  /** Replies of earlier runs; only those that could be read are kept. */
  readonly cache?: AnswerCache | null;
}

/**
 * The journal's name of one question: judge, form and round; tries of one form follow each other. An answer that took
 * another's place is asked about under its own name: what a judge said of the old one does not hold for it.
 */
export function questionName(
  judgeId: string,
  form: string | null,
  round: number,
  attempt: number,
  { supersedes, responseText }: Pick<AnswerRow, "supersedes" | "responseText">,
): string {
  return [
    judgeId,
    form ?? "plain",
    ...(round > 0 ? [`round ${round}`] : []),
    ...(supersedes ? [`answer ${hash("sha256", responseText).slice(0, 12)}`] : []),
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
  const sources = new Map<string, ReturnType<typeof followUpSource>>();
  const lanes = plan.judges.map((judge) => {
    const source = followUpSource(openQuestions(plan, judge, rows(), journal));
    sources.set(judge.model.id, source);
    return { model: judge.model, provider: judge.provider, items: source };
  });
  let reasked = 0;
  const { cache = null } = plan;
  const running = schedule(lanes, cache === null ? options : { ...options, recall: cache.recall });
  const results = (async function* () {
    for await (const settled of running.results) {
      const asked = pending.get(settled.item);
      const source = sources.get(settled.model.id)!;
      if (asked) {
        const failed = failedTry(plan.questions.read(asked.row, asked.form, settled.outcome), settled.outcome);
        if (failed === null) cache?.remember(settled);
        const next = failed === null ? null : nextTry(plan, asked, failed);
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
  readonly row: AnswerRow;
  readonly judge: PlannedSubject;
  readonly form: "a-high" | "a-low" | null;
  readonly earlier: readonly FailedTry[];
}

/** What was asked by each item on its way, for the re-ask. */
const pending = new WeakMap<WorkItem, Asked>();

async function* openQuestions(
  plan: JudgingPlan,
  judge: PlannedSubject,
  rows: AsyncIterable<AnswerRow>,
  journal: RunJournal,
): AsyncGenerator<WorkItem> {
  const descriptor = openSync(journal.file, "r");
  try {
    for await (const row of rows) {
      if (!plan.asks(row, judge)) continue;
      for (const form of plan.questions.forms) {
        const item = firstOpen(plan, judge, row, form, journal, descriptor);
        if (item !== null) yield item;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The first try of a form that is not in the journal, or null when the form is read or its tries are used up. */
function firstOpen(
  plan: JudgingPlan,
  judge: PlannedSubject,
  row: AnswerRow,
  form: Asked["form"],
  journal: RunJournal,
  descriptor: number,
): WorkItem | null {
  let asked: Asked = { row, judge, form, earlier: [] };
  for (let attempt = 1; attempt <= plan.questions.mostTries; attempt++) {
    const entry = journal.index.get({
      cell: row.cell,
      repeat: row.repeat,
      stage: "judge",
      judge: questionName(judge.model.id, form, plan.round, attempt, row),
    });
    if (entry === null) return itemOf(plan, asked);
    const outcome = outcomeFromRecord(readAttempt(descriptor, journal.file, entry, row.cell));
    const failed = failedTry(plan.questions.read(row, form, outcome), outcome);
    if (failed === null) return null;
    asked = { ...asked, earlier: [...asked.earlier, failed] };
  }
  return null;
}

function nextTry(plan: JudgingPlan, asked: Asked, failed: FailedTry): WorkItem | null {
  if (asked.earlier.length + 1 >= plan.questions.mostTries) return null;
  return itemOf(plan, { ...asked, earlier: [...asked.earlier, failed] });
}

function failedTry(reading: Reading, outcome: ChatOutcome): FailedTry | null {
  return reading.kind === "again"
    ? { text: outcome.kind === "answer" ? outcome.text : "", fault: reading.fault }
    : null;
}

function itemOf(plan: JudgingPlan, asked: Asked): WorkItem {
  const { row, judge, form, earlier } = asked;
  const question = plan.questions.build(row, form, earlier);
  const item: WorkItem = {
    cell: row.cell,
    repeat: row.repeat,
    stage: "judge",
    judge: questionName(judge.model.id, form, plan.round, earlier.length + 1, row),
    request: {
      ...question,
      params: { ...question.params, ...judge.params },
      origin: { prompt: promptOfRow(row), repeat: row.repeat, stage: "judge", subject: row.modelId, attempt: 1 },
    },
  };
  pending.set(item, asked);
  return item;
}

/** The prompt an answer belongs to, as far as the row tells. */
function promptOfRow(row: AnswerRow) {
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
