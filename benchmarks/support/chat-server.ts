/**
 * A chat server on 127.0.0.1 for benchmarks: node chat-server.ts LATENCY_MS [SHARE_OF_PROMPTS_THAT_GET_ONE_429]
 * [SHARE_THAT_GET_ONE_500].
 * Prints its port; GET /stats tells requests, peak in flight and limits; GET /reset zeroes them.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const latencyMs = Number(process.argv[2] ?? 20);
const limitedShare = Number(process.argv[3] ?? 0);
const brokenShare = Number(process.argv[4] ?? 0);
const stats = { requests: 0, inFlight: 0, peak: 0, limited: 0 };
const seen = new Set<string>();

const server = createServer((request, response) => {
  if (request.url === "/stats") return void response.end(JSON.stringify(stats));
  if (request.url === "/reset") {
    Object.assign(stats, { requests: 0, peak: 0, limited: 0 });
    seen.clear();
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

/** A number in [0, 1) that depends on the text alone. */
function fraction(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  return ((value >>> 0) % 1000) / 1000;
}
