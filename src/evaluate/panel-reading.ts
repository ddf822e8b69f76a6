import { outcomeFromRecord, readAttempt } from "../run/journal/attempt-record.ts";
import type { RunJournal } from "../run/journal/run-journal.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { ScoreState } from "../schema/run/outcome.ts";
import type { Judgement } from "../schema/run/scored-row.ts";
import { combineOrders, type OrderedJudgement } from "../score/judge/combine-orders.ts";
import { combinePanel } from "../score/judge/combine-panel.ts";
import { questionName } from "./ask-judges.ts";
import { faultWords } from "./panel-questions.ts";
import type { PlannedSubject } from "./plan-run.ts";
import type { Questions, Reading } from "./questions.ts";

export interface Judging {
  /** The scorer's id in the suite. */
  readonly id: string;
  readonly questions: Questions;
  /** What the panel's score becomes as a score of this scorer; absent: as it is. */
  readonly rescale?: (score: number) => number;
  /** How often this answer is put to each judge. */
  readonly askings: (row: AnswerRow) => number;
  /** Why this answer is put to nobody; null where it is. */
  readonly skips?: (row: AnswerRow) => string | null;
  readonly guidelineVersion: string | null;
  /** The judges that judge this candidate. */
  readonly judgesOf: (modelId: string) => readonly PlannedSubject[];
  readonly round: number;
}

/** What the panel made of one answer, with the cost of asking. */
export interface PanelReading {
  readonly id: string;
  readonly score: number | null;
  readonly state: ScoreState;
  readonly refusal: boolean | null;
  readonly range: number | null;
  readonly reason: string | null;
  readonly judges: readonly ReturnType<typeof judgementRow>[];
  readonly positionBias: number | null;
  readonly evidence: string | null;
  readonly evidenceMissing: boolean;
  readonly names: string | null;
  readonly provider: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly latencyMs: number | null;
  readonly requestId: string | null;
  readonly finish: string | null;
  readonly endedAt: string | null;
}

/** The panel's reading of one answer, from the replies in the journal. */
export function panelOf(judging: Judging, row: AnswerRow, journal: RunJournal, descriptor: number): PanelReading {
  const judges = judging.judgesOf(row.modelId);
  const askedFor = (judge: PlannedSubject, asking: number) =>
    judging.questions.forms.map((form) => lastReply(judging, { judge, form, asking }, row, journal, descriptor));
  const readings = judges.map((judge) => ({
    judge,
    replies: askedFor(judge, 1),
    // A second asking tells of the judge, not of the answer: it has no part in the score.
    second: judging.askings(row) > 1 ? askedFor(judge, 2) : [],
  }));
  const views = readings.map(({ judge, replies }) => {
    const ordered = replies.map(
      (reply, i): OrderedJudgement => ({
        order: judging.questions.forms[i] ?? "a-high",
        judgement: asOrdered(reply.reading, judging.questions.forms[i] ?? "a-high"),
      }),
    );
    return { id: judge.model.id, ...combineOrders(ordered) };
  });
  const voted = combinePanel(views);
  const panel = voted.score === null || !judging.rescale ? voted : { ...voted, score: judging.rescale(voted.score) };
  const first = readings.flatMap(({ replies }) => replies);
  const all = [...first, ...readings.flatMap(({ second }) => second)];
  const biases = views.flatMap((view) => (view.positionBias === null ? [] : [view.positionBias]));
  const sum = (pick: (reply: Replied) => number | null) =>
    all.reduce<number | null>((total, reply) => add(total, pick(reply)), 0);
  const unread = first.find((reply) => reply.reading.kind === "again")?.reading;
  return {
    ...panel,
    reason: panel.reason ?? (unread?.kind === "again" && panel.state === "unparsed" ? faultWords(unread.fault) : null),
    id: judging.id,
    judges: readings.flatMap(({ judge, replies, second }) => [
      ...replies.map((reply, i) => judgementRow(judge, judging.questions.forms[i] ?? null, reply)),
      ...second.flatMap((reply, i) =>
        reply === noReply ? [] : { ...judgementRow(judge, judging.questions.forms[i] ?? null, reply), asking: 2 },
      ),
    ]),
    positionBias: biases.length === 0 ? null : biases.reduce((a, b) => a + b, 0) / biases.length,
    evidence: views.find((view) => view.evidence !== null)?.evidence ?? null,
    evidenceMissing: views.some((view) => view.evidenceMissing),
    names: judges.length === 0 ? null : judges.map((judge) => judge.model.id).join("+"),
    provider: judges.length === 0 ? null : [...new Set(judges.map((judge) => judge.model.provider))].join("+"),
    inputTokens: sum((reply) => reply.inputTokens),
    outputTokens: sum((reply) => reply.outputTokens),
    costUsd: sum((reply) => reply.costUsd),
    latencyMs: sum((reply) => reply.latencyMs),
    requestId: all.length === 1 ? (all[0]?.requestId ?? null) : null,
    finish: all.length === 1 ? (all[0]?.finish ?? null) : null,
    endedAt: all.reduce<string | null>(
      (last, reply) => (reply.endedAt !== null && (last === null || reply.endedAt > last) ? reply.endedAt : last),
      null,
    ),
  };
}

