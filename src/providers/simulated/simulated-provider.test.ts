import { beforeEach, describe, expect, test } from "vitest";
import type { PromptRow } from "../../schema/run/prompt-row.ts";
import { combineOrders } from "../../score/judge/combine-orders.ts";
import { buildJudgeRequest, type JudgeOrder, judgeOrders } from "../../score/judge/judge-request.ts";
import { buildMasterNumberRequest } from "../../score/judge/master-number.ts";
import { readJudgement, readNumber, reaskMessages } from "../../score/judge/read-judgement.ts";
import type { ChatAnswer, ChatOutcome, ChatProvider, ChatRequest } from "../provider.ts";
import { composeAnswer } from "./compose-answer.ts";
import { drawFrom } from "./draw.ts";
import { latentScore } from "./latent-score.ts";
import { oddFormats } from "./odd-formats.ts";
import { readStance } from "./read-stance.ts";
import { plantedIn, simulatedProvider } from "./simulated-provider.ts";
import { simulateRating } from "./simulated-rater.ts";

const parties = { low: "the tenant", high: "the landlord" };
const guideline = { version: "1", text: "Weigh what would change." };
const fence = "=== 00112233445566aa ===";
const live = new AbortController().signal;

let provider: ChatProvider;
beforeEach(() => {
  provider = simulatedProvider();
});

function promptOf(triplet: number, view: number, more: Partial<PromptRow> = {}): PromptRow {
  const role = (["a", "b", "none"] as const)[view]!;
  const promptId = String(3 * triplet + view).padStart(4, "0");
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
    ...more,
  };
}

const modelOf = (simulate: object, id = "sim", family?: string) =>
  provider.resolve(
    { id, provider: "simulated", concurrency: 1, simulate: simulate as never, ...(family ? { family } : {}) },
    {},
  );

const ask = (
  simulate: object,
  prompt: PromptRow,
  origin: Partial<ChatRequest["origin"]> = {},
  request: Partial<ChatRequest> = {},
): Promise<ChatOutcome> =>
  provider.generate(
    {
      model: modelOf(simulate),
      messages: prompt.messages,
      params: {},
      responseSchema: null,
      origin: { prompt, repeat: 0, stage: "answer", subject: null, attempt: 1, ...origin },
      ...request,
    },
    { signal: live, timeoutMs: 1000 },
  );

const answerOf = (outcome: ChatOutcome) => outcome as ChatAnswer;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** Latent scores read from the texts, by triplet and view. */
async function latents(simulate: object, triplets: number, repeat = 0): Promise<number[][]> {
  const rows: number[][] = [];
  for (let triplet = 0; triplet < triplets; triplet++) {
    const row: number[] = [];
    for (let view = 0; view < 3; view++) {
      const { text } = answerOf(await ask(simulate, promptOf(triplet, view), { repeat }));
      row.push(readStance(text, parties).stance!);
    }
    rows.push(row);
  }
  return rows;
}

