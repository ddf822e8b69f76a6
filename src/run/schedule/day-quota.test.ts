import { describe, expect, test } from "vitest";
import { dayQuota, type QuotaLedger, quotaSliceMs } from "./day-quota.ts";

const hour = 3_600_000;
const noon = Date.parse("2026-01-02T12:00:00Z");

function ledger(): QuotaLedger {
  const slices = new Map<number, { startMs: number; requests: number; tokens: number }>();
  return {
    used: (since) => [...slices.values()].filter((one) => one.startMs >= since).sort((a, b) => a.startMs - b.startMs),
    add(atMs, requests, tokens) {
      const startMs = Math.floor(atMs / quotaSliceMs) * quotaSliceMs;
      const slice = slices.get(startMs) ?? { startMs, requests: 0, tokens: 0 };
      slices.set(startMs, { startMs, requests: slice.requests + requests, tokens: slice.tokens + tokens });
    },
  };
}

describe("a day of a zone", () => {
  test("requests end with the limit and begin again at midnight there", () => {
    const quota = dayQuota({ rpd: 2, tpd: null }, "America/Los_Angeles", ledger());
    quota.take(10, noon);
    expect(quota.whenFree(10, noon)).toBeNull();
    quota.take(10, noon);
    expect(quota.whenFree(10, noon)).toEqual({
      untilMs: Date.parse("2026-01-03T08:00:00Z"),
      why: "2 of 2 requests used today (America/Los_Angeles)",
    });
    expect(quota.whenFree(10, Date.parse("2026-01-03T08:00:00Z"))).toBeNull();
  });

  test("tokens count as they were, not as they were guessed", () => {
    const quota = dayQuota({ rpd: null, tpd: 1000 }, "UTC", ledger());
    quota.take(600, noon);
    expect(quota.whenFree(600, noon)?.why).toBe("600 of 1000 tokens used today (UTC)");
    quota.settle(500, true, noon);
    expect(quota.whenFree(600, noon)).toBeNull();
  });

  test("a call larger than the day's tokens waits for a day of its own and not for ever", () => {
    const quota = dayQuota({ rpd: null, tpd: 100 }, "UTC", ledger());
    expect(quota.whenFree(5000, noon)).toBeNull();
    quota.take(5000, noon);
    expect(quota.whenFree(1, noon)?.untilMs).toBe(Date.parse("2026-01-03T00:00:00Z"));
  });

  test("a call the service turned away gives its request back", () => {
    const quota = dayQuota({ rpd: 1, tpd: null }, "UTC", ledger());
    quota.take(10, noon);
    quota.settle(10, false, noon);
    expect(quota.whenFree(10, noon)).toBeNull();
  });
});

test("in a rolling day a request comes free 24 hours after its quarter hour has ended", () => {
  const quota = dayQuota({ rpd: 3, tpd: null }, "rolling", ledger());
  for (const at of [noon, noon + hour, noon + 2 * hour]) quota.take(1, at);
  const late = quota.whenFree(1, noon + 3 * hour);
  expect(late?.untilMs).toBe(noon + quotaSliceMs + 24 * hour);
  expect(quota.whenFree(1, late!.untilMs - 1)).not.toBeNull();
  expect(quota.whenFree(1, late!.untilMs)).toBeNull();
});

test("at no time do more requests than the limit lie within 24 hours", () => {
  const quota = dayQuota({ rpd: 50, tpd: null }, "rolling", ledger());
  const calls: number[] = [];
  let at = noon;
  for (let i = 0; i < 400; i++) {
    const late = quota.whenFree(1, at);
    if (late !== null) {
      expect(late.untilMs).toBeGreaterThan(at);
      at = late.untilMs;
    }
    quota.take(1, at);
    calls.push(at);
    at += (i % 7) * 60_000;
  }
  for (const [i, call] of calls.entries())
    expect(call - (calls[i - 50] ?? -Infinity)).toBeGreaterThanOrEqual(24 * hour);
});
