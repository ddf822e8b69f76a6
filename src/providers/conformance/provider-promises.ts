import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChatMessage, PromptRow } from "../../schema/run/prompt-row.ts";
import type { RosterEntry, SamplingParams } from "../../schema/run/roster.ts";
import type { ChatAnswer, ChatOutcome, ChatProvider, ChatRequest } from "../provider.ts";
import { type LoopbackServer, loopbackServer, type Reply, sendJson } from "./loopback-server.ts";

export const samplePrompt: PromptRow = {
  promptId: "000",
  tripletId: null,
  clusterId: "000",
  view: null,
  role: null,
  perspective: null,
  factors: {},
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Zähle 你好 🙂" },
  ],
  contentHash: "0".repeat(64),
  suite: "conformance",
  suiteVersion: 1,
  metadata: {},
};

/** How a service speaks, so that one suite can hold every HTTP provider to the same promises. */
export interface Dialect {
  readonly make: () => ChatProvider;
  readonly entry: (baseUrl: string) => RosterEntry;
  readonly env: Record<string, string>;
  /** A whole reply with this text. */
  readonly answer: (text: string, over?: { finish?: string; usage?: boolean }) => unknown;
  readonly finishLength: string;
  readonly emptyChoices: unknown;
  /** Where the text of the last user message stands in the body. */
  readonly userText: (body: Record<string, unknown>) => unknown;
  readonly secret: string;
  /** An error body as this service writes it; default: as OpenAI does. */
  readonly error?: (message: string, status: number) => object;
  /** Status 200 with an error inside, where it is not the error body itself. */
  readonly errorInside?: unknown;
  /** Replies that refuse or were filtered, and the finish each must get. */
  readonly refusals?: readonly (readonly [what: string, reply: unknown, finish: ChatAnswer["finish"]])[];
  /** Replies with errors in the service's own words, and the cause each must get. */
  readonly ownErrors?: readonly (readonly [status: number, body: unknown, cause: string])[];
  /** How the request of `fullRequest` must look on the wire. */
  readonly sent?: { readonly path: string; readonly headers: Record<string, string>; readonly body: object };
  /** Parameters the service does not take; left out of `fullRequest`. */
  readonly untaken?: readonly (keyof SamplingParams)[];
}

/** A request that uses all a wire has room for. */
export const fullRequest = {
  messages: [
    { role: "system", content: "Be brief." },
    { role: "system", content: "Answer in German." },
    { role: "user", content: "Hello" },
    { role: "assistant", content: "Hallo" },
    { role: "user", content: "Count" },
  ],
  params: { temperature: 0.3, topP: 0.9, maxOutputTokens: 50, seed: 7, stop: ["END"] },
} as const satisfies { messages: readonly ChatMessage[]; params: SamplingParams };

