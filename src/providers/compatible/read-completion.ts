import type { ChatAnswer, ChatOutcome } from "../provider.ts";
import { failureFromReply, protocolFailure } from "../wire/failures.ts";
import { rateWindowsOf } from "../wire/rate-windows.ts";
import { splitReasoning } from "../wire/split-reasoning.ts";

type Json = Record<string, unknown>;

const finishes: Readonly<Record<string, ChatAnswer["finish"]>> = {
  stop: "stop",
  eos: "stop",
  end_turn: "stop",
  length: "length",
  max_tokens: "length",
  content_filter: "content-filter",
  tool_calls: "tool",
  function_call: "tool",
};

/** Reads a reply with status 200. Lenient about what is absent, strict that there is an answer at all. */
export function readCompletion(
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): ChatOutcome {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    if (body.trim() === "") return protocolFailure("the reply is empty but for white space", "");
    return protocolFailure(
      body.trimStart().startsWith("<") ? "the reply is HTML, not JSON" : "the reply is cut or is not JSON",
      body,
    );
  }
  const reply = asObject(parsed);
  if (!reply) return protocolFailure("the reply is no JSON object", body);
  const error = reply["error"];
  if (error !== undefined && error !== null) return errorInside(error, headers, body);
  const choice = asObject(Array.isArray(reply["choices"]) ? reply["choices"][0] : undefined);
  if (!choice) return protocolFailure("the reply has no choice", body);
  if (asObject(choice["error"])) return errorInside(choice["error"], headers, body);
  const message = asObject(choice["message"]);
  if (!message) return protocolFailure("the choice has no message", body);
  return answerOf(reply, choice, message, headers);
}

function answerOf(
  reply: Json,
  choice: Json,
  message: Json,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): ChatAnswer {
  const { text, reasoning } = splitReasoning(textOf(message["content"]));
  const usage = asObject(reply["usage"]) ?? {};
  const refusal = stringOrNull(message["refusal"]);
  const finish = finishes[String(choice["finish_reason"])] ?? "other";
  return {
    kind: "answer",
    text,
    reasoningText: reasoning ?? stringOrNull(message["reasoning_content"]) ?? stringOrNull(message["reasoning"]),
    finish: refusal !== null && finish === "stop" ? "refusal" : finish,
    refusal,
    usage: {
      input: countOrNull(usage["prompt_tokens"]),
      output: countOrNull(usage["completion_tokens"]),
      reasoning: countOrNull(asObject(usage["completion_tokens_details"])?.["reasoning_tokens"]),
      cachedInput: countOrNull(asObject(usage["prompt_tokens_details"])?.["cached_tokens"]),
    },
    servedModel: stringOrNull(reply["model"]),
    fingerprint: stringOrNull(reply["system_fingerprint"]),
    requestId: stringOrNull(headers["x-request-id"]) ?? stringOrNull(reply["id"]),
    ...rateFactsOf(headers),
    reportedCostUsd: typeof usage["cost"] === "number" ? usage["cost"] : null,
    raw: reply,
  };
}

/** An error object under status 200. Its own code decides whether it was a limit; otherwise it is a protocol fault. */
function errorInside(
  error: unknown,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
): ChatOutcome {
  const code = Number(asObject(error)?.["code"] ?? Number.NaN);
  if (code === 429 || code === 401 || code === 402 || code === 403 || code === 404)
    return failureFromReply(code, headers, body, Date.now());
  const words = typeof error === "string" ? error : stringOrNull(asObject(error)?.["message"]);
  return protocolFailure(`status 200 with an error inside: ${(words ?? "no message").slice(0, 300)}`, body);
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => stringOrNull(asObject(part)?.["text"]) ?? "").join("");
}

/** What a reply's headers tell of limits, as they are and as windows. */
export function rateFactsOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Pick<ChatAnswer, "rateHeaders" | "rateWindows"> {
  const rateHeaders = rateHeadersOf(headers);
  const rateWindows = rateWindowsOf(rateHeaders, Date.now());
  return rateWindows.length === 0 ? { rateHeaders } : { rateHeaders, rateWindows };
}

/** The headers that tell of limits, by lower-case name. */
function rateHeadersOf(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string" && (name.startsWith("x-ratelimit") || name.startsWith("anthropic-ratelimit")))
      kept[name] = value;
  }
  return kept;
}

function asObject(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function stringOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function countOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
}
