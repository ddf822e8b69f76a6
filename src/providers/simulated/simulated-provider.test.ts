import { describe, expect, test } from "vitest";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import type { ChatAnswer, ChatOutcome, ChatRequest } from "../provider.ts";
import { composeAnswer } from "./compose-answer.ts";
import { drawFrom } from "./draw.ts";
import { readSentences, sentencesAt } from "./sentence-bank.ts";
import { simulatedProvider } from "./simulated-provider.ts";

const parties = { low: "the tenant", high: "the landlord" };
const signal = new AbortController().signal;

function promptOf(triplet: number, view: number): PromptRow {
  const role = (["a", "b", "none"] as const)[view]!;
  const promptId = String(3 * triplet + view).padStart(3, "0");
  return {
    promptId,
    tripletId: `t-${triplet}`,
    clusterId: `t-${triplet}`,
    view: role,
    role,
    perspective: role,
    factors: { amount: triplet % 2 === 0 ? 50 : 500 },
    messages: [{ role: "user", content: `question ${promptId}` }],
    contentHash: `hash-${promptId}`,
    suite: "s",
    suiteVersion: 1,
    metadata: { parties },
  };
}

async function ask(
  simulate: Record<string, unknown>,
  prompt: PromptRow,
  over: Partial<ChatRequest["origin"]> = {},
  messages = prompt.messages,
  schema: object | null = null,
): Promise<ChatOutcome> {
  const provider = simulatedProvider();
  const model = provider.resolve({ id: "sim", provider: "simulated", concurrency: 1, simulate: simulate as never }, {});
  const origin = { prompt, repeat: 0, stage: "answer" as const, subject: null, attempt: 1, ...over };
  return provider.generate(
    { model, messages, params: {}, responseSchema: schema, origin },
    { signal, timeoutMs: 1000 },
  );
}

const textOf = (outcome: ChatOutcome) => (outcome as ChatAnswer).text;
const leanOf = (text: string) => {
  const sentences = readSentences(text);
  return (
    sentences.reduce((sum, one) => sum + (one.for === parties.high ? one.tenths : -one.tenths), 0) /
    sentences.length /
    10
  );
};

describe("the sentence bank", () => {
  test("has at least four sentences a tenth, and reads each of them back with the party it favours", () => {
    for (let tenths = 0; tenths <= 10; tenths++) {
      expect(sentencesAt(tenths).length).toBeGreaterThanOrEqual(4);
      for (const sentence of sentencesAt(tenths)) {
        const text = sentence.replace("{for}", parties.low).replace("{against}", parties.high);
        expect(readSentences(text)).toEqual([
          { text, for: sentence.indexOf("{for}") < 0 ? undefined : parties.low, tenths },
        ]);
      }
    }
  });
  test.each([-1, -0.95, -0.5, -0.05, 0, 0.05, 0.3, 0.75, 1])("an answer at %s reads back as itself", (latent) => {
    for (let i = 0; i < 50; i++) {
      const text = composeAnswer(latent, parties, 40 + i * 3, drawFrom("test", i));
      expect(leanOf(text)).toBeCloseTo(latent, 10);
    }
  });
});

test("the same seed, prompt and repeat answer alike; another of them differently", async () => {
  const base = textOf(await ask({ effect: 0.2 }, promptOf(1, 0)));
  expect(textOf(await ask({ effect: 0.2 }, promptOf(1, 0)))).toBe(base);
  expect(textOf(await ask({ effect: 0.2, seed: 2 }, promptOf(1, 0)))).not.toBe(base);
  expect(textOf(await ask({ effect: 0.2 }, promptOf(1, 0), { repeat: 1 }))).not.toBe(base);
  expect(textOf(await ask({ effect: 0.2 }, promptOf(2, 0)))).not.toBe(base);
});

test("the planted effect is the mean half difference of the two asking views", async () => {
  const halves: number[] = [];
  for (let triplet = 0; triplet < 400; triplet++) {
    const landlord = leanOf(textOf(await ask({ effect: 0.2, sd_triplet: 0.2 }, promptOf(triplet, 0))));
    const tenant = leanOf(textOf(await ask({ effect: 0.2, sd_triplet: 0.2 }, promptOf(triplet, 1))));
    halves.push((landlord - tenant) / 2);
  }
  const mean = halves.reduce((a, b) => a + b, 0) / halves.length;
  expect(Math.abs(mean - 0.2)).toBeLessThan(4 * (0.1 / Math.sqrt(400)));
});