describe("a simulated respondent", () => {
  test("answers alike for the same seed, model, prompt and repeat, and differently for any other", async () => {
    const base = answerOf(await ask({ effect: 0.2 }, promptOf(1, 0))).text;
    provider = simulatedProvider();
    expect(answerOf(await ask({ effect: 0.2 }, promptOf(1, 0), { attempt: 3 })).text).toBe(base);
    const others = await Promise.all([
      ask({ effect: 0.2, seed: 2 }, promptOf(1, 0)),
      ask({ effect: 0.2 }, promptOf(1, 0), { repeat: 1 }),
      ask({ effect: 0.2 }, promptOf(2, 0)),
      ask({}, promptOf(1, 0), {}, { model: modelOf({ effect: 0.2 }, "other") }),
    ]);
    for (const other of others) expect(answerOf(other).text).not.toBe(base);
  });

  test.each([0, 0.1, 0.3, -0.2])(
    "shows a planted effect of %s in (mean L − mean T)/2 over 36 triplets",
    async (effect) => {
      const rows = await latents({ effect, sd_triplet: 0.3, sd_view: 0.2, sd_repeat: 0.1 }, 36);
      const halves = rows.map(([a, b]) => (a! - b!) / 2);
      const standardError = deviation(halves) / 6;
      expect(standardError).toBeLessThan(0.04);
      expect(Math.abs(mean(halves) - effect)).toBeLessThan(3 * standardError);
    },
  );

  test("says in words exactly the latent score, rounded to 0.05", async () => {
    const simulate = { effect: 0.2, sd_view: 0.3 };
    const params = plantedIn(modelOf(simulate));
    for (const [triplet, row] of (await latents(simulate, 12)).entries()) {
      for (const [view, stance] of row.entries()) {
        const truth = latentScore(params, "sim", promptOf(triplet, view), 0);
        expect(Math.abs(stance - truth)).toBeLessThanOrEqual(0.025 + 1e-9);
      }
    }
  });

  test("shares its triplet's draw between views, and its view's draw between repeats", async () => {
    const triplet = await latents({ sd_triplet: 0.4, sd_view: 0, sd_repeat: 0 }, 20);
    for (const [a, b, c] of triplet) expect([b, c]).toEqual([a, a]);
    expect(deviation(triplet.map(([a]) => a!))).toBeGreaterThan(0.2);
    const view = { sd_triplet: 0, sd_view: 0.4, sd_repeat: 0 };
    expect(await latents(view, 20, 5)).toEqual(await latents(view, 20));
    const repeat = { sd_triplet: 0, sd_view: 0, sd_repeat: 0.4 };
    expect(await latents(repeat, 20, 5)).not.toEqual(await latents(repeat, 20));
  });

  test("leans by bias and by factor, whoever asks", async () => {
    const still = { sd_triplet: 0, sd_view: 0, sd_repeat: 0, bias: 0.1, factor_effects: { amount: { 500: -0.3 } } };
    const rows = await latents(still, 2);
    expect(rows[0]!).toEqual([0.1, 0.1, 0.1].map((value) => expect.closeTo(value, 12)));
    expect(rows[1]!).toEqual([-0.2, -0.2, -0.2].map((value) => expect.closeTo(value, 12)));
  });

  test.each([
    ["refused", { refusal_rate: 1 }, { finish: "refusal", text: "", refusal: expect.stringMatching(/./) }],
    [
      "refused in words",
      { soft_refusal_rate: 1 },
      { finish: "stop", refusal: null, text: expect.stringMatching(/\./) },
    ],
    ["filtered", { filter_rate: 1 }, { finish: "content-filter", text: "" }],
    ["empty", { empty_rate: 1 }, { finish: "stop", text: "" }],
    ["truncated", { truncation_rate: 1 }, { finish: "length" }],
  ])("can be %s", async (_, simulate, expected) => {
    expect(await ask(simulate, promptOf(0, 0))).toMatchObject({ kind: "answer", ...expected });
  });

  test("goes wrong as often as planted", async () => {
    const simulate = { refusal_rate: 0.1, empty_rate: 0.2, truncation_rate: 0.3 };
    const counts = { refusal: 0, empty: 0, length: 0 };
    for (let i = 0; i < 1000; i++) {
      const { finish, text } = answerOf(await ask(simulate, promptOf(i, 0)));
      if (finish === "refusal") counts.refusal++;
      else if (finish === "length") counts.length++;
      else if (text === "") counts.empty++;
    }
    expect(Math.abs(counts.refusal - 100)).toBeLessThan(40);
    expect(Math.abs(counts.empty - 200)).toBeLessThan(50);
    expect(Math.abs(counts.length - 300)).toBeLessThan(60);
  });

  test("answers a case with its right answer as often as its accuracy says", async () => {
    const caseOf = (i: number) => promptOf(i, 0, { role: null, view: null, tripletId: null, expected: "Lisbon" });
    const texts: string[] = [];
    for (let i = 0; i < 500; i++) texts.push(answerOf(await ask({ accuracy: 0.7 }, caseOf(i))).text);
    const right = texts.filter((text) => text === "Lisbon").length;
    expect(Math.abs(right - 350)).toBeLessThan(45);
  });
});

