import { setTimeout as sleep } from "node:timers/promises";
import { InvalidInputError } from "../../errors/input-errors.ts";
import { type FailureCause, failureCauses } from "../../schema/run/outcome.ts";
import type { ChatAnswer, ChatFailure, ChatOutcome, ChatProvider, ChatRequest, ResolvedModel } from "../provider.ts";
import { resolveEntry } from "../resolve-entry.ts";
import { openRecordedRows, type RecordedRow, type RecordedRows } from "./recorded-rows.ts";

/**
 * Answers from a recorded run instead of a service. `file` names a run.jsonl or run_scored.jsonl; a row is found by
 * prompt id, model and repeat, or by the messages (`match: "messages"`). At stage judge it gives back what the
 * recorded judge wrote about that answer. A row that is not there is a failure `not_found`; a recorded failure fails again.
 */
export function replayProvider(): ChatProvider {
  const files = new Map<string, RecordedRows>();
  const rowsOf = (model: ResolvedModel) => files.get(model.entry.file!)!;
  return {
    id: "replay",
    resolve(entry) {
      if (entry.file === undefined) {
        throw new InvalidInputError(`model "${entry.id}" has no file`, {
          hint: 'Provider "replay" needs one: "file": "path/to/run.jsonl".',
        });
      }
      const rows = files.get(entry.file) ?? openRecordedRows(entry.file);
      files.set(entry.file, rows);
      const baseUrl = `replay:${rows.sha256.slice(0, 16)}`;
      return { ...resolveEntry(entry, { provider: "replay", baseUrl, key: null }), model: entry.model ?? entry.id };
    },
    async generate(request, call): Promise<ChatOutcome> {
      const row = find(rowsOf(request.model), request);
      if (row === null) return missing(request);
      const asked = request.origin.stage === "judge" ? row : atTurn(row, request.origin.turn);
      if (asked === null) return missing(request);
      const outcome = request.origin.stage === "judge" ? judgementOf(row) : answerOf(asked);
      const recorded = outcome.kind === "answer" ? (outcome.latencyMs ?? null) : null;
      if (request.model.extra["latency"] === true && recorded !== null) {
        await sleep(Math.min(recorded, call.timeoutMs), undefined, { signal: call.signal }).catch(() => undefined);
      }
      return call.signal.aborted ? failure("cancelled", "cancelled while replaying", false) : outcome;
    },
    async close() {
      for (const rows of files.values()) rows.close();
      files.clear();
    },
  };
}

function find(rows: RecordedRows, request: ChatRequest): RecordedRow | null {
  const { prompt, repeat, stage, subject } = request.origin;
  const modelId = stage === "judge" ? (subject ?? "") : request.model.model;
  if (request.model.entry.match === "messages") {
    return rows.byMessages(stage === "judge" ? prompt.messages : request.messages, modelId, repeat);
  }
  return rows.byPrompt(prompt.promptId, modelId, repeat);
}

/** A recorded row as it was at one turn of its conversation; null where it did not get that far. */
function atTurn(row: RecordedRow, turn: number | undefined): RecordedRow | null {
  if (turn === undefined) return row;
  const turns = row["turns"];
  const recorded: unknown = Array.isArray(turns) ? turns[turn] : undefined;
  if (typeof recorded !== "object" || recorded === null) return null;
  const { outcome: _outcome, reason: _reason, error, ...rest } = row;
  const isLast = turn === (turns as unknown[]).length - 1;
  return { ...rest, ...(recorded as RecordedRow), raw_response: null, error: isLast ? error : null };
}

function answerOf(row: RecordedRow): ChatOutcome {
  const error = text(row["error"]);
  if (
    row["outcome"] === "failed" ||
    (row["outcome"] === undefined && error !== null && !text(row["response_text"]) && !error.startsWith("judge"))
  ) {
    const cause = causeOf(row);
    // A run writes "cause: message"; the cause is told again when this failure is written.
    const message = error?.startsWith(`${cause}: `) ? error.slice(cause.length + 2) : error;
    return failure(cause, message ?? "a recorded failure", true);
  }
  const finish = text(row["finish_reason"]);
  return {
    ...emptyAnswer,
    text: text(row["response_text"]) ?? "",
    reasoningText: text(row["reasoning_text"]),
    finish:
      row["outcome"] === "truncated"
        ? "length"
        : row["outcome"] === "filtered"
          ? "content-filter"
          : knownFinish(finish),
    refusal: row["outcome"] === "refused" ? (text(row["reason"]) ?? "refused") : null,
    usage: {
      input: count(row["input_tokens"]),
      output: count(row["output_tokens"]),
      reasoning: count(row["reasoning_tokens"]),
      cachedInput: count(row["cached_tokens"]),
    },
    servedModel: text(row["served_model"]),
    fingerprint: text(row["fingerprint"]),
    requestId: text(row["request_id"]),
    reportedCostUsd: number(row["cost_usd"]),
    latencyMs: number(row["latency_ms"]),
    raw: row["raw_response"] ?? null,
  };
}

/** What the recorded judge wrote: its raw text where that was kept, else its score as a number. */
function judgementOf(row: RecordedRow): ChatOutcome {
  const raw = row["eval_raw_response"] as { choices?: { message?: { content?: unknown } }[] } | null | undefined;
  const written =
    text(raw?.choices?.[0]?.message?.content) ?? (number(row["score"]) === null ? null : String(row["score"]));
  if (written === null) return failure("not_found", "the recorded run holds no judgement of this answer", true);
  return {
    ...emptyAnswer,
    text: written,
    finish: knownFinish(text(row["eval_finish_reason"])),
    usage: {
      input: count(row["eval_input_tokens"]),
      output: count(row["eval_output_tokens"]),
      reasoning: null,
      cachedInput: null,
    },
    requestId: text(row["eval_request_id"]),
    reportedCostUsd: number(row["eval_cost_usd"]),
    latencyMs: number(row["eval_latency_ms"]),
    raw: row["eval_raw_response"] ?? null,
  };
}

const finishes = ["length", "content-filter", "refusal", "tool", "other"] as const;

const emptyAnswer: ChatAnswer = {
  kind: "answer",
  text: "",
  reasoningText: null,
  finish: "stop",
  refusal: null,
  usage: { input: null, output: null, reasoning: null, cachedInput: null },
  servedModel: null,
  fingerprint: null,
  requestId: null,
  rateHeaders: {},
  reportedCostUsd: null,
  latencyMs: null,
  raw: null,
};

function missing(request: ChatRequest): ChatFailure {
  const { prompt, repeat, subject } = request.origin;
  return failure(
    "not_found",
    `the recorded run has no row for prompt ${prompt.promptId}, model ${subject ?? request.model.model}, repeat ${repeat}`,
    true,
  );
}

function failure(cause: FailureCause, message: string, final: boolean): ChatFailure {
  return { kind: "failure", cause, status: null, retryAfterMs: null, scope: null, message, raw: null, final };
}

function causeOf(row: RecordedRow): FailureCause {
  return failureCauses.find((cause) => cause === row["reason"]) ?? "protocol";
}

function knownFinish(finish: string | null): ChatAnswer["finish"] {
  return finishes.find((known) => known === finish) ?? "stop";
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function count(value: unknown): number | null {
  const read = number(value);
  return read !== null && read >= 0 ? Math.round(read) : null;
}