describe("a simulated judge", () => {
  const answerAt = (latent: number) => composeAnswer(latent, parties, 90, drawFrom("judge-test", latent));
  const asked = (answer: string, first: "A" | "B") => [
    {
      role: "user" as const,
      content: `A: ${first === "A" ? parties.high : parties.low}\nB: ${first === "A" ? parties.low : parties.high}\n<answer>${answer}</answer>`,
    },
  ];
  const judged = async (simulate: Record<string, unknown>, latent: number, first: "A" | "B" = "A") => {
    const outcome = await ask(
      simulate,
      promptOf(0, 0),
      { stage: "judge", subject: "m" },
      asked(answerAt(latent), first),
      {},
    );
    return (JSON.parse(textOf(outcome)) as { stance: number }).stance;
  };
  test.each([-0.8, -0.25, 0, 0.4, 0.95])("without distortions reads %s from the text alone", async (latent) => {
    expect(await judged({}, latent)).toBeCloseTo(latent, 6);
    expect(await judged({}, latent, "B")).toBeCloseTo(-latent, 6);
  });
  test("a planted position bias cancels when the labels are swapped", async () => {
    const plain = await judged({ position_bias: 0.2 }, 0.3);
    const swapped = await judged({ position_bias: 0.2 }, 0.3, "B");
    expect((plain - swapped) / 2).toBeCloseTo(0.3, 6);
    expect((plain + swapped) / 2).toBeCloseTo(0.2, 6);
  });
  test("offset, shrink and self-preference shift what it says", async () => {
    expect(await judged({ offset: 0.2 }, 0.3)).toBeCloseTo(0.5, 6);
    expect(await judged({ offset: 0.2 }, 0.3, "B")).toBeCloseTo(-0.5, 6);
    expect(await judged({ shrink: 0.5 }, 0.4)).toBeCloseTo(0.2, 6);
    expect(await judged({ self_preference: 0.1, kin: ["m"] }, 0.4)).toBeCloseTo(0.5, 6);
  });
  test("answers with a bare number where no object is asked for", async () => {
    const outcome = await ask({}, promptOf(0, 0), { stage: "judge", subject: "m" }, [
      { role: "user", content: answerAt(0.35) },
    ]);
    expect(textOf(outcome)).toBe("0.35");
  });
  test("says so when there is nothing to read", async () => {
    const outcome = await ask(
      {},
      promptOf(0, 0),
      { stage: "judge", subject: "m" },
      [{ role: "user", content: "hello" }],
      {},
    );
    expect(JSON.parse(textOf(outcome))).toMatchObject({ stance: null, refusal: true });
  });
});

test.each([
  ["a refusal", { refusal_rate: 1 }, { kind: "answer", finish: "refusal" }],
  ["an empty answer", { empty_rate: 1 }, { kind: "answer", text: "" }],
  ["a cut answer", { truncation_rate: 1 }, { kind: "answer", finish: "length" }],
  ["a rate limit", { failure: { rate_limit_rate: 1, retry_after_s: 2 } }, { cause: "rate_limit", retryAfterMs: 2000 }],
  ["a server error", { failure: { server_error_rate: 1 } }, { cause: "transient", status: 500 }],
  ["a cut body", { failure: { cut_rate: 1 } }, { cause: "protocol" }],
  ["a time-out", { failure: { timeout_rate: 1 } }, { cause: "timeout" }],
])("%s can be planted", async (_, simulate, expected) => {
  expect(await ask(simulate, promptOf(0, 0))).toMatchObject(expected);
});

test("planted failures are gone on the second attempt, and a daily quota is not", async () => {
  expect(await ask({ failure: { server_error_rate: 1 } }, promptOf(0, 0), { attempt: 2 })).toMatchObject({
    kind: "answer",
  });
  const provider = simulatedProvider();
  const model = provider.resolve(
    { id: "q", provider: "simulated", concurrency: 1, simulate: { failure: { daily_quota: 1 } } },
    {},
  );
  const origin = { prompt: promptOf(0, 0), repeat: 0, stage: "answer" as const, subject: null, attempt: 1 };
  const request = { model, messages: origin.prompt.messages, params: {}, responseSchema: null, origin };
  expect((await provider.generate(request, { signal, timeoutMs: 10 })).kind).toBe("answer");
  expect(await provider.generate(request, { signal, timeoutMs: 10 })).toMatchObject({ cause: "quota", scope: "day" });
});

test("an unknown planted parameter names the nearest", () => {
  expect(() =>
    simulatedProvider().resolve({ id: "x", provider: "simulated", concurrency: 1, simulate: { efect: 1 } }, {}),
  ).toThrow(/efect/);
});
