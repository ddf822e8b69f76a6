import { z } from "zod";
import { outcome } from "./outcome.ts";
import { chatMessage, factorValue, viewRole } from "./prompt-row.ts";

const count = z.number().int().nonnegative().nullable();

/** One question of a conversation and its answer. */
export const answerTurn = z.strictObject({
  content: z.string().describe("What the user said."),
  responseText: z.string().describe("The answer, without reasoning; empty when there was none."),
  outcome: outcome.describe("What became of this question."),
  finishReason: z.string().nullable().describe("Why the service stopped."),
  latencyMs: z.number().nullable().describe("Wall time of the effective call; null when cached."),
  inputTokens: count.describe("Tokens of all that was sent, as the service counted them."),
  outputTokens: count.describe("Tokens of the answer as the service counted them."),
  costUsd: z.number().nullable().describe("Cost of all its attempts; null when no price is known."),
  attempts: z.number().int().nonnegative().describe("Calls made for it."),
  requestId: z.string().nullable().describe("The service's own id of the call."),
  reason: z.string().nullable().describe("Why there is no answer."),
});

/** One effective answer of one (model, prompt, repeat). A line of `run.jsonl`, sorted by model, prompt, repeat. */
export const answerRow = z.strictObject({
  runId: z.union([z.string(), z.number()]).describe("The run this answer belongs to."),
  timestampIso: z.string().describe("When the effective call ended, UTC."),
  modelId: z.string().describe("The subject, as the roster names it."),
  provider: z.string().describe("The provider the roster declares."),
  promptId: z.string().describe("The prompt, by its id in the full grid."),
  perspective: z.string().nullable().describe("Same as view: the older name."),
  factors: z.record(z.string(), factorValue).describe("Level codes of the scenario's factors."),
  messages: z
    .array(chatMessage)
    .nullable()
    .describe("The conversation as last sent; null under --slim (see grid.jsonl)."),
  responseText: z.string().describe("The answer, without reasoning; empty when there was none."),
  latencyMs: z
    .number()
    .nullable()
    .describe("Wall time of the effective call; null for cached and replayed ones without it."),
  inputTokens: count.describe("Tokens of the prompt as the service counted them."),
  outputTokens: count.describe("Tokens of the answer as the service counted them."),
  totalTokens: count.describe("Input plus output; null when either is unknown."),
  costUsd: z.number().nullable().describe("Cost of all attempts; null when no price is known, never 0 for unknown."),
  requestId: z.string().nullable().describe("The service's own id of the call."),
  finishReason: z.string().nullable().describe("Why the service stopped."),
  rawResponse: z.json().nullable().describe("The service's reply, keys redacted, capped at 64 KB."),
  error: z.string().nullable().describe("What went wrong, when the outcome is not an answer."),
  tripletId: z.string().nullable().describe("The triplet this prompt belongs to."),
  clusterId: z.string().describe("The statistical cluster."),
  view: z.string().nullable().describe("Who asks."),
  role: viewRole.nullable().describe("The side of the axis the asker stands on."),
  repeat: z.number().int().nonnegative().describe("Which independent sample of this cell, from 0."),
  outcome: outcome.describe("What became of it."),
  attempts: z.number().int().nonnegative().describe("Calls made for it; 0 when it came from the answer cache."),
  waitedMs: z.number().describe("Time spent waiting on gates and back-off between attempts."),
  retriedFor: z.array(z.string()).describe("Causes of the attempts that were repeated, in order."),
  cached: z.boolean().describe("True when it came from the answer cache."),
  servedModel: z.string().nullable().describe("The model name the service returned."),
  fingerprint: z.string().nullable().describe("The service's own fingerprint of the system that answered."),
  endpoint: z.string().nullable().describe("Where the call went."),
  params: z.record(z.string(), z.json()).describe("Sampling parameters as sent."),
  paramsDropped: z.array(z.string()).describe("Parameters the service does not take, dropped by permission."),
  reasoningText: z.string().nullable().describe("The reasoning block, where the service gave one."),
  reasoningTokens: count.describe("Tokens spent on reasoning."),
  cachedTokens: count.describe("Prompt tokens the service read from its cache."),
  costKnown: z.boolean().describe("False when a price or a token count was missing."),
  cell: z.string().describe("Content key of subject × prompt."),
  reason: z.string().nullable().describe("Why there is no answer, in a word a program can read."),
  messagesSentHash: z
    .string()
    .nullable()
    .optional()
    .describe("sha256 of the canonical messages as they went over the wire, where system messages may be joined."),
  costSavedUsd: z.number().nullable().optional().describe("What the cached answer cost when it was asked."),
  cachedFrom: z.string().nullable().optional().describe("The run that asked for the cached answer."),
  supersedes: z.boolean().optional().describe("True when --retry put it in the place of an earlier answer."),
  turns: z.array(answerTurn).optional().describe("Each question with its answer, for suites that ask several."),
  expected: z.json().optional().describe("The right answer, where the suite states one."),
  metadata: z
    .record(z.string(), z.json())
    .optional()
    .describe("What else the prompt carries, for example the parties' names."),
});
export type AnswerRow = z.infer<typeof answerRow>;