/** Each way a service may say how long to wait. */
const hints = [
  ["seconds", { "retry-after": "2" }, "slow down", 2000],
  ["a fraction of a second", { "retry-after": "0.5" }, "slow down", 500],
  ["milliseconds", { "retry-after-ms": "120" }, "slow down", 120],
  ["a date", { "retry-after": new Date(Date.now() + 3_600_000).toUTCString() }, "slow down", 3_600_000],
  [
    "the reset of an exhausted window",
    { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s" },
    "slow down",
    90_000,
  ],
  ["words", {}, "Rate limit reached. Please try again in 2m59.56s.", 179_560],
] as const;

/** Real HTTP on loopback: answers, failures and broken replies each become the outcome all providers share. */
export function keepsTheProviderPromises(dialect: Dialect): void {
  let server: LoopbackServer;
  let provider: ChatProvider;
  beforeEach(async () => {
    server = await loopbackServer((_, response) => sendJson(response, 200, dialect.answer("fine")));
    provider = dialect.make();
  });
  afterEach(async () => {
    await provider.close?.();
    await server.close();
  });
  const ask = async (
    reply?: Reply,
    call: { signal?: AbortSignal; timeoutMs?: number } = {},
    over: Partial<ChatRequest> = {},
  ): Promise<ChatOutcome> => {
    if (reply) server.answer(reply);
    const model = provider.resolve(dialect.entry(server.url), dialect.env);
    const origin = { prompt: samplePrompt, repeat: 0, stage: "answer" as const, subject: null, attempt: 1 };
    const request: ChatRequest = {
      model,
      messages: samplePrompt.messages,
      params: {},
      responseSchema: null,
      origin,
      ...over,
    };
    return provider.generate(request, {
      signal: call.signal ?? new AbortController().signal,
      timeoutMs: call.timeoutMs ?? 5000,
    });
  };
  const cause = (outcome: ChatOutcome) => (outcome.kind === "failure" ? outcome.cause : `answer: ${outcome.text}`);

  test("an answer comes with text, finish and usage", async () => {
    const outcome = await ask();
    expect(outcome).toMatchObject({ kind: "answer", text: "fine", finish: "stop", refusal: null });
    expect(outcome.kind === "answer" && outcome.usage.input).toBeGreaterThan(0);
    expect(server.seen).toHaveLength(1);
    expect(dialect.userText(server.seen[0]!.body)).toBe("Zähle 你好 🙂");
  });
  const { sent } = dialect;
  if (sent)
    test("what was asked is what is sent", async () => {
      const params = Object.entries(fullRequest.params).filter(([name]) => !dialect.untaken?.includes(name as never));
      const outcome = await ask(undefined, {}, { ...fullRequest, params: Object.fromEntries(params) });
      expect(cause(outcome)).toBe("answer: fine");
      expect(server.seen[0]).toMatchObject({ path: sent.path, headers: sent.headers });
      expect(server.seen[0]!.body).toEqual(sent.body);
    });
  test.each(dialect.refusals ?? [])("%s is told by the finish", async (_, reply, finish) => {
    expect(await ask((_request, response) => sendJson(response, 200, reply))).toMatchObject({ kind: "answer", finish });
  });
  test("unicode and two megabytes of text come through whole", async () => {
    const long = "ü🙂".repeat(350_000);
    const outcome = await ask((_, response) => sendJson(response, 200, dialect.answer(long)));
    expect(outcome.kind === "answer" && outcome.text === long).toBe(true);
  });
  test("absent usage is null, not zero", async () => {
    const outcome = await ask((_, response) => sendJson(response, 200, dialect.answer("x", { usage: false })));
    expect(outcome.kind === "answer" && outcome.usage).toMatchObject({ input: null, output: null });
  });
  test("a stop for length is told", async () => {
    const outcome = await ask((_, response) =>
      sendJson(response, 200, dialect.answer("x", { finish: dialect.finishLength })),
    );
    expect(outcome).toMatchObject({ kind: "answer", finish: "length" });
  });
  test("a reasoning block at the head is taken off the text", async () => {
    const outcome = await ask((_, response) => sendJson(response, 200, dialect.answer("<think>2 sides…</think>0.2")));
    expect(outcome).toMatchObject({ text: "0.2", reasoningText: "2 sides…" });
  });

  describe("failures", () => {
    const error = dialect.error ?? ((message: string, _status: number) => ({ error: { message } }));
    test.each([
      [401, "bad key", "auth"],
      [404, "no such model", "not_found"],
      [429, "You exceeded your current quota: requests per day", "quota"],
      [400, "This model's maximum context length is 8192 tokens", "context_length"],
      [400, "blocked by content_filter", "content_filter"],
      [400, "temperature must be a number", "bad_request"],
      [500, "oops", "transient"],
      [503, "overloaded", "transient"],
      [529, "overloaded", "transient"],
    ] as const)("status %i %j is %s", async (status, message, expected) => {
      const outcome = await ask((_, response) => sendJson(response, status, error(message, status)));
      expect(cause(outcome)).toBe(expected);
      expect(outcome).toMatchObject({ status, message });
      expect(server.seen).toHaveLength(1);
    });
    test.each(hints)("a wait told as %s is read", async (_, headers, message, expected) => {
      const outcome = await ask((_request, response) => sendJson(response, 429, error(message, 429), { ...headers }));
      expect(outcome).toMatchObject({ kind: "failure", cause: "rate_limit", status: 429, scope: "minute" });
      const wait = outcome.kind === "failure" ? outcome.retryAfterMs : null;
      // A date is told in whole seconds and read a moment later.
      expect(Math.abs(wait! - expected)).toBeLessThan(expected === 3_600_000 ? 10_000 : 1);
    });
    test.each(dialect.ownErrors ?? [])("status %i %j is %s", async (status, body, expected) => {
      expect(cause(await ask((_, response) => sendJson(response, status, body)))).toBe(expected);
    });
    test.each([
      [
        "an error object under status 200",
        (send: (text: string) => void) => send(JSON.stringify(dialect.errorInside ?? error("upstream failed", 500))),
      ],
      ["white space and then nothing", (send: (text: string) => void) => send("   \n\n  \n")],
      ["HTML from a proxy", (send: (text: string) => void) => send("<html><body>Bad gateway</body></html>")],
      ["no choices", (send: (text: string) => void) => send(JSON.stringify(dialect.emptyChoices))],
    ] as const)("%s is a protocol failure, never an answer", async (_, send) => {
      const outcome = await ask((_request, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        send((text) => response.end(text));
      });
      expect(cause(outcome)).toBe("protocol");
    });
    test("white space kept alive before a whole reply is only white space", async () => {
      const outcome = await ask((_, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write("  \n \n");
        response.end(JSON.stringify(dialect.answer("late")));
      });
      expect(outcome).toMatchObject({ kind: "answer", text: "late" });
    });
    test("a body cut in the middle is a failure", async () => {
      const outcome = await ask((_, response) => {
        const text = JSON.stringify(dialect.answer("a long enough text to be cut"));
        response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
        response.write(text.slice(0, 40), () => response.destroy());
      });
      expect(["connection", "protocol"]).toContain(cause(outcome));
    });
    test("a closed port is a connection failure", async () => {
      await server.close();
      expect(cause(await ask())).toBe("connection");
    });
    test("a service that says nothing is a time-out", async () => {
      const outcome = await ask(() => undefined, { timeoutMs: 80 });
      expect(cause(outcome)).toBe("timeout");
    });
    test("an abort ends the call within 100 ms", async () => {
      const controller = new AbortController();
      const asked = ask(() => undefined, { signal: controller.signal });
      await sleep(30);
      const start = performance.now();
      controller.abort();
      expect(cause(await asked)).toBe("cancelled");
      expect(performance.now() - start).toBeLessThan(100);
    });
    test("the key is in no outcome, even when the service echoes it", async () => {
      const outcome = await ask((_, response) => sendJson(response, 401, error(`invalid key ${dialect.secret}`, 401)));
      expect(JSON.stringify(outcome)).not.toContain(dialect.secret);
    });
  });

  test("a missing key is named", () => {
    expect(() => provider.resolve(dialect.entry(server.url), {})).toThrow(Object.keys(dialect.env)[0]);
  });
}
