import { type Conversation, messagesAt, turnAfter } from "../run/cells/conversation.ts";
import type { AttemptRecord } from "../run/journal/attempt-record.ts";

/**
 * The last line of a conversation with its earlier turns put in: cost, tokens, time and attempts are sums over the
 * turns, `messages` is the conversation as last sent, and `turns` keeps each question with its answer.
 */
export function wholeConversation(
  conversation: Conversation,
  last: AttemptRecord,
  earlier: (turn: number) => AttemptRecord | null,
): AttemptRecord {
  const lines: AttemptRecord[] = [];
  for (let turn = 0; turn < conversation.asked.length - 1; turn++) {
    const line = earlier(turn);
    if (line === null) break;
    lines.push(line);
  }
  const replies = lines.map(({ record }) => String(record["response_text"]));
  const asked = messagesAt(turnAfter(conversation, replies));
  lines.push(last);
  const sum = (key: string): number | null =>
    lines.reduce<number | null>((total, { outcome, record }) => {
      const value = record[key] ?? (outcome === "failed" && key !== "total_cost_usd" ? 0 : null);
      return total === null || typeof value !== "number" ? null : total + value;
    }, 0);
  return {
    ...last,
    record: {
      ...last.record,
      messages: asked,
      latency_ms: last.outcome === "failed" ? null : sum("latency_ms"),
      input_tokens: sum("input_tokens"),
      output_tokens: sum("output_tokens"),
      reasoning_tokens: sum("reasoning_tokens"),
      cached_tokens: sum("cached_tokens"),
      total_cost_usd: sum("total_cost_usd"),
      attempts: sum("attempts"),
      waited_ms: sum("waited_ms"),
      retried_for: lines.flatMap(({ record }) => record["retried_for"] as string[]),
      // An answer is a cached one only when all of its conversation is; what was saved is told in any case.
      ...(lines.some(({ record }) => record["cached"] === true) ? cachedPart(lines) : {}),
      turns: lines.map((line, i) => turnOf(conversation.asked[i]!, line)),
    },
  };
}

function cachedPart(lines: readonly AttemptRecord[]): Record<string, unknown> {
  const cached = lines.filter(({ record }) => record["cached"] === true);
  const saved = cached.map(({ record }) => record["cost_saved_usd"] as number | null);
  return {
    cached: cached.length === lines.length,
    cost_saved_usd: saved.includes(null) ? null : saved.reduce<number>((total, usd) => total + (usd ?? 0), 0),
    cached_from: cached[0]!.record["cached_from"],
  };
}

function turnOf(content: string, { outcome, record }: AttemptRecord): Record<string, unknown> {
  return {
    content,
    response_text: record["response_text"] ?? "",
    outcome,
    finish_reason: record["finish_reason"] ?? null,
    latency_ms: record["latency_ms"] ?? null,
    input_tokens: record["input_tokens"] ?? null,
    output_tokens: record["output_tokens"] ?? null,
    cost_usd: record["total_cost_usd"] ?? null,
    attempts: record["attempts"],
    request_id: record["request_id"] ?? null,
    reason: record["reason"] ?? null,
  };
}