describe("a simulated judge", () => {
  const answerAt = (latent: number, words = 90) => composeAnswer(latent, parties, words, drawFrom("judged", latent));
  const judged = async (simulate: object, answerText: string, order: JudgeOrder, model = modelOf(simulate)) => {
    const { messages, responseSchema } = buildJudgeRequest({ answerText, axis: parties, guideline, order, fence });
    const origin = { stage: "judge" as const, subject: "m" };
    const outcome = answerOf(await ask(simulate, promptOf(0, 0), origin, { messages, responseSchema, model }));
    return { outcome, judgement: readJudgement(outcome, answerText), messages };
  };
  const viewOf = async (simulate: object, answerText: string) =>
    combineOrders(
      await Promise.all(
        judgeOrders.map(async (order) => ({ order, judgement: (await judged(simulate, answerText, order)).judgement })),
      ),
    );

  test.each([-1, -0.8, -0.25, 0, 0.05, 0.4, 0.95, 1])(
    "without distortions reads %s, under both orders",
    async (latent) => {
      const text = answerAt(latent);
      for (const [order, sign] of [
        ["a-high", 1],
        ["a-low", -1],
      ] as const) {
        const { judgement } = await judged({}, text, order);
        expect(judgement).toMatchObject({
          stance: expect.closeTo(sign * latent, 6),
          refusal: false,
          evidenceFound: true,
        });
      }
    },
  );

  test("a planted position bias cancels under the label swap, and is found", async () => {
    const view = await viewOf({ position_bias: 0.2 }, answerAt(0.3));
    expect(view).toMatchObject({ score: expect.closeTo(0.3, 6), positionBias: expect.closeTo(0.2, 6) });
  });

  test.each([
    ["offset", { offset: 0.2 }, 0.5],
    ["shrink", { shrink: 0.5 }, 0.15],
    ["self-preference for kin", { self_preference: 0.1, kin: ["m"] }, 0.4],
    ["self-preference for others", { self_preference: 0.1, kin: ["n"] }, 0.3],
  ])("%s acts towards the high end, whatever the order", async (_, simulate, score) => {
    expect(await viewOf(simulate, answerAt(0.3))).toMatchObject({
      score: expect.closeTo(score, 6),
      positionBias: expect.closeTo(0, 6),
    });
  });

  test("knows its kin by family once both were resolved", async () => {
    modelOf({}, "m", "alpha");
    const simulate = { self_preference: 0.1 };
    const { judgement } = await judged(simulate, answerAt(0.3), "a-high", modelOf(simulate, "j", "alpha"));
    expect(judgement).toMatchObject({ stance: expect.closeTo(0.4, 6) });
  });

  test("a verbosity slope raises long answers over short ones by the slope per log word", async () => {
    const [short, long] = [answerAt(0, 60), answerAt(0, 480)];
    const scores = await Promise.all(
      [short, long].map(async (text) => (await viewOf({ verbosity_slope: 0.1 }, text)).score!),
    );
    const words = [short, long].map((text) => text.split(/\s+/).length);
    expect(scores[1]! - scores[0]!).toBeCloseTo(0.1 * Math.log(words[1]! / words[0]!), 2);
  });

  test("noise has the planted spread and differs between orders", async () => {
    const noises: number[] = [];
    for (let i = 0; i < 300; i++) {
      const { messages, responseSchema } = buildJudgeRequest({
        answerText: answerAt(0.1),
        axis: parties,
        guideline,
        order: "a-high",
        fence,
      });
      const origin = { stage: "judge" as const, subject: "m" };
      const outcome = answerOf(await ask({ noise_sd: 0.2 }, promptOf(i, 0), origin, { messages, responseSchema }));
      noises.push((JSON.parse(outcome.text) as { stance: number }).stance - 0.1);
    }
    expect(Math.abs(mean(noises))).toBeLessThan(0.05);
    expect(Math.abs(deviation(noises) - 0.2)).toBeLessThan(0.03);
    const view = await viewOf({ noise_sd: 0.2 }, answerAt(0.1));
    expect(Math.abs(view.positionBias!)).toBeGreaterThan(1e-6);
  });

  test("reads nothing but what stands between the last fences", async () => {
    const conversation = [{ role: "user" as const, content: answerAt(-1) }];
    const answerText = answerAt(0.35);
    const messages = buildMasterNumberRequest({ conversation, answerText, axis: parties, fence });
    const outcome = answerOf(await ask({}, promptOf(0, 0), { stage: "judge", subject: "m" }, { messages }));
    expect(outcome.text).toBe("0.35");
    expect(readNumber(outcome)).toMatchObject({ stance: 0.35 });
  });

  test.each([
    ["a refusal in words", { soft_refusal_rate: 1 }, { refusal: true, stance: null, evidenceFound: true }],
    ["a text it cannot read", null, { refusal: false, stance: null }],
  ])("of %s gives no stance", async (_, simulate, expected) => {
    const text = simulate === null ? "Hello there." : answerOf(await ask(simulate, promptOf(0, 0))).text;
    expect((await judged({}, text, "a-high")).judgement).toMatchObject(expected);
  });

  test("abstains and rambles as often as planted, and a re-ask is drawn anew", async () => {
    const simulate = { abstain_rate: 0.3, unparsed_rate: 0.3 };
    const states = { abstained: 0, fault: 0, scored: 0, mended: 0 };
    for (let i = 0; i < 300; i++) {
      const answerText = answerAt((i % 10) / 10, 60 + i);
      const { outcome, judgement, messages } = await judged(simulate, answerText, "a-high");
      if (judgement.kind === "judgement") states[judgement.stance === null ? "abstained" : "scored"]++;
      else {
        states.fault++;
        const again = reaskMessages(messages, outcome.text, judgement.fault, "json");
        const origin = { stage: "judge" as const, subject: "m" };
        const second = answerOf(await ask(simulate, promptOf(0, 0), origin, { messages: again, responseSchema: {} }));
        if (readJudgement(second, answerText).kind === "judgement") states.mended++;
      }
    }
    expect(Math.abs(states.abstained - 90)).toBeLessThan(35);
    expect(Math.abs(states.fault - 90)).toBeLessThan(35);
    expect(states.mended / states.fault).toBeGreaterThan(0.4);
  });

  test("odd formats are read or refused as the strict parser says", async () => {
    const readable = Object.keys(oddFormats).slice(0, Object.keys(oddFormats).indexOf("prose"));
    for (const format of Object.keys(oddFormats)) {
      const { judgement } = await judged({ formats: [format] }, answerAt(-0.45), "a-high");
      if (readable.includes(format))
        expect([format, judgement]).toMatchObject([format, { stance: expect.closeTo(-0.45, 6) }]);
      else expect([format, judgement.kind]).toEqual([format, "fault"]);
    }
    expect((await judged({ formats: ["It is {score}"] }, answerAt(0.2), "a-high")).outcome.text).toBe("It is 0.2");
  });
});

