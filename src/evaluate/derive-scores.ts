import { closeSync, openSync } from "node:fs";
import type { RunJournal } from "../run/journal/run-journal.ts";
import type { AnswerRow } from "../schema/run/answer-row.ts";
import type { ScoreState } from "../schema/run/outcome.ts";
import type { ScorerResult } from "../schema/run/scored-row.ts";
import { applyScorer, type Scorer } from "../score/scorer.ts";
import { answerName } from "./loose-answers.ts";
import { type Judging, type PanelReading, panelOf } from "./panel-reading.ts";
import { noScorerClients, resultKey } from "./scorer-client.ts";
import { firstAnswerName } from "./switch-summary.ts";

export interface ScoringParts {
  /** `asks` marks functions of a TypeScript suite: they may ask a model. */
  readonly rules: readonly { readonly id: string; readonly scorer: Scorer; readonly asks?: boolean }[];
  readonly judging: readonly Judging[];
  /** Which scorer gives the row its score: the suite's first. */
  readonly first: string | null;
  readonly truncated: "score" | "exclude";
  /** Lines of answers whose score came with an imported file, by the answer's name: they stand as they are. */
  readonly brought: ReadonlyMap<string, string>;
}

export interface ScoreCounts {
  readonly states: Record<ScoreState, number>;
  readonly judgeCostUsd: number | null;
  readonly evidenceNotFound: number;
  /** The first reply that could not be read, for showing. */
  readonly unreadable: string | null;
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
  prepared: ReadonlyMap<string, ScorerResult> = new Map(),
): AsyncGenerator<string, ScoreCounts> {
  const states = { scored: 0, refusal: 0, abstained: 0, unparsed: 0, judge_failed: 0, not_run: 0 };
  let judgeCostUsd: number | null = 0;
  let evidenceNotFound = 0;
  let unreadable: string | null = null;
  const descriptor = openSync(journal.file, "r");
  try {
    for await (const { row, disk } of answers) {
      const known = parts.brought.size === 0 ? undefined : parts.brought.get(answerName(row));
      if (known !== undefined) {
        states[(JSON.parse(known) as { score_state: ScoreState }).score_state]++;
        yield known;
        continue;
      }
      const scorable = isScorable(row, parts.truncated);
      const scorers = await ruleResults(parts.rules, row, scorable, prepared);
      const panels = scorable ? parts.judging.map((judging) => judgedBy(judging, row, journal, descriptor)) : [];
      const panel = panels.find(({ id }) => id === parts.first) ?? panels[0] ?? null;
      for (const other of panels) if (other !== panel) scorers.push(resultOf(other));
      const final = finalScore(row, parts, scorers, panel, scorable);
      states[final.state]++;
      if (panel !== null) {
        for (const { costUsd } of panels) judgeCostUsd = add(judgeCostUsd, costUsd);
        if (panel.evidenceMissing) evidenceNotFound++;
        unreadable ??= panel.judges.find((one) => one.state === "unparsed")?.raw ?? null;
      }
      yield JSON.stringify(scoredRowOf(row, disk, final, scorers, panel, parts, now));
    }
  } finally {
    closeSync(descriptor);
  }
  return { states, judgeCostUsd, evidenceNotFound, unreadable };
}

/** What a scorer is given of an answer. */
export function scorerArguments(row: AnswerRow) {
  const turns = row.turns ?? [];
  return {
    input: row.messages?.findLast((message) => message.role === "user")?.content ?? null,
    output: row.responseText,
    expected: row.expected,
    metadata: { ...row.metadata, factors: row.factors, ...(turns.length === 0 ? {} : { answers: answersOf(turns) }) },
  };
}

async function ruleResults(
  rules: ScoringParts["rules"],
  row: AnswerRow,
  scorable: boolean,
  prepared: ReadonlyMap<string, ScorerResult>,
): Promise<ScorerResult[]> {
  const turns = row.turns ?? [];
  const args = scorerArguments(row);
  const results: ScorerResult[] = [];
  if (scorable) {
    for (const { id, scorer, asks } of rules) {
      const client = asks === true ? { client: noScorerClients.of(row, id) } : {};
      results.push(prepared.get(resultKey(row, id)) ?? (await applyScorer(id, scorer, { ...args, ...client })));
    }
  }
  // What doubt changes shows only beside the first answer, read by the same rule.
  const first = turns.length > 1 ? turns[0]! : null;
  if (first === null) return results;
  const before = { ...args, input: first.content, output: first.responseText };
  for (const { id, scorer } of rules) results.push(await applyScorer(firstAnswerName(id), scorer, before));
  return results;
}

function answersOf(turns: NonNullable<AnswerRow["turns"]>): string[] {
  return turns.map((turn) => turn.responseText);
}

/** What a scorer's judges made of one answer; nobody is asked about an answer it has no question for. */
function judgedBy(judging: Judging, row: AnswerRow, journal: RunJournal, descriptor: number): PanelReading {
  const why = judging.skips?.(row) ?? null;
  if (why === null) return panelOf(judging, row, journal, descriptor);
  return { ...panelOf({ ...judging, judgesOf: () => [] }, row, journal, descriptor), reason: why };
}

/** A further judged scorer's word, beside the one that gives the row its score. */
function resultOf({ id, score, state, reason, judges }: PanelReading): ScorerResult {
  return { name: id, score, reason: score === null ? (reason ?? state) : null, metadata: { judges } as never };
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
    guideline_version: parts.judging.find(({ id }) => id === panel?.id)?.guidelineVersion ?? null,
    reason: final.reason,
    attempts: row.attempts,
    cost_usd: row.costUsd,
    ...(typeof row.metadata?.["case_id"] === "string" ? { case_id: row.metadata["case_id"] } : {}),
    ...(disk["turns"] === undefined ? {} : { turns: disk["turns"] }),
  };
}

function errorOf(row: AnswerRow, final: FinalScore): string | null {
  if (row.outcome === "failed" || row.outcome === "filtered")
    return `run-error: ${row.error ?? row.reason ?? row.outcome}`;
  if (row.responseText.trim() === "") return "missing-response";
  if (final.reason === "missing-messages") return "missing-messages";
  if (final.state === "unparsed" || final.state === "judge_failed") return `judge: ${final.reason ?? final.state}`;
  return null;
}

function add(sum: number | null, value: number | null): number | null {
  return sum === null || value === null ? null : sum + value;
}
