/**
 * Asks a chat server many times on one path and prints CPU milliseconds a request (start-up and warm-up left out) and
 * peak memory as JSON. node ask-many.ts bare|compatible|openai|generateText REQUESTS IN_FLIGHT URL
 */
import { Pool } from "undici";
import type { ChatRequest } from "../../src/providers/provider.ts";
import { providerSet } from "../../src/providers/registry.ts";

type Ask = (index: number) => Promise<string>;

const [path, requests, inFlight, url] = process.argv.slice(2) as [string, string, string, string];
const width = Number(inFlight);
const question = (index: number) => `What is ${index} + ${(index * 7919) % 10007}? Reply with the number only.`;

async function pathNamed(name: string): Promise<Ask> {
  if (name === "bare") {
    const pool = new Pool(url, { connections: width, pipelining: 1 });
    return async (index) => {
      const messages = [{ role: "user", content: question(index) }];
      const { body } = await pool.request({
        path: "/v1/chat/completions",
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ model: "mock", temperature: 0, messages }),
      });
      return ((await body.json()) as { choices: { message: { content: string } }[] }).choices[0]!.message.content;
    };
  }
  if (name === "generateText") {
    const { generateText } = await import("ai");
    const { createOpenAI } = await import("@ai-sdk/openai");
    const model = createOpenAI({ baseURL: `${url}/v1`, apiKey: "sk-benchmark" }).chat("mock");
    return async (index) =>
      (await generateText({ model, temperature: 0, maxRetries: 0, prompt: question(index) })).text;
  }
  const provider = providerSet({ connections: width }).get(name);
  const model = provider.resolve(
    { id: "mock", provider: name, baseUrl: `${url}/v1`, concurrency: width },
    { OPENAI_API_KEY: "sk-benchmark" },
  );
  const { signal } = new AbortController();
  return async (index) => {
    const messages = [{ role: "user" as const, content: question(index) }];
    const request = { model, messages, params: { temperature: 0 }, responseSchema: null } as unknown as ChatRequest;
    const outcome = await provider.generate(request, { signal, timeoutMs: 60_000 });
    if (outcome.kind === "failure") throw new Error(outcome.message);
    return outcome.text;
  };
}

async function askAll(ask: Ask, count: number): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      const expected = String(index + ((index * 7919) % 10007));
      const text = await ask(index);
      if (text !== expected) throw new Error(`asked for ${expected}, got ${text}`);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

const ask = await pathNamed(path);
await askAll(ask, 500);
const before = process.cpuUsage();
await askAll(ask, Number(requests));
const { user, system } = process.cpuUsage(before);
const cpuMs = (user + system) / 1000 / Number(requests);
console.log(JSON.stringify({ cpuMs, peakMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);