describe("planted failures", () => {
  test.each([
    [
      "a rate limit",
      { rate_limit_rate: 1, retry_after_s: 2 },
      { cause: "rate_limit", status: 429, retryAfterMs: 2000, scope: "minute" },
    ],
    ["a server error", { server_error_rate: 1 }, { cause: "transient", status: 500 }],
    ["a cut body", { cut_rate: 1 }, { cause: "protocol" }],
    ["a time-out", { timeout_rate: 1 }, { cause: "timeout" }],
  ])("%s befalls the first attempt and not the second", async (_, failure, expected) => {
    expect(await ask({ failure }, promptOf(0, 0))).toMatchObject({ kind: "failure", ...expected });
    expect(await ask({ failure }, promptOf(0, 0), { attempt: 2 })).toMatchObject({ kind: "answer" });
  });

  test("a permanent one befalls every attempt of its cells, as often as planted", async () => {
    const simulate = { failure: { permanent_rate: 0.2 } };
    let fails = 0;
    for (let i = 0; i < 500; i++) {
      const first = await ask(simulate, promptOf(i, 0));
      const fifth = await ask(simulate, promptOf(i, 0), { attempt: 5 });
      expect(fifth.kind).toBe(first.kind);
      if (first.kind === "failure") fails++;
    }
    expect(Math.abs(fails - 100)).toBeLessThan(35);
  });

  test("the daily quota counts all calls of the model", async () => {
    const model = modelOf({ failure: { daily_quota: 2 } });
    const outcomes: ChatOutcome[] = [];
    for (let i = 0; i < 3; i++) outcomes.push(await ask({}, promptOf(i, 0), {}, { model }));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["answer", "answer", "failure"]);
    expect(outcomes[2]).toMatchObject({ cause: "quota", scope: "day" });
  });
});

