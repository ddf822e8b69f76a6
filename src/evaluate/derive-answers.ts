import { closeSync, openSync } from "node:fs";
import type { ResolvedModel } from "../providers/provider.ts";
import { cellKeys } from "../run/cells/cell-key.ts";
import { type Conversation, conversationOf } from "../run/cells/conversation.ts";
import type { GridIndex } from "../run/cells/grid-index.ts";
import { type AttemptRecord, readAttempt } from "../run/journal/attempt-record.ts";
import type { JournalIndex } from "../run/journal/journal-index.ts";
import { taskProviderId } from "../run/suite/suite-module.ts";
import { toDisk } from "../schema/codec.ts";
import { type Outcome, outcomes } from "../schema/run/outcome.ts";
import { samplingParams } from "../schema/run/roster.ts";
import type { SubjectParams } from "./subject-params.ts";
import { wholeConversation } from "./whole-conversation.ts";

export interface AnsweringSubject extends SubjectParams {
  readonly model: ResolvedModel;
}

export interface AnswerSource {
  readonly runId: string;
  readonly grid: GridIndex;
  readonly subjects: readonly AnsweringSubject[];
  readonly repeats: number;
  /** Leave out the messages and the services' raw replies: the grid and the journal have them. */
  readonly slim?: boolean;
  readonly journal: { readonly file: string; readonly index: JournalIndex };
}

export interface DerivedCounts {
  readonly byOutcome: Record<Outcome, number>;
  readonly missing: number;
  readonly costUsd: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly servedModels: ReadonlyMap<string, { served: Set<string>; fingerprints: Set<string> }>;
  /** Answers taken from the cache, what they would have cost, and the runs that share them. */
  readonly cache: { readonly hits: number; readonly savedUsd: number | null; readonly runs: readonly string[] };
}

/**
 * The lines of `run.jsonl`, drawn from the journal: one effective answer a line, sorted by model (roster order), prompt
 * and repeat. Reads a row at a time. The returned counts are complete when the generator is.
 */
export function* deriveAnswers(source: AnswerSource): Generator<string, DerivedCounts> {
  const byOutcome = Object.fromEntries(outcomes.map((word) => [word, 0])) as Record<Outcome, number>;
  const servedModels = new Map<string, { served: Set<string>; fingerprints: Set<string> }>();
  const totals = { cost: 0 as number | null, input: 0 as number | null, output: 0 as number | null };
  const cache = cacheUse();
  let missing = 0;
  const descriptor = openSync(source.journal.file, "r");
  try {
    for (const subject of source.subjects) {
      const keyOf = cellKeys(subject.model, subject.params);
      const served = { served: new Set<string>(), fingerprints: new Set<string>() };
      servedModels.set(subject.model.id, served);
      const constant = constantPart(subject);
      const asksTurns = conversationOf(source.grid.row(0)) !== null;
      for (let row = 0; row < source.grid.size; row++) {
        const cell = keyOf({ contentHash: source.grid.contentHash(row) });
        let prompt: Readonly<Record<string, unknown>> | null = null;
        let conversation: Conversation | null = null;
        for (let repeat = 0; repeat < source.repeats; repeat++) {
          const entry = source.journal.index.get({ cell, repeat, stage: "answer", judge: null });
          if (entry === null) {
            missing++;
            continue;
          }
          if (prompt === null) {
            prompt = source.grid.rawRow(row);
            conversation = asksTurns ? conversationOf(source.grid.row(row)) : null;
          }
          const last = readAttempt(descriptor, source.journal.file, entry, cell);
          const key = { cell, repeat, stage: "answer" as const, judge: null };
          const line =
            conversation === null
              ? last
              : wholeConversation(conversation, last, (turn) => {
                  const earlier = source.journal.index.get({ ...key, turn });
                  return earlier === null ? null : readAttempt(descriptor, source.journal.file, earlier, cell);
                });
          const outcome = line.outcome;
          byOutcome[outcome]++;
          const { record } = line;
          const unpriced =
            outcome === "failed" && subject.model.price === null && subject.model.provider !== taskProviderId;
          totals.cost = add(totals.cost, unpriced ? null : record["total_cost_usd"]);
          totals.input = add(totals.input, record["input_tokens"] ?? (outcome === "failed" ? 0 : null));
          totals.output = add(totals.output, record["output_tokens"] ?? (outcome === "failed" ? 0 : null));
          if (record["cached"] === true) cache.add(record);
          if (typeof record["served_model"] === "string") served.served.add(record["served_model"]);
          if (typeof record["fingerprint"] === "string") served.fingerprints.add(record["fingerprint"]);
          yield JSON.stringify(
            answerRowOf(source.runId, subject, constant, prompt, repeat, cell, line, source.slim ?? false),
          );
        }
      }
    }
  } finally {
    closeSync(descriptor);
  }
  return {
    byOutcome,
    missing,
    costUsd: totals.cost,
    inputTokens: totals.input,
    outputTokens: totals.output,
    servedModels,
    cache: cache.total(),
  };
}

