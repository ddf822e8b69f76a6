import { hash } from "node:crypto";
import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ErrorPlace } from "../errors/assay-error.ts";
import { InvalidInputError } from "../errors/input-errors.ts";
import { fromDisk, toDisk } from "../schema/codec.ts";
import { contentHash } from "../schema/content-hash.ts";
import { parseJson } from "../schema/parse-json.ts";
import { type AnswerRow, answerRow } from "../schema/run/answer-row.ts";
import { type OlderCall, readOlderCall } from "../schema/run/older-answer.ts";
import { isOlderLine, type OlderLine, readOlderLine, upgradeOlderLines } from "../schema/run/older-rows.ts";
import { type ScoredRow, scoredRow } from "../schema/run/scored-row.ts";
import { readLineBatches } from "../store/read-lines.ts";
import { readAnswers } from "./read-answers.ts";

/** The answers of a file, in today's shape, and the scores it holds already. */
export interface LooseAnswers {
  readonly answers: readonly AnswerRow[];
  /** Lines of `run_scored.jsonl`, of the answers that have their score. */
  readonly scored: readonly string[];
  /** True when the lines were written before triplets were stored. */
  readonly older: boolean;
}

/**
 * Reads a `run.jsonl` or `run_scored.jsonl`, of today or older, from wherever it lies. Older lines get their triplets
 * from prompt numbers and facts. A line that cannot be read, the same answer twice, and numbers that contradict the
 * facts are errors that name file and line; nothing of such a file is taken.
 */
export async function readLooseAnswers(file: string): Promise<LooseAnswers> {
  const read: ((upgraded: Iterator<ScoredRow>) => Answer)[] = [];
  const older: OlderLine[] = [];
  const places: ErrorPlace[] = [];
  let plain = 0;
  for await (const { value, place } of objectsOf(file)) {
    places.push(place);
    const told = value as Record<string, unknown>;
    if (isOlderLine(value)) {
      const call = readOlderCall(value, place);
      const judged = "score" in told;
      const failed = judged || call.error === null ? {} : { error: `run-error: ${call.error}` };
      older.push(readOlderLine({ ...told, ...failed }, place));
      read.push((upgraded) => {
        const scored = upgraded.next().value as ScoredRow;
        const line = scored.score === null ? null : JSON.stringify(toDisk(scoredRow, scored));
        return { row: answerOf(scored, call), scored: line };
      });
    } else if ("score_state" in told) {
      const scored = fromDisk(scoredRow, value, place);
      const line = settledStates.has(scored.scoreState) ? JSON.stringify(value) : null;
      const row = answerOf(scored, null);
      read.push(() => ({ row, scored: line }));
    } else {
      const row = fromDisk(answerRow, value, place);
      plain++;
      read.push(() => ({ row, scored: null }));
    }
  }
  const upgraded = upgradeOlderLines(older)[Symbol.iterator]();
  const answers = read.map((make) => make(upgraded));
  const rows = answers.map(({ row }) => row);
  refuseTwice(rows, places);
  return {
    answers: plain === rows.length ? await withMessages(rows, file) : rows,
    scored: answers.flatMap(({ scored }) => (scored === null ? [] : [scored])),
    older: older.length > 0,
  };
}

interface Answer {
  readonly row: AnswerRow;
  readonly scored: string | null;
}

/** What a judge has said once and for all; a reply that failed or could not be read is asked for again. */
const settledStates: ReadonlySet<string> = new Set(["scored", "refusal", "abstained"]);

async function* objectsOf(file: string): AsyncGenerator<{ value: object; place: { file: string; line: number } }> {
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line } of batch) {
      const text = bytes.toString("utf8");
      if (text.trim() === "") continue;
      const place = { file, line };
      const value = parseJson(text, place);
      if (typeof value === "object" && value !== null && "model_id" in value && "prompt_id" in value) {
        yield { value, place };
        continue;
      }
      throw new InvalidInputError("this is no answer of a run: the line names no model_id and no prompt_id", {
        place,
        hint: "Give a run.jsonl or a run_scored.jsonl, or a run as assay ls shows it.",
      });
    }
  }
}

/** An answer as far as its scored row, and an older file's own columns, tell of it. */
function answerOf(scored: ScoredRow, call: OlderCall | null): AnswerRow {
  const { finishReason = null, inputTokens = null, outputTokens = null } = call ?? {};
  const sum = inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens;
  const costUsd = call?.costUsd ?? scored.costUsd;
  const cutShort = scored.outcome === "answered" && /^(length|max_tokens)$/i.test(finishReason ?? "");
  return {
    runId: scored.runId,
    timestampIso: call?.timestampIso ?? scored.runTimestampIso ?? "",
    modelId: scored.modelId,
    provider: scored.provider ?? "unknown",
    promptId: scored.promptId,
    perspective: scored.perspective,
    factors: scored.factors,
    messages: scored.messages,
    responseText: scored.responseText,
    latencyMs: call?.latencyMs ?? null,
    inputTokens,
    outputTokens,
    totalTokens: call?.totalTokens ?? sum,
    costUsd,
    requestId: call?.requestId ?? null,
    finishReason,
    rawResponse: call?.rawResponse ?? null,
    error: scored.outcome === "answered" ? null : (scored.error ?? scored.reason)?.replace(/^run-error: /, "") || null,
    tripletId: scored.tripletId,
    clusterId: scored.clusterId,
    view: scored.view,
    role: scored.role,
    repeat: scored.repeat,
    outcome: cutShort ? "truncated" : scored.outcome,
    attempts: scored.attempts ?? 1,
    waitedMs: 0,
    retriedFor: [],
    cached: false,
    servedModel: null,
    fingerprint: null,
    endpoint: null,
    params: {},
    paramsDropped: [],
    reasoningText: null,
    reasoningTokens: null,
    cachedTokens: null,
    costKnown: costUsd !== null,
    cell: contentHash({ run: scored.runId, model: scored.modelId, prompt: scored.promptId }),
    reason: scored.outcome === "answered" ? null : scored.outcome,
    ...(scored.turns === undefined ? {} : { turns: scored.turns }),
  };
}

function refuseTwice(rows: readonly AnswerRow[], places: readonly ErrorPlace[]): void {
  const seen = new Map<string, number>();
  for (const [index, { runId, cell, modelId, promptId, repeat }] of rows.entries()) {
    const key = JSON.stringify([runId, cell, modelId, promptId, repeat]);
    const first = seen.get(key);
    if (first !== undefined) {
      throw new InvalidInputError(
        `model ${modelId}, prompt ${promptId}, repeat ${repeat} stands on line ${places[first]?.line} and again here`,
        { place: places[index]!, hint: "Keep one of the two lines." },
      );
    }
    seen.set(key, index);
  }
}

/** Messages that a slim run left out, from the grid beside it, where there is one. */
async function withMessages(rows: readonly AnswerRow[], file: string): Promise<readonly AnswerRow[]> {
  const lacking = rows.some(({ messages }) => messages === null);
  const beside = await access(join(dirname(file), "grid.jsonl")).then(
    () => true,
    () => false,
  );
  if (!lacking || !beside) return rows;
  const whole: AnswerRow[] = [];
  for await (const { row } of readAnswers(file)) whole.push(row);
  return whole;
}

/** Names an answer within its file. */
export function answerName({
  runId,
  modelId,
  promptId,
  repeat,
}: Pick<AnswerRow, "runId" | "modelId" | "promptId" | "repeat">): string {
  return hash("sha256", JSON.stringify([runId, modelId, promptId, repeat]));
}
