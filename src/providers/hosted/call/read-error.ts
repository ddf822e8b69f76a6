import { readCompletion } from "../../compatible/read-completion.ts";
import type { ChatFailure, ChatOutcome } from "../../provider.ts";
import { failureFromException, failureFromReply, protocolFailure } from "../../wire/failures.ts";
import type { HttpReply } from "../../wire/http-post.ts";
import type { Service } from "../service.ts";
import { asObject } from "../wires/wire.ts";
import type { Exchange } from "./exchange.ts";

/**
 * What became of a call whose package threw, from what our side of the wire saw; the package's error matters only where
 * that says nothing. The order is that of a call: no reply, never sent, a reply that says no, a reply that is none.
 */
export function readError(error: unknown, exchange: Exchange, service: Service): ChatOutcome {
  const { reply, broken, state } = exchange;
  if (broken !== null) {
    const tooLong = (broken as { code?: unknown }).code === "REPLY_TOO_LONG";
    return tooLong ? protocolFailure((broken as Error).message, "") : failureFromException(broken, state);
  }
  if (state.cancelled) return failureFromException(error, state);
  if (reply === null) return neverSent(error);
  if (reply.status === 200) return readUnreadable(error, reply, service);
  return (service.failure ?? failureFromReply)(reply.status, reply.headers, reply.body, Date.now());
}

/**
 * A reply with status 200 that a package could not read: an error inside, HTML, a cut body, JSON of another kind, or an
 * answer its schema is too strict for, which is read here where it is a chat completion.
 */
export function readUnreadable(error: unknown, reply: HttpReply, service: Service): ChatOutcome {
  const json = parsed(reply.body);
  const read = readCompletion(reply.body, reply.headers);
  if (read.kind === "answer" && service.wire.chatCompletions) return read;
  if (json === null || hasError(json)) {
    if (read.kind === "answer") return protocolFailure(service.wire.empty, reply.body);
    const told = read.status !== 200 && read.status !== null && service.failure !== undefined;
    return told ? service.failure(read.status, reply.headers, reply.body, Date.now()) : read;
  }
  return protocolFailure(service.wire.facts(json) === null ? service.wire.empty : tooStrict(error), reply.body);
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(body)) ?? null;
  } catch {
    return null;
  }
}

/** An error that rides in a reply beside, or inside, its choice. */
export function hasError(reply: Record<string, unknown>): boolean {
  const choice = Array.isArray(reply["choices"]) ? asObject(reply["choices"][0]) : undefined;
  return reply["error"] != null || choice?.["error"] != null;
}

/** The first thing a package's schema minds, without the whole reply its message carries. */
function tooStrict(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const issue = (at as { issues?: { path: PropertyKey[]; message: string }[] }).issues?.[0];
    if (issue) return `the package cannot read the reply: ${issue.path.join(".")}: ${issue.message}`;
  }
  return "the package cannot read the reply";
}

/** The package refused the request itself; asking again cannot help. */
function neverSent(error: unknown): ChatFailure {
  const words = error instanceof Error ? error.message : String(error);
  const hint = (error as { hint?: unknown } | null)?.hint;
  return {
    kind: "failure",
    cause: "bad_request",
    status: null,
    retryAfterMs: null,
    scope: null,
    message: (typeof hint === "string" ? `${words}. ${hint}` : words).slice(0, 500),
    raw: null,
  };
}