interface Replied {
  readonly reading: Reading | { readonly kind: "open" };
  readonly raw: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly latencyMs: number | null;
  readonly requestId: string | null;
  readonly finish: string | null;
  readonly endedAt: string | null;
}

const noReply: Replied = {
  reading: { kind: "open" },
  raw: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  latencyMs: null,
  requestId: null,
  finish: null,
  endedAt: null,
};

/** The last try of a form in the journal. */
function lastReply(
  judging: Judging,
  { judge, form, asking }: { judge: PlannedSubject; form: Questions["forms"][number]; asking: number },
  row: AnswerRow,
  journal: RunJournal,
  descriptor: number,
): Replied {
  let last = noReply;
  for (let attempt = 1; attempt <= judging.questions.mostTries; attempt++) {
    const { round, questions } = judging;
    const key = { judgeId: judge.model.id, scorer: questions.name, form, round, asking, attempt };
    const name = questionName(key, row);
    const entry = journal.index.get({ cell: row.cell, repeat: row.repeat, stage: "judge", judge: name });
    if (entry === null) break;
    const line = readAttempt(descriptor, journal.file, entry, row.cell);
    const outcome = outcomeFromRecord(line);
    last = {
      reading: judging.questions.read(row, form, outcome),
      raw: outcome.kind === "answer" ? outcome.text.slice(0, 4000) : outcome.message,
      inputTokens: outcome.kind === "answer" ? outcome.usage.input : null,
      outputTokens: outcome.kind === "answer" ? outcome.usage.output : null,
      costUsd: line.cost_usd,
      latencyMs: outcome.kind === "answer" ? (outcome.latencyMs ?? null) : null,
      requestId: outcome.kind === "answer" ? outcome.requestId : null,
      finish: outcome.kind === "answer" ? outcome.finish : null,
      endedAt: line.ended_at,
    };
  }
  return last;
}

/** Back into the frame of the request, which combineOrders expects. */
function asOrdered(reading: Replied["reading"], order: "a-high" | "a-low"): OrderedJudgement["judgement"] {
  if (reading.kind === "open") return { kind: "failed" };
  if (reading.kind === "again") return { kind: "fault", fault: JSON.parse(reading.fault) };
  if (reading.state === "judge_failed") return { kind: "failed" };
  const stance = reading.score === null ? null : order === "a-high" ? reading.score : -reading.score;
  return {
    kind: "judgement",
    stance,
    refusal: reading.refusal === true,
    evidence: reading.evidence,
    evidenceFound: reading.evidenceFound,
  };
}

/** As `run_scored.jsonl` holds it, with the keys of the disk. */
function judgementRow(
  judge: PlannedSubject,
  form: Questions["forms"][number],
  { reading, raw }: Replied,
): Readonly<Record<string, unknown>> & Pick<Judgement, "state" | "raw"> {
  const state: ScoreState = reading.kind === "open" ? "not_run" : reading.kind === "again" ? "unparsed" : reading.state;
  return {
    id: judge.model.id,
    family: judge.model.family,
    order: form,
    score: reading.kind === "read" ? reading.score : null,
    state,
    raw,
    ...(reading.kind === "read" ? { evidence_found: reading.evidenceFound } : {}),
  };
}

function add(sum: number | null, value: number | null): number | null {
  return sum === null || value === null ? null : sum + value;
}
