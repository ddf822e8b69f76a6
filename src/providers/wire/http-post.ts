import { setMaxListeners } from "node:events";
import { Pool } from "undici";

/** Longest reply read, in bytes; more is a protocol failure. */
const replyLimitBytes = 16 * 1024 * 1024;

export interface HttpReply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

export interface HttpPoster {
  /**
   * POSTs `body` to `url` and reads the whole reply. Rejects on abort, on a broken connection and on a reply that is
   * cut or too long; `state` tells afterwards whether the clock or the caller ended it.
   */
  post(
    url: URL,
    headers: Record<string, string>,
    body: string,
    call: { signal: AbortSignal; timeoutMs: number },
    state: { timedOut: boolean; cancelled: boolean },
  ): Promise<HttpReply>;
  close(): Promise<void>;
}

/** One keep-alive pool per origin, at most `connections` sockets each. */
export function httpPoster(connections: number): HttpPoster {
  const pools = new Map<string, Pool>();
  const poolFor = (origin: string) => {
    let pool = pools.get(origin);
    if (!pool) {
      // The attempt's own clock rules; undici's would fire on slow but living services.
      pool = new Pool(origin, {
        connections,
        pipelining: 1,
        headersTimeout: 0,
        bodyTimeout: 0,
        connect: { timeout: 30_000 },
      });
      pools.set(origin, pool);
    }
    return pool;
  };
  return {
    async post(url, headers, body, call, state) {
      const controller = new AbortController();
      setMaxListeners(0, call.signal);
      const onAbort = () => {
        state.cancelled = true;
        controller.abort();
      };
      if (call.signal.aborted) onAbort();
      call.signal.addEventListener("abort", onAbort, { once: true });
      const timer = setTimeout(() => {
        state.timedOut = true;
        controller.abort();
      }, call.timeoutMs);
      try {
        const reply = await poolFor(url.origin).request({
          path: url.pathname + url.search,
          method: "POST",
          headers,
          body,
          signal: controller.signal,
        });
        return { status: reply.statusCode, headers: reply.headers, body: await readAll(reply) };
      } finally {
        clearTimeout(timer);
        call.signal.removeEventListener("abort", onAbort);
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      pools.clear();
    },
  };
}

type Reply = Awaited<ReturnType<Pool["request"]>>;

async function readAll(reply: Reply): Promise<string> {
  const declared = Number(reply.headers["content-length"]);
  if (declared <= replyLimitBytes) return reply.body.text();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of reply.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > replyLimitBytes) {
      reply.body.destroy();
      throw Object.assign(new Error(`the reply is longer than ${replyLimitBytes} bytes`), { code: "REPLY_TOO_LONG" });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
