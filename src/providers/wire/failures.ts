import type { FailureCause } from "../../schema/run/outcome.ts";
import type { ChatFailure } from "../provider.ts";
import { readRetryAfter } from "./retry-hints.ts";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const contextWords =
  /context[_ ]length|maximum context|context window|too many (input )?tokens|prompt is too long|input is too long|reduce the length/i;
const filterWords = /content[_ ](filter|policy|management)|safety (system|policy|settings)|responsible ?ai|blocked by/i;
const dayWords =
  /per[ _-]?day|daily|requests?_?per_?day|\b(rpd|tpd)\b|insufficient[_ ]quota|exceeded your (current )?quota/i;

/** Turns an HTTP reply that is no answer into a failure with its cause in the words all providers share. */
export function failureFromReply(status: number, headers: Headers, body: string, nowMs: number): ChatFailure {
  const message = messageOf(body) ?? `HTTP ${status}`;
  const cause = causeOf(status, body);
  return {
    kind: "failure",
    cause,
    status,
    retryAfterMs: status === 429 || status >= 500 ? readRetryAfter(headers, body, nowMs) : null,
    scope: cause === "quota" ? "day" : cause === "rate_limit" ? "minute" : null,
    message: message.slice(0, 500),
    raw: body.slice(0, 2000),
  };
}

function causeOf(status: number, body: string): FailureCause {
  if (status === 401 || status === 403) return "auth";
  if (status === 402) return "quota";
  if (status === 429) return dayWords.test(body) ? "quota" : "rate_limit";
  if (status === 404) return "not_found";
  if (status === 408) return "timeout";
  if (status === 409 || status === 425 || status >= 500) return "transient";
  if (contextWords.test(body)) return "context_length";
  if (filterWords.test(body)) return "content_filter";
  if (status >= 400) return "bad_request";
  return "protocol";
}

/** The service's own sentence, out of the error shapes in use. */
function messageOf(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const error = field(parsed, "error") ?? parsed;
    if (typeof error === "string") return error;
    const message = field(error, "message") ?? field(error, "detail");
    return typeof message === "string" ? message : null;
  } catch {
    const text = body
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim();
    return text === "" ? null : text;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** A call that never became a reply: the socket, the clock or our own abort. */
export function failureFromException(error: unknown, state: { timedOut: boolean; cancelled: boolean }): ChatFailure {
  const code = field(error, "code");
  const inner = field(error, "cause");
  const words = error instanceof Error ? error.message : String(error);
  const cause: FailureCause = state.timedOut
    ? "timeout"
    : state.cancelled
      ? "cancelled"
      : code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT" || code === "UND_ERR_CONNECT_TIMEOUT"
        ? "timeout"
        : "connection";
  const detail = typeof code === "string" && !words.includes(code) ? `${words || "call failed"} (${code})` : words;
  const innerWords = inner instanceof Error ? `: ${inner.message}` : "";
  return {
    kind: "failure",
    cause,
    status: null,
    retryAfterMs: null,
    scope: null,
    message: state.timedOut ? "no complete reply within the time allowed" : `${detail}${innerWords}`.slice(0, 500),
    raw: null,
  };
}

/** A reply with status 200 that is not the answer it claims to be. */
export function protocolFailure(message: string, body: string): ChatFailure {
  return {
    kind: "failure",
    cause: "protocol",
    status: 200,
    retryAfterMs: null,
    scope: null,
    message,
    raw: body.slice(0, 2000),
  };
}
