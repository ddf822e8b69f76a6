import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ResolvedModel } from "../providers/provider.ts";
import { outcomeCode, parseAttemptHead } from "../run/journal/attempt-line.ts";
import { type JournalIndex, journalIndex } from "../run/journal/journal-index.ts";
import { costOf, estimateTokens } from "../run/schedule/budget.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import { readLineBatches } from "../store/read-lines.ts";
import { type JudgingTask, questionName } from "./ask-judges.ts";
import type { PlannedSubject } from "./plan-run.ts";
import { readAnswers } from "./read-answers.ts";
import type { ScoreRequest } from "./score-request.ts";
import { setUpScoring } from "./score-setup.ts";

export interface ScoringEstimate {
  readonly runId: string;
  readonly answers: number;
  readonly judges: readonly {
    readonly id: string;
    readonly provider: string;
    /** First askings and second ones; re-asks come on top. */
    readonly calls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly usd: number | null;
    readonly priceAsOf: string | null;
    /** At the declared requests and tokens a minute; null when none is declared. */
    readonly minutes: number | null;
  }[];
  readonly calls: number;
  readonly usd: number | null;
  readonly notes: readonly string[];
  readonly basis: string;
}

/** Tokens a judgement is taken to have. */
const assumedReply = 80;

/** What scoring would ask and cost. Sends nothing and writes nothing; a missing key is told, not refused. */
export async function estimateScoring(request: ScoreRequest): Promise<ScoringEstimate> {
  const setup = await setUpScoring(request, { tolerateMissingKeys: true });
  try {
    const asked = await recordedReplies(setup.folder);
    const sums = new Map(setup.judges.map((judge) => [judge, { calls: 0, input: 0 }]));
    let answers = 0;
    for await (const { row } of readAnswers(setup.answersFile)) {
      answers++;
      for (const [judge, sum] of sums) {
        for (const { messages } of openRequests(setup.tasks, judge, row, asked)) {
          sum.calls++;
          sum.input += estimateTokens(messages);
        }
      }
    }
    const judges = [...sums].map(([{ model }, { calls, input }]) => estimateOf(model, calls, input));
    const costs = judges.map(({ usd }) => usd);
    const { missingKeys } = setup;
    return {
      runId: setup.runId,
      answers,
      judges,
      calls: judges.reduce((sum, { calls }) => sum + calls, 0),
      usd: costs.includes(null) ? null : costs.reduce<number>((sum, usd) => sum + (usd ?? 0), 0),
      notes: [
        ...setup.scoring.notes,
        ...(missingKeys.length === 0 ? [] : [`no value for ${missingKeys.join(", ")}: scoring would be refused`]),
      ],
      basis: `estimate: characters / 4 in, ${assumedReply} tokens out; replies that must be asked again come on top`,
    };
  } finally {
    await setup.close();
  }
}

function estimateOf(model: ResolvedModel, calls: number, input: number): ScoringEstimate["judges"][number] {
  const output = calls * assumedReply;
  const { rpm, tpm } = model.limits;
  const minutes = [rpm === null ? null : calls / rpm, tpm === null ? null : (input + output) / tpm].filter(
    (value) => value !== null,
  );
  return {
    ...{ id: model.id, provider: model.provider, calls, inputTokens: input, outputTokens: output },
    usd: costOf(model, { input, output, reasoning: null, cachedInput: null }, null),
    priceAsOf: model.price?.asOf ?? null,
    minutes: minutes.length === 0 ? null : Math.max(...minutes),
  };
}

/** The requests that have no reply yet. */
function* openRequests(tasks: readonly JudgingTask[], judge: PlannedSubject, row: AnswerRow, asked: JournalIndex) {
  for (const task of tasks) for (const open of openIn(task, judge, row, asked)) yield open;
}

function* openIn(task: JudgingTask, judge: PlannedSubject, row: AnswerRow, asked: JournalIndex) {
  if (!task.asks(row, judge)) return;
  for (let asking = 1; asking <= task.askings(row); asking++) {
    for (const form of task.questions.forms) {
      if (!hasReply(task, judge, row, { form, asking }, asked)) yield task.questions.build(row, form, [], asking);
    }
  }
}

function hasReply(
  { questions, round }: JudgingTask,
  judge: PlannedSubject,
  row: AnswerRow,
  { form, asking }: { form: string | null; asking: number },
  asked: JournalIndex,
): boolean {
  const key = { judgeId: judge.model.id, scorer: questions.name, form, round, asking, attempt: 1 };
  const entry = asked.get({ cell: row.cell, repeat: row.repeat, stage: "judge", judge: questionName(key, row) });
  return entry !== null && entry.outcome !== outcomeCode("failed");
}

/** How many questions of these tasks have no reply yet; for progress and for "nothing to score". */
export function countOpen(
  tasks: readonly JudgingTask[],
  judges: readonly PlannedSubject[],
  row: AnswerRow,
  asked: JournalIndex,
): number {
  let open = 0;
  for (const judge of judges) {
    for (const task of tasks) {
      if (!task.asks(row, judge)) continue;
      for (let asking = 1; asking <= task.askings(row); asking++)
        for (const form of task.questions.forms) if (!hasReply(task, judge, row, { form, asking }, asked)) open++;
    }
  }
  return open;
}

/** The replies a journal holds, read without opening it for writing. */
async function recordedReplies(folder: string): Promise<JournalIndex> {
  const index = journalIndex();
  const file = join(folder, "journal.jsonl");
  // An imported file has a journal once a judge was asked.
  if (!existsSync(file)) return index;
  for await (const batch of readLineBatches(file)) {
    for (const { bytes } of batch) {
      const head = parseAttemptHead(bytes.toString("utf8", 0, Math.min(bytes.length, 640)));
      if (head?.final === true && head.stage === "judge") {
        index.add(head, { offset: 0, length: bytes.length, outcome: outcomeCode(head.outcome) }, head.supersedes);
      }
    }
  }
  return index;
}
