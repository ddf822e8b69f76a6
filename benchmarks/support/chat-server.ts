/**
 * A chat server on 127.0.0.1 for benchmarks: node chat-server.ts LATENCY_MS [SHARE_OF_PROMPTS_THAT_GET_ONE_429]
 * [SHARE_THAT_GET_ONE_500] [RATE BURST free|counted]. With a rate, each key whose name begins with "limited" has a bucket
 * that fills with RATE requests a second up to BURST; a request that finds it empty gets 429 and Retry-After 1 at once, and
 * costs nothing (free) or holds the bucket back by one request all the same (counted).
 * Prints its port; GET /stats tells requests, peak in flight and limits; GET /reset zeroes them.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const latencyMs = Number(process.argv[2] ?? 20);
const limitedShare = Number(process.argv[3] ?? 0);
const brokenShare = Number(process.argv[4] ?? 0);
const [rate, burst] = [Number(process.argv[5] ?? 0), Number(process.argv[6] ?? 0)];
const refusalsCount = process.argv[7] === "counted";
const buckets = new Map<string, { tokens: number; at: number }>();
const stats = { requests: 0, inFlight: 0, peak: 0, limited: 0 };
const seen = new Set<string>();

const server = createServer((request, response) => {
  if (request.url === "/stats") return void response.end(JSON.stringify(stats));
  if (request.url === "/reset") {
    Object.assign(stats, { requests: 0, peak: 0, limited: 0 });
    seen.clear();
    buckets.clear();
    return void response.end("ok");
  }
  stats.requests++;
  stats.inFlight++;
  stats.peak = Math.max(stats.peak, stats.inFlight);
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
      model: string;
      messages: { content: string }[];
    };
    const text = body.messages.at(-1)?.content ?? "";
    if (!admitted(request.headers.authorization ?? "")) {
      stats.inFlight--;
      stats.limited++;
      response.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
      return void response.end('{"error":{"message":"rate limited"}}');
    }
    setTimeout(() => {
      stats.inFlight--;
      if (limitedShare + brokenShare > 0 && !seen.has(text)) {
        seen.add(text);
        if (fraction(text) < limitedShare) {
          stats.limited++;
          response.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
          return void response.end('{"error":{"message":"rate limited"}}');
        }
        if (fraction(text) < limitedShare + brokenShare) {
          response.writeHead(500, { "content-type": "application/json" });
          return void response.end('{"error":{"message":"broken"}}');
        }
      }
      const numbers = /(\d+)\s*\+\s*(\d+)/.exec(text);
      const answer = numbers ? String(Number(numbers[1]) + Number(numbers[2])) : "ok";
      const out = JSON.stringify({
        id: "chatcmpl-1",
        object: "chat.completion",
        created: 1_700_000_000,
        model: body.model,
        choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop", logprobs: null }],
        usage: {
          prompt_tokens: Math.ceil(text.length / 4),
          completion_tokens: 3,
          total_tokens: Math.ceil(text.length / 4) + 3,
        },
      });
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(out) });
      response.end(out);
    }, latencyMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

/** Takes a request from the bucket of its key; false when it is empty. */
function admitted(key: string): boolean {
  if (rate === 0 || !key.startsWith("Bearer limited")) return true;
  const now = performance.now();
  const bucket = buckets.get(key) ?? { tokens: burst, at: now };
  buckets.set(key, bucket);
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * rate);
  bucket.at = now;
  const admits = bucket.tokens >= 1;
  // A window that counts refused requests stays empty under hammering, but never owes more than one burst.
  if (admits) bucket.tokens--;
  else if (refusalsCount) bucket.tokens = Math.max(-burst, bucket.tokens - 1);
  return admits;
}

/** A number in [0, 1) that depends on the text alone. */
function fraction(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  return ((value >>> 0) % 1000) / 1000;
}
