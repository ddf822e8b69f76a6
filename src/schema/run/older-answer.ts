import { z } from "zod";
import type { ErrorPlace } from "../../errors/assay-error.ts";
import { fromDisk } from "../codec.ts";

const text = z.string().nullable().default(null);
const count = z.number().int().nonnegative().nullable().default(null);

/** What an older `run.jsonl` says of a call, beside what its scored rows repeat. Absent in older scored rows. */
const olderCall = z.object({
  timestampIso: text,
  latencyMs: z.number().nullable().default(null),
  inputTokens: count,
  outputTokens: count,
  totalTokens: count,
  costUsd: z.number().nullable().default(null),
  requestId: text,
  finishReason: text,
  rawResponse: z.json().nullable().default(null),
  error: text,
});
export type OlderCall = z.infer<typeof olderCall>;

export function readOlderCall(value: unknown, place: ErrorPlace): OlderCall {
  return fromDisk(olderCall, value, place);
}
