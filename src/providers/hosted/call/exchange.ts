import { InvalidInputError } from "../../../errors/input-errors.ts";
import type { SamplingParams } from "../../../schema/run/roster.ts";
import type { HttpPoster, HttpReply } from "../../wire/http-post.ts";
import { redact } from "../../wire/redact.ts";
import type { Wire } from "../wires/wire.ts";
import { alteredParams, withFields } from "./request-body.ts";

export type Headers = HttpReply["headers"];

/** One call on its way through a package: what our side of the wire knows of it. */
export interface Exchange {
  readonly call: { readonly signal: AbortSignal; readonly timeoutMs: number };
  readonly state: { timedOut: boolean; cancelled: boolean };
  readonly params: SamplingParams;
  readonly fields: object | null;
  /** The last reply as it came, the key taken out; null before it has come. */
  reply: HttpReply | null;
  /** How many replies came; a package may ask a service to go on with an answer it broke off. */
  replies: number;
  /** Why no reply came. */
  broken: unknown;
  /** True when the package was shown usage that is not in the reply. */
  usageStoodIn: boolean;
}

/** The exchange of each call, by the signal its package was given: the one thing a package hands on untouched. */
export type Exchanges = WeakMap<AbortSignal, Exchange>;

/**
 * The `fetch` a package is given. It sends through our own pool, which has the clock, the abort and the size limit, and
 * keeps the reply. Only a reply with status 200 goes on to the package; the others are read by us alone.
 */
export function exchangeFetch(
  poster: HttpPoster,
  exchanges: Exchanges,
  service: { id: string; wire: Wire },
  key: string,
): typeof globalThis.fetch {
  return async (input, init) => {
    const exchange = exchanges.get(init!.signal!)!;
    const written = init!.body as string;
    const altered = alteredParams(exchange.params, written);
    if (altered.length > 0)
      throw new InvalidInputError(`the package for ${service.id} does not send ${altered.join(", ")} as asked`, {
        hint: "This model does not take it: set it to null in the params of this model.",
      });
    const body = withFields(written, exchange.fields);
    let reply: HttpReply;
    try {
      const headers = init!.headers as Record<string, string>;
      reply = await poster.post(new URL(input as string), headers, body, exchange.call, exchange.state);
    } catch (error) {
      exchange.broken = error;
      throw error;
    }
    exchange.reply = { ...reply, body: redact(reply.body, key) };
    exchange.replies++;
    if (reply.status !== 200) throw new Error(`status ${reply.status}`);
    return new Response(withUsage(exchange, service.wire), { headers: { "content-type": "application/json" } });
  };
}

/** A package that insists on usage would take a reply without it for broken. */
function withUsage(exchange: Exchange, wire: Wire): string {
  const text = exchange.reply!.body;
  if (wire.usageStandIn === undefined || /"usage"\s*:\s*\{/.test(text)) return text;
  try {
    const reply = JSON.parse(text) as Record<string, unknown>;
    exchange.usageStoodIn = true;
    return JSON.stringify({ ...reply, usage: wire.usageStandIn });
  } catch {
    return text;
  }
}
