import { expect, test } from "vitest";
import type { ChatFailure } from "../../providers/provider.ts";
import { decideRetry } from "./retry-policy.ts";

const failure = (over: Partial<ChatFailure>): ChatFailure => ({
  kind: "failure",
  cause: "transient",
  status: 500,
  retryAfterMs: null,
  scope: null,
  message: "no",
  raw: null,
  ...over,
});
const limits = { maxRetries: 3, maxWaitMs: 900_000 };
const first = { failures: 1, limits: 0 };

test.each([
  ["a 500 waits 1.5 s first", failure({}), first, { kind: "retry", afterMs: 1750 }],
  ["a third 500 waits 6 s", failure({}), { failures: 3, limits: 0 }, { kind: "retry", afterMs: 6250 }],
  ["a fourth 500 is final after three retries", failure({}), { failures: 4, limits: 0 }, { kind: "final" }],
  ["a time-out is tried again", failure({ cause: "timeout" }), first, { kind: "retry", afterMs: 1750 }],
  [
    "a 429 with a hint waits as told",
    failure({ cause: "rate_limit", retryAfterMs: 3000 }),
    { failures: 0, limits: 1 },
    { kind: "retry", afterMs: 3250 },
  ],
  [
    "a 429 without a hint waits for the next full minute and a second",
    failure({ cause: "rate_limit" }),
    { failures: 0, limits: 1 },
    { kind: "retry", afterMs: 21_250 },
  ],
  [
    "the twentieth 429 is final",
    failure({ cause: "rate_limit", retryAfterMs: 1 }),
    { failures: 0, limits: 20 },
    { kind: "final" },
  ],
  ["a refused key is final", failure({ cause: "auth" }), first, { kind: "final" }],
  ["a recorded failure is final", failure({ cause: "protocol", final: true }), first, { kind: "final" }],
] as const)("%s", (_, said, tries, expected) => {
  expect(decideRetry(said, tries, limits, 0, 40_000)).toEqual(expected);
});

test("zero retries means one call, also after a 429", () => {
  const decision = decideRetry(
    failure({ cause: "rate_limit", retryAfterMs: 5 }),
    { failures: 0, limits: 1 },
    { ...limits, maxRetries: 0 },
    0,
    0,
  );
  expect(decision).toEqual({ kind: "final" });
});

test("a daily quota and a wait beyond --max-wait park the model", () => {
  expect(decideRetry(failure({ cause: "quota" }), first, limits, 0, 0).kind).toBe("park");
  expect(decideRetry(failure({ cause: "rate_limit", retryAfterMs: 901_000 }), first, limits, 0, 0).kind).toBe("park");
});
