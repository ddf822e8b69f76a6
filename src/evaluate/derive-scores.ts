import { closeSync, openSync } from "node:fs";
import { outcomeFromRecord, readAttempt } from "../run/journal/attempt-record.ts";
import type { RunJournal } from "../run/journal/run-journal.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { ScoreState } from "../schema/run/outcome.ts";
import type { Judgement, ScorerResult } from "../schema/run/scored-row.ts";
import { combineOrders, type OrderedJudgement } from "../score/judge/combine-orders.ts";
import { combinePanel } from "../score/judge/combine-panel.ts";
import { applyScorer, type Scorer } from "../score/scorer.ts";
import { questionName } from "./ask-judges.ts";
import { faultWords } from "./panel-questions.ts";
import type { PlannedSubject } from "./plan-run.ts";
import type { Questions, Reading } from "./questions.ts";

export interface Judging {
  /** The scorer's id in the suite. */
  readonly id: string;
  readonly questions: Questions;
  readonly guidelineVersion: string | null;
  /** The judges that judge this candidate. */
  readonly judgesOf: (modelId: string) => readonly PlannedSubject[];
  readonly round: number;
}

export interface ScoringParts {
  readonly rules: readonly { readonly id: string; readonly scorer: Scorer }[];
  readonly judging: Judging | null;
  /** Which scorer gives the row its score: the suite's first. */
  readonly first: string | null;
  readonly truncated: "score" | "exclude";
}

export interface ScoreCounts {
  readonly states: Record<ScoreState, number>;
  readonly judgeCostUsd: number | null;
  readonly evidenceNotFound: number;
}

/** Whether an answer is put to scorers at all. */
export function isScorable(row: Pick<AnswerRow, "outcome" | "responseText">, truncated: "score" | "exclude"): boolean {
  if (row.responseText.trim() === "") return false;
  return row.outcome === "answered" || (row.outcome === "truncated" && truncated === "score");
}

/** The lines of `run_scored.jsonl`, one an answer, from the answers and the judges' replies in the journal. */
export async function* deriveScores(
  answers: AsyncIterable<{ row: AnswerRow; disk: Readonly<Record<string, unknown>> }>,
  parts: ScoringParts,
  journal: RunJournal,
  now: () => Date,
): AsyncGenerator<string, ScoreCounts> {
  const states = { scored: 0, refusal: 0, abstained: 0, unparsed: 0, judge_failed: 0, not_run: 0 };
  let judgeCostUsd: number | null = 0;
  let evidenceNotFound = 0;
  const descriptor = openSync(journal.file, "r");
  try {
    for await (const { row, disk } of answers) {
      const scorable = isScorable(row, parts.truncated);
      const scorers = scorable ? await ruleResults(parts.rules, row) : [];
      const panel = scorable && parts.judging !== null ? panelOf(parts.judging, row, journal, descriptor) : null;
      const final = finalScore(row, parts, scorers, panel, scorable);
      states[final.state]++;
      if (panel !== null) {
        judgeCostUsd = judgeCostUsd === null || panel.costUsd === null ? null : judgeCostUsd + panel.costUsd;
        if (panel.evidenceMissing) evidenceNotFound++;
      }
      yield JSON.stringify(scoredRowOf(row, disk, final, scorers, panel, parts, now));
    }
  } finally {
    closeSync(descriptor);
  }
  return { states, judgeCostUsd, evidenceNotFound };
}

async function ruleResults(rules: ScoringParts["rules"], row: AnswerRow): Promise<ScorerResult[]> {
  const input = row.messages?.findLast((message) => message.role === "user")?.content ?? null;
  const args = {
    input,
    output: row.responseText,
    expected: row.expected,
    metadata: { ...row.metadata, factors: row.factors },
  };
  const results: ScorerResult[] = [];
  for (const { id, scorer } of rules) results.push(await applyScorer(id, scorer, args));
  return results;
}

