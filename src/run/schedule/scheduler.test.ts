import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compatibleProvider } from "../../providers/compatible/compatible-provider.ts";
import {
  type LoopbackServer,
  loopbackServer,
  type SeenRequest,
  sendJson,
} from "../../providers/conformance/loopback-server.ts";
import { samplePrompt } from "../../providers/conformance/provider-promises.ts";
import type { ChatProvider } from "../../providers/provider.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";
import { rngStream } from "../../stats/chance/rng-stream.ts";
import { budget } from "./budget.ts";
import { schedule } from "./scheduler.ts";
import type { Attempt, ScheduleEnd, SchedulerEvent, SchedulerOptions, Settled, WorkItem } from "./types.ts";

let server: LoopbackServer;
let provider: ChatProvider;
beforeEach(async () => {
  server = await loopbackServer((request, response) =>
    setTimeout(() => sendJson(response, 200, reply(textOf(request))), 5),
  );
  provider = compatibleProvider({ connections: 64 });
});
afterEach(async () => {
  await provider.close?.();
  await server.close();
});

const textOf = (request: SeenRequest) => (request.body["messages"] as { content: string }[])[0]!.content;
const reply = (text: string) => ({
  choices: [{ message: { content: text }, finish_reason: "stop" }],
  usage: { prompt_tokens: 1000, completion_tokens: 1000 },
});

function* items(count: number, prefix = ""): Generator<WorkItem> {
  for (let i = 0; i < count; i++) {
    const messages = [{ role: "user" as const, content: `${prefix}${i}` }];
    const prompt = { ...samplePrompt, promptId: String(i), messages };
    const origin = { prompt, repeat: 0, stage: "answer" as const, subject: null, attempt: 1 };
    yield {
      cell: `${prefix}${i}`,
      repeat: 0,
      stage: "answer",
      judge: null,
      request: { messages, params: {}, responseSchema: null, origin },
    };
  }
}

interface Told {
  settled: Settled[];
  attempts: Attempt[];
  events: SchedulerEvent[];
  end: ScheduleEnd;
}

async function runAll(
  lanes: { entry?: Partial<RosterEntry>; count: number }[],
  over: Partial<SchedulerOptions> = {},
): Promise<Told> {
  const told: Omit<Told, "end"> = { settled: [], attempts: [], events: [] };
  const inputs = lanes.map(({ entry, count }, i) => ({
    model: provider.resolve(
      { id: `m${i}`, provider: "compatible", baseUrl: `${server.url}/v1`, concurrency: 16, ...entry },
      { KEY: "secret-a", KEY_B: "secret-b" },
    ),
    provider,
    items: items(count, lanes.length > 1 ? `m${i}:` : ""),
  }));
  const running = schedule(inputs, {
    timeoutMs: 2000,
    maxRetries: 3,
    maxWaitMs: 60_000,
    concurrency: 512,
    budget: budget({ usd: null, tokens: null }),
    rng: rngStream(1, "jitter"),
    recorder: {
      attempt: (attempt) => void told.attempts.push(attempt),
      settle: async () => undefined,
      event: (event) => void told.events.push(event),
    },
    stop: new AbortController().signal,
    abort: new AbortController().signal,
    graceMs: 2000,
    maxFailed: null,
    ...over,
  });
  for await (const settled of running.results) told.settled.push(settled);
  return { ...told, end: await running.end };
}

const cells = (told: Told) => told.settled.map((settled) => settled.item.cell).sort((a, b) => Number(a) - Number(b));

test("every item is settled once, and no more are in flight than the model's cap", async () => {
  const told = await runAll([{ count: 300 }]);
  expect(cells(told)).toEqual(Array.from({ length: 300 }, (_, i) => String(i)));
  expect(told.end).toEqual({ reason: "done", parked: [] });
  expect(server.peak()).toBe(16);
});

