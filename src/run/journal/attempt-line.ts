import { hash } from "node:crypto";
import type { ChatOutcome } from "../../providers/provider.ts";
import { type Outcome, outcomes } from "../../schema/run/outcome.ts";
import type { ChatMessage } from "../../schema/run/prompt-row.ts";
import { endsCell } from "../cells/conversation.ts";
import { classify } from "../classify.ts";
import type { Attempt, Settled } from "../schedule/types.ts";
import type { EntryKey } from "./journal-index.ts";

/** What the beginning of an attempt line tells without parsing the record behind it. */
export interface AttemptHead extends EntryKey {
  readonly final: boolean;
  readonly supersedes: boolean;
  /** True for the answer to a turn before the last: kept for a resume, and not the cell's last word. */
  readonly endsTurn: boolean;
  /** True when it came from the answer cache: nothing was called. */
  readonly cached: boolean;
  readonly outcome: Outcome;
  readonly costUsd: number | null;
  readonly tokens: number | null;
}

const head =
  /^\{"t":"attempt","final":(true|false),"supersedes":(true|false),"cell":"([0-9a-f]{64})","repeat":(\d+),"stage":"(answer|judge|task)","judge":(null|"(?:[^"\\]|\\.)*"),(?:"turn":(\d+),"ends_turn":(true|false),)?(?:"cached":(true),)?"outcome":"([a-z]+)","cost_usd":(null|[-+.\deE]+),"tokens":(null|\d+)/;

/** Reads the head of a line; null when the line is of another kind. */
export function parseAttemptHead(text: string): AttemptHead | null {
  const match = head.exec(text);
  if (!match) return null;
  return {
    final: match[1] === "true",
    supersedes: match[2] === "true",
    cell: match[3]!,
    repeat: Number(match[4]),
    stage: match[5] as EntryKey["stage"],
    judge: JSON.parse(match[6]!) as string | null,
    turn: match[7] === undefined || match[1] === "true" ? null : Number(match[7]),
    endsTurn: match[8] === "true",
    cached: match[9] !== undefined,
    outcome: match[10] as Outcome,
    costUsd: match[11] === "null" ? null : Number(match[11]),
    tokens: match[12] === "null" ? null : Number(match[12]),
  };
}

export function outcomeCode(outcome: Outcome): number {
  return outcomes.indexOf(outcome);
}

const rawLimit = 64 * 1024;

/** A call as a journal line. The keys of the head stand first and in this order; parseAttemptHead relies on it. */
export function attemptLine(
  attempt: Attempt,
  settled: Settled | null,
  options: { supersedes: boolean; keepRaw: boolean },
): string {
  const { item, outcome } = attempt;
  const { outcome: word, reason } = classify(outcome);
  const usage = outcome.kind === "answer" ? outcome.usage : null;
  const known = usage !== null && usage.input !== null && usage.output !== null;
  const tokens = attempt.recalled ? 0 : known ? usage.input! + usage.output! : null;
  const { turn } = item;
  return JSON.stringify({
    t: "attempt",
    final: settled !== null && endsCell(turn, word, textOf(outcome)),
    supersedes: options.supersedes,
    cell: item.cell,
    repeat: item.repeat,
    stage: item.stage,
    judge: item.judge,
    ...(turn === undefined ? {} : { turn: turn.index, ends_turn: settled !== null }),
    ...(attempt.recalled ? { cached: true } : {}),
    outcome: word,
    cost_usd: attempt.costUsd,
    tokens,
    n: attempt.n,
    model_id: item.request.origin.subject ?? attempt.model.id,
    prompt_id: item.request.origin.prompt.promptId,
    started_at: new Date(attempt.startedAtMs).toISOString(),
    ended_at: new Date(attempt.endedAtMs).toISOString(),
    cost_known: attempt.costUsd !== null,
    ...(outcome.kind === "failure"
      ? {
          status: outcome.status,
          retry_after_ms: outcome.retryAfterMs,
          error: { code: outcome.cause, message: outcome.message },
        }
      : {}),
    ...(settled === null ? {} : { record: recordOf(settled, reason, options.keepRaw) }),
  });
}

function textOf(outcome: ChatOutcome): string {
  return outcome.kind === "answer" ? outcome.text : "";
}

/** The part of a run.jsonl row that only the call knows. */
function recordOf(settled: Settled, reason: string | null, keepRaw: boolean): Record<string, unknown> {
  const { outcome } = settled;
  const base = {
    attempts: settled.attempts,
    waited_ms: settled.waitedMs,
    retried_for: settled.retriedFor,
    total_cost_usd: settled.totalCostUsd,
    reason,
    messages_sent_hash: messagesHash(outcome, settled.item.request.messages),
    ...(settled.recalled
      ? { cached: true, cost_saved_usd: settled.recalled.savedUsd, cached_from: settled.recalled.runId }
      : {}),
  };
  if (outcome.kind === "failure") return { ...base, latency_ms: null, error: `${outcome.cause}: ${outcome.message}` };
  const measured = Math.round((settled.endedAtMs - settled.startedAtMs) * 100) / 100;
  return {
    ...base,
    latency_ms: settled.recalled ? null : outcome.latencyMs === undefined ? measured : outcome.latencyMs,
    response_text: outcome.text,
    finish_reason: outcome.finish,
    refusal_text: outcome.refusal,
    reasoning_text: outcome.reasoningText,
    input_tokens: outcome.usage.input,
    output_tokens: outcome.usage.output,
    reasoning_tokens: outcome.usage.reasoning,
    cached_tokens: outcome.usage.cachedInput,
    request_id: outcome.requestId,
    served_model: outcome.servedModel,
    fingerprint: outcome.fingerprint,
    raw_response: keepRaw ? capped(outcome.raw) : null,
  };
}

/** sha256 of the canonical messages as they went over the wire: where system messages are joined, after that. */
function messagesHash(outcome: ChatOutcome, asked: readonly ChatMessage[]): string {
  const sent = (outcome.kind === "answer" ? outcome.messagesSent : undefined) ?? asked;
  let text = "";
  for (const { role, content } of sent) {
    text += `${text === "" ? "[" : ","}{"content":${JSON.stringify(content)},"role":"${role}"}`;
  }
  return hash("sha256", `${text}]`);
}

/** Raw replies past 64 KB are cut, and say so. */
function capped(raw: unknown): unknown {
  if (raw === null || raw === undefined) return null;
  const text = JSON.stringify(raw);
  return text.length <= rawLimit ? raw : { cut: true, characters: text.length, head: text.slice(0, rawLimit) };
}