/** Counts answers taken from earlier runs. */
function cacheUse() {
  const runs = new Set<string>();
  let hits = 0;
  let savedUsd: number | null = 0;
  return {
    add(record: Readonly<Record<string, unknown>>): void {
      hits++;
      savedUsd = add(savedUsd, record["cost_saved_usd"]);
      if (typeof record["cached_from"] === "string") runs.add(record["cached_from"]);
    },
    total: () => ({ hits, savedUsd: hits === 0 ? 0 : savedUsd, runs: [...runs].sort() }),
  };
}

function constantPart({ model, params, dropped }: AnsweringSubject): Record<string, unknown> {
  return { endpoint: model.baseUrl, params: toDisk(samplingParams, params), params_dropped: dropped };
}

/** Key order as published: the older columns first, ours behind. */
function answerRowOf(
  runId: string,
  subject: AnsweringSubject,
  constant: Record<string, unknown>,
  prompt: Readonly<Record<string, unknown>>,
  repeat: number,
  cell: string,
  line: AttemptRecord,
  slim: boolean,
): Record<string, unknown> {
  const { record } = line;
  const input = record["input_tokens"] ?? null;
  const output = record["output_tokens"] ?? null;
  return {
    run_id: runId,
    timestamp_iso: line.ended_at,
    model_id: subject.model.id,
    provider: subject.model.provider,
    prompt_id: prompt["prompt_id"],
    perspective: prompt["perspective"] ?? null,
    factors: prompt["factors"],
    messages: slim ? null : (record["messages"] ?? prompt["messages"]),
    response_text: record["response_text"] ?? "",
    latency_ms: record["latency_ms"] ?? null,
    input_tokens: input,
    output_tokens: output,
    total_tokens: typeof input === "number" && typeof output === "number" ? input + output : null,
    cost_usd: record["total_cost_usd"] ?? null,
    request_id: record["request_id"] ?? null,
    finish_reason: record["finish_reason"] ?? null,
    raw_response: slim ? null : (record["raw_response"] ?? null),
    error: record["error"] ?? null,
    triplet_id: prompt["triplet_id"] ?? null,
    cluster_id: prompt["cluster_id"],
    view: prompt["view"] ?? null,
    role: prompt["role"] ?? null,
    repeat,
    outcome: line.outcome,
    attempts: record["attempts"],
    waited_ms: record["waited_ms"],
    retried_for: record["retried_for"],
    cached: record["cached"] === true,
    served_model: record["served_model"] ?? null,
    fingerprint: record["fingerprint"] ?? null,
    ...constant,
    reasoning_text: record["reasoning_text"] ?? null,
    reasoning_tokens: record["reasoning_tokens"] ?? null,
    cached_tokens: record["cached_tokens"] ?? null,
    cost_known: typeof record["total_cost_usd"] === "number",
    cell,
    reason: record["reason"] ?? null,
    messages_sent_hash: record["messages_sent_hash"] ?? null,
    ...(record["cost_saved_usd"] !== undefined
      ? { cost_saved_usd: record["cost_saved_usd"] ?? null, cached_from: record["cached_from"] ?? null }
      : {}),
    ...(line.supersedes ? { supersedes: true } : {}),
    ...(record["turns"] === undefined ? {} : { turns: record["turns"] }),
    ...(prompt["expected"] === undefined ? {} : { expected: prompt["expected"] }),
    ...(isEmpty(prompt["metadata"]) ? {} : { metadata: prompt["metadata"] }),
  };
}

function add(sum: number | null, value: unknown): number | null {
  return sum === null || typeof value !== "number" ? null : sum + value;
}

function isEmpty(map: unknown): boolean {
  return typeof map !== "object" || map === null || Object.keys(map).length === 0;
}