test("one 429 with Retry-After for a fifth of 300 items: all succeed, nothing starts while shut, then one probe", async () => {
  const tries = new Map<string, number>();
  server.answer((request, response) => {
    const text = textOf(request);
    const n = (tries.get(text) ?? 0) + 1;
    tries.set(text, n);
    const limited = n === 1 && Number(text) % 5 === 0;
    setTimeout(() => {
      if (limited) sendJson(response, 429, { error: { message: "slow down" } }, { "retry-after-ms": "150" });
      else sendJson(response, 200, reply(text));
    }, 5);
  });
  const told = await runAll([{ count: 300 }]);
  expect(new Set(cells(told)).size).toBe(300);
  expect(told.settled).toHaveLength(300);
  expect(told.settled.every((settled) => settled.outcome.kind === "answer")).toBe(true);
  expect([...tries.values()].reduce((a, b) => a + b, 0)).toBe(360);

  // By the scheduler's own clock, so that a slow machine between the two ends changes nothing.
  const calls = [...told.attempts, ...told.settled].sort((a, b) => a.startedAtMs - b.startedAtMs);
  const limitedAt = calls.filter((call) => call.outcome.kind === "failure").map((call) => call.endedAtMs);
  expect(limitedAt).toHaveLength(60);
  for (const at of limitedAt) {
    expect(calls.filter((call) => call.startedAtMs > at && call.startedAtMs < at + 149)).toHaveLength(0);
  }
  for (const at of limitedAt) {
    if (limitedAt.some((other) => other > at && other < at + 150)) continue;
    const probe = calls.find((call) => call.startedAtMs >= at + 149);
    if (!probe) continue;
    expect(
      calls.filter(
        (call) => call !== probe && call.startedAtMs >= probe.startedAtMs && call.startedAtMs < probe.endedAtMs,
      ),
    ).toHaveLength(0);
  }
}, 30_000);

test("a gate on one account leaves another account at work", async () => {
  server.answer((request, response) => {
    const key = request.headers["authorization"];
    if (key === "Bearer secret-a" && request.at - server.seen[0]!.at < 600) {
      sendJson(response, 429, { error: { message: "wait" } }, { "retry-after-ms": "600" });
    } else setTimeout(() => sendJson(response, 200, reply("x")), 2);
  });
  const told = await runAll([
    { entry: { apiKeyEnv: "KEY" }, count: 5 },
    { entry: { apiKeyEnv: "KEY_B" }, count: 200 },
  ]);
  const lastOfB = Math.max(...told.settled.filter((s) => s.model.id === "m1").map((s) => s.endedAtMs));
  const firstOfA = Math.min(...told.settled.filter((s) => s.model.id === "m0").map((s) => s.endedAtMs));
  expect(lastOfB).toBeLessThan(firstOfA);
  expect(told.settled).toHaveLength(205);
});

describe("failures", () => {
  test("a failed item is a result, and its tries are told", async () => {
    server.answer((request, response) =>
      sendJson(
        response,
        textOf(request) === "3" ? 500 : 200,
        textOf(request) === "3" ? { error: { message: "no" } } : reply("x"),
      ),
    );
    const told = await runAll([{ count: 6 }], { maxRetries: 0 });
    const failed = told.settled.filter((settled) => settled.outcome.kind === "failure");
    expect(failed.map((settled) => settled.item.cell)).toEqual(["3"]);
    expect(told.settled).toHaveLength(6);
  });
  test("an answer on the second try succeeds and remembers what it was tried for", async () => {
    const seen = new Set<string>();
    server.answer((request, response) => {
      const text = textOf(request);
      const again = seen.has(text);
      seen.add(text);
      sendJson(
        response,
        again ? 200 : 500,
        again ? reply(text) : { error: { message: "no" } },
        again ? {} : { "retry-after-ms": "1" },
      );
    });
    const told = await runAll([{ count: 3 }]);
    expect(told.settled.map((s) => [s.attempts, s.retriedFor, s.outcome.kind])).toEqual(
      Array(3).fill([2, ["transient"], "answer"]),
    );
    expect(told.settled.every((s) => s.waitedMs >= 250)).toBe(true);
  });
  test("zero retries means one request an item, also for 429", async () => {
    server.answer((_, response) => sendJson(response, 429, { error: { message: "no" } }, { "retry-after-ms": "1" }));
    const told = await runAll([{ count: 5, entry: { concurrency: 1 } }], { maxRetries: 0 });
    expect(server.seen).toHaveLength(5);
    expect(told.settled).toHaveLength(5);
  });
  test("three refusals of the key in a row park the model and leave its items open, others go on", async () => {
    server.answer((request, response) => {
      if (request.headers["authorization"] === "Bearer secret-a")
        sendJson(response, 401, { error: { message: "bad key" } });
      else sendJson(response, 200, reply("x"));
    });
    const told = await runAll([
      { entry: { apiKeyEnv: "KEY", concurrency: 1 }, count: 50 },
      { entry: { apiKeyEnv: "KEY_B" }, count: 50 },
    ]);
    expect(told.settled).toHaveLength(50);
    expect(told.end.reason).toBe("parked");
    expect(told.end.parked).toMatchObject([{ model: "m0", untilMs: null, why: "auth: bad key" }]);
    expect(told.attempts).toHaveLength(3);
  });
  test("a lone bad request among successes is the item's own failure", async () => {
    server.answer((request, response) =>
      sendJson(
        response,
        textOf(request) === "0" ? 400 : 200,
        textOf(request) === "0" ? { error: { message: "odd" } } : reply("x"),
      ),
    );
    const told = await runAll([{ count: 4, entry: { concurrency: 1 } }]);
    expect(told.settled).toHaveLength(4);
    expect(told.end.reason).toBe("done");
  });
  test("a daily quota parks at once, with the time it resets, and the item stays open", async () => {
    server.answer((_, response) =>
      sendJson(response, 429, { error: { message: "requests per day reached" } }, { "retry-after": "3600" }),
    );
    const told = await runAll([{ count: 5, entry: { concurrency: 1 } }]);
    expect(told.settled).toHaveLength(0);
    expect(server.seen).toHaveLength(1);
    expect(told.end.parked[0]!.untilMs).toBeGreaterThan(Date.now() + 3_500_000);
  });
  test("more failures than allowed stop the run", async () => {
    server.answer((request, response) => {
      const odd = Number(textOf(request)) % 2 === 1;
      sendJson(response, odd ? 400 : 200, odd ? { error: { message: "odd" } } : reply("x"));
    });
    const told = await runAll([{ count: 400, entry: { concurrency: 2 } }], { maxFailed: 10 });
    expect(told.end.reason).toBe("max-failed");
    expect(told.settled.filter((s) => s.outcome.kind === "failure").length).toBeLessThan(20);
  });
});