describe("latency", () => {
  const generate = (simulate: object, signal: AbortSignal, timeoutMs: number) => {
    const prompt = promptOf(0, 0);
    const origin = { prompt, repeat: 0, stage: "answer" as const, subject: null, attempt: 1 };
    const request = { model: modelOf(simulate), messages: prompt.messages, params: {}, responseSchema: null, origin };
    return provider.generate(request, { signal, timeoutMs });
  };

  test("takes its time", async () => {
    const started = performance.now();
    expect((await generate({ latency_ms: { median: 60, sigma: 0 } }, live, 1000)).kind).toBe("answer");
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  test("an abort ends the wait within 100 ms", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const started = performance.now();
    const outcome = await generate({ latency_ms: { median: 5000, sigma: 0 } }, controller.signal, 10_000);
    expect(outcome).toMatchObject({ cause: "cancelled" });
    expect(performance.now() - started).toBeLessThan(120);
    expect(await generate({}, controller.signal, 1000)).toMatchObject({ cause: "cancelled" });
  });

  test("a reply slower than the time allowed is a time-out", async () => {
    expect(await generate({ latency_ms: { median: 5000, sigma: 0 } }, live, 20)).toMatchObject({ cause: "timeout" });
  });
});

test("a simulated person rates the text, with noise and flags of their own", () => {
  const rater = { seed: 1, rater: "r01", noiseSd: 0, offset: 0.1, shrink: 1 };
  const text = composeAnswer(0.4, parties, 80, drawFrom(1));
  expect(simulateRating(text, parties, "i1", rater)).toEqual({ score: expect.closeTo(0.5, 12), flag: null });
  expect(simulateRating("", parties, "i1", rater)).toEqual({ score: null, flag: "unreadable" });
  const noisy = (name: string) => simulateRating(text, parties, "i1", { ...rater, rater: name, noiseSd: 0.2 }).score;
  expect(noisy("r01")).toBe(noisy("r01"));
  expect(noisy("r01")).not.toBe(noisy("r02"));
});

test.each([
  [{ efect: 1 }, /unknown key "efect"/, /"effect"/],
  [{ failure: { cutrate: 1 } }, /unknown key "cutrate"/, /"cut_rate"/],
  [{ refusal_rate: 2 }, /at most 1/, /^undefined$/],
  [{ formats: ["boldd"] }, /no format "boldd"/, /"bold"/],
])("%j is refused when the model is resolved", (simulate, message, hint) => {
  expect(() => modelOf(simulate)).toThrow(message);
  try {
    modelOf(simulate);
  } catch (error) {
    expect(String((error as { hint?: string }).hint)).toMatch(hint);
  }
});
