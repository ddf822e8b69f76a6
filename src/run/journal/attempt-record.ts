import { readSync } from "node:fs";
import { CorruptFileError } from "../../errors/storage-errors.ts";
import type { ChatOutcome } from "../../providers/provider.ts";
import { type FailureCause, failureCauses, type Outcome } from "../../schema/run/outcome.ts";

/** A final journal line, as far as later stages read it. */
export interface AttemptRecord {
  readonly outcome: Outcome;
  readonly ended_at: string;
  readonly cost_usd: number | null;
  /** True when it took the place of an earlier result. */
  readonly supersedes?: boolean;
  readonly record: Readonly<Record<string, unknown>>;
}

/** The journal line an index entry points at; a line of another cell means the journal was changed underneath. */
export function readAttempt(
  descriptor: number,
  file: string,
  entry: { offset: number; length: number },
  cell: string,
): AttemptRecord {
  const bytes = Buffer.allocUnsafe(entry.length);
  readSync(descriptor, bytes, 0, entry.length, entry.offset);
  try {
    const line = JSON.parse(bytes.toString("utf8")) as AttemptRecord & { cell: string };
    if (line.cell === cell) return line;
  } catch {
    // told below
  }
  throw new CorruptFileError(`the journal does not hold what its index says at byte ${entry.offset}`, {
    place: { file },
    hint: "Delete journal.index beside it and resume: the index is rebuilt from the journal.",
  });
}

/** What a provider said, recovered from its journal line. */
export function outcomeFromRecord({ record, outcome }: AttemptRecord): ChatOutcome {
  const text = (key: string) => (typeof record[key] === "string" ? (record[key] as string) : null);
  const number = (key: string) => (typeof record[key] === "number" ? (record[key] as number) : null);
  if (outcome === "failed" || record["response_text"] === undefined) {
    const cause = (failureCauses as readonly string[]).includes(text("reason") ?? "")
      ? (text("reason") as FailureCause)
      : "protocol";
    return {
      kind: "failure",
      cause,
      status: null,
      retryAfterMs: null,
      scope: null,
      message: text("error") ?? "",
      raw: null,
      final: true,
    };
  }
  return {
    kind: "answer",
    text: text("response_text") ?? "",
    reasoningText: text("reasoning_text"),
    finish: (text("finish_reason") ?? "stop") as "stop",
    refusal: text("refusal_text"),
    usage: {
      input: number("input_tokens"),
      output: number("output_tokens"),
      reasoning: number("reasoning_tokens"),
      cachedInput: number("cached_tokens"),
    },
    servedModel: text("served_model"),
    fingerprint: text("fingerprint"),
    requestId: text("request_id"),
    rateHeaders: {},
    reportedCostUsd: null,
    latencyMs: number("latency_ms"),
    raw: record["raw_response"] ?? null,
  };
}