test("stopping starts nothing new and lets what is in flight finish", async () => {
  const stop = new AbortController();
  server.answer((request, response) => setTimeout(() => sendJson(response, 200, reply(textOf(request))), 60));
  setTimeout(() => stop.abort(), 30);
  const told = await runAll([{ count: 500 }], { stop: stop.signal });
  expect(told.end.reason).toBe("stopped");
  expect(told.settled).toHaveLength(16);
  expect(server.seen).toHaveLength(16);
});

test("aborting ends what is in flight and settles none of it", async () => {
  const abort = new AbortController();
  server.answer(() => undefined);
  setTimeout(() => abort.abort(), 40);
  const start = performance.now();
  const told = await runAll([{ count: 500 }], { abort: abort.signal });
  expect(performance.now() - start).toBeLessThan(500);
  expect(told.settled).toHaveLength(0);
  expect(
    told.attempts.every((attempt) => attempt.outcome.kind === "failure" && attempt.outcome.cause === "cancelled"),
  ).toBe(true);
});

test("a budget stops the run before it is passed", async () => {
  const price = { input: 1, output: 1, currency: "USD" as const, per: 1e6 };
  const purse = budget({ usd: 0.05, tokens: null });
  const told = await runAll([{ count: 500, entry: { price, params: { maxOutputTokens: 1000 } } }], { budget: purse });
  expect(told.end.reason).toBe("budget");
  expect(purse.spent.usd).toBeLessThanOrEqual(0.05 + 16 * 0.002);
  expect(told.settled.length).toBeGreaterThan(10);
});

test("requests a minute are kept", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 900);
  await runAll([{ count: 500, entry: { rpm: 100 } }], { stop: stop.signal });
  expect(server.seen.length).toBeLessThanOrEqual(12);
  expect(server.seen.length).toBeGreaterThanOrEqual(10);
});

test("a recorder that cannot write ends the schedule with its error", async () => {
  const recorder = {
    attempt: () => undefined,
    event: () => undefined,
    settle: () => Promise.reject(new Error("disk full")),
  };
  await expect(runAll([{ count: 50 }], { recorder })).rejects.toThrow("disk full");
});

test("an asynchronous source is pulled as it answers", async () => {
  const told: Settled[] = [];
  const model = provider.resolve({ id: "m", provider: "compatible", baseUrl: `${server.url}/v1`, concurrency: 4 }, {});
  async function* slow() {
    for (const item of items(20)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield item;
    }
  }
  const quiet = { attempt: () => undefined, event: () => undefined, settle: async () => undefined };
  const signal = new AbortController().signal;
  const running = schedule([{ model, provider, items: slow() }], {
    timeoutMs: 1000,
    maxRetries: 0,
    maxWaitMs: 1000,
    concurrency: 8,
    budget: budget({ usd: null, tokens: null }),
    rng: rngStream(1),
    recorder: quiet,
    stop: signal,
    abort: signal,
    graceMs: 10,
    maxFailed: null,
  });
  for await (const settled of running.results) told.push(settled);
  expect(told).toHaveLength(20);
});
