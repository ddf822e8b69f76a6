import { readCompletion } from "../../compatible/read-completion.ts";
import type { ChatFailure } from "../../provider.ts";
import { failureFromException, failureFromReply, protocolFailure } from "../../wire/failures.ts";
import type { HttpReply } from "../../wire/http-post.ts";
import type { Service } from "../service.ts";
import { asObject, type Wire } from "../wires/wire.ts";
import type { Exchange } from "./exchange.ts";

/**
 * What went wrong with a call, from what our side of the wire saw; the package's error matters only where nothing was
 * sent. The order is that of a call: never sent, no reply, a reply that says no, a reply that is none.
 */
export function readFailure(error: unknown, exchange: Exchange, service: Service): ChatFailure {
  const { reply, broken, state } = exchange;
  if (broken !== null) {
    const tooLong = (broken as { code?: unknown }).code === "REPLY_TOO_LONG";
    return tooLong ? protocolFailure((broken as Error).message, "") : failureFromException(broken, state);
  }
  if (state.cancelled) return failureFromException(error, state);
  if (reply === null) return neverSent(error);
  if (reply.status === 200) return failureInside(reply, service.wire);
  return (service.failure ?? failureFromReply)(reply.status, reply.headers, reply.body, Date.now());
}

/** A reply with status 200 that is no answer: an error inside, HTML, a cut body, or JSON of another kind. */
export function failureInside(reply: HttpReply, wire: Pick<Wire, "empty">): ChatFailure {
  const read = readCompletion(reply.body, reply.headers);
  const known = read.kind === "failure" && !isPlainReply(reply.body);
  return known ? read : protocolFailure(wire.empty, reply.body);
}

function isPlainReply(body: string): boolean {
  try {
    const reply = asObject(JSON.parse(body));
    const choice = Array.isArray(reply?.["choices"]) ? asObject(reply["choices"][0]) : undefined;
    return reply !== undefined && reply["error"] == null && choice?.["error"] == null;
  } catch {
    return false;
  }
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