interface PanelReading {
  readonly id: string;
  readonly score: number | null;
  readonly state: ScoreState;
  readonly refusal: boolean | null;
  readonly range: number | null;
  readonly reason: string | null;
  readonly judges: readonly Judgement[];
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

function panelOf(judging: Judging, row: AnswerRow, journal: RunJournal, descriptor: number): PanelReading {
  const judges = judging.judgesOf(row.modelId);
  const readings = judges.map((judge) => ({
    judge,
    replies: judging.questions.forms.map((form) => lastReply(judging, judge, form, row, journal, descriptor)),
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
  const panel = combinePanel(views);
  const all = readings.flatMap(({ replies }) => replies);
  const biases = views.flatMap((view) => (view.positionBias === null ? [] : [view.positionBias]));
  const sum = (pick: (reply: Replied) => number | null) =>
    all.reduce<number | null>((total, reply) => add(total, pick(reply)), 0);
  const unread = all.find((reply) => reply.reading.kind === "again")?.reading;
  return {
    ...panel,
    reason: panel.reason ?? (unread?.kind === "again" && panel.state === "unparsed" ? faultWords(unread.fault) : null),
    id: judging.id,
    judges: readings.flatMap(({ judge, replies }) =>
      replies.map((reply, i) => judgementRow(judge, judging.questions.forms[i] ?? null, reply)),
    ),
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
  judge: PlannedSubject,
  form: Questions["forms"][number],
  row: AnswerRow,
  journal: RunJournal,
  descriptor: number,
): Replied {
  let last = noReply;
  for (let attempt = 1; attempt <= judging.questions.mostTries; attempt++) {
    const name = questionName(judge.model.id, form, judging.round, attempt);
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

function judgementRow(judge: PlannedSubject, form: Questions["forms"][number], { reading, raw }: Replied): Judgement {
  const state: ScoreState = reading.kind === "open" ? "not_run" : reading.kind === "again" ? "unparsed" : reading.state;
  return {
    id: judge.model.id,
    family: judge.model.family,
    order: form,
    score: reading.kind === "read" ? reading.score : null,
    state,
    raw,
  };
}

interface FinalScore {
  readonly score: number | null;
  readonly state: ScoreState;
  readonly reason: string | null;
}

function finalScore(
  row: AnswerRow,
  parts: ScoringParts,
  scorers: readonly ScorerResult[],
  panel: PanelReading | null,
  scorable: boolean,
): FinalScore {
  if (!scorable) return { score: null, state: row.outcome === "refused" ? "refusal" : "not_run", reason: row.outcome };
  if (panel !== null && (parts.first === null || parts.first === panel.id)) return panel;
  const rule = scorers.find((result) => result.name === parts.first) ?? scorers[0];
  if (rule === undefined) return { score: null, state: "not_run", reason: "no scorer" };
  return { score: rule.score, state: rule.score === null ? "unparsed" : "scored", reason: rule.reason };
}

/** Key order as published: the older columns first, ours behind. */
function scoredRowOf(
  row: AnswerRow,
  disk: Readonly<Record<string, unknown>>,
  final: FinalScore,
  scorers: readonly ScorerResult[],
  panel: PanelReading | null,
  parts: ScoringParts,
  now: () => Date,
): Record<string, unknown> {
  const tokens = panel === null ? null : add(panel.inputTokens, panel.outputTokens);
  return {
    run_id: row.runId,
    run_timestamp_iso: row.timestampIso,
    eval_timestamp_iso: panel?.endedAt ?? now().toISOString(),
    model_id: row.modelId,
    provider: row.provider,
    prompt_id: row.promptId,
    perspective: row.perspective,
    factors: disk["factors"],
    messages: disk["messages"],
    response_text: row.responseText,
    scorer_model: panel?.names ?? null,
    score: final.score,
    eval_latency_ms: panel?.latencyMs ?? null,
    eval_provider: panel?.provider ?? null,
    eval_input_tokens: panel?.inputTokens ?? null,
    eval_output_tokens: panel?.outputTokens ?? null,
    eval_total_tokens: tokens,
    eval_cost_usd: panel?.costUsd ?? null,
    eval_request_id: panel?.requestId ?? null,
    eval_finish_reason: panel?.finish ?? null,
    eval_raw_response: null,
    error: errorOf(row, final),
    triplet_id: row.tripletId,
    cluster_id: row.clusterId,
    view: row.view,
    role: row.role,
    repeat: row.repeat,
    outcome: row.outcome,
    score_state: final.state,
    stance: null,
    refusal: panel?.refusal ?? null,
    evidence: panel?.evidence ?? null,
    judges: panel?.judges ?? [],
    scorers: scorers.map(({ name, score, reason, metadata }) => ({ name, score, reason, metadata })),
    position_bias: panel?.positionBias ?? null,
    panel_range: panel?.range ?? null,
    guideline_version: panel === null ? null : (parts.judging?.guidelineVersion ?? null),
    reason: final.reason,
    attempts: row.attempts,
    cost_usd: row.costUsd,
  };
}

function errorOf(row: AnswerRow, final: FinalScore): string | null {
  if (row.outcome === "failed" || row.outcome === "filtered")
    return `run-error: ${row.error ?? row.reason ?? row.outcome}`;
  if (row.responseText.trim() === "") return "missing-response";
  if (final.state === "unparsed" || final.state === "judge_failed") return `judge: ${final.reason ?? final.state}`;
  return null;
}

function add(sum: number | null, value: number | null): number | null {
  return sum === null || value === null ? null : sum + value;
}
