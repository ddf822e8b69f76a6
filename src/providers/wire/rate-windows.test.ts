import { expect, test } from "vitest";
import { rateWindowsOf } from "./rate-windows.ts";

const now = Date.parse("2026-01-02T03:04:05Z");

test.each([
  [
    "one for requests and one for tokens",
    {
      "x-ratelimit-limit-requests": "60",
      "x-ratelimit-remaining-requests": "3",
      "x-ratelimit-reset-requests": "1m30s",
      "x-ratelimit-limit-tokens": "6000",
      "x-ratelimit-remaining-tokens": "5990",
      "x-ratelimit-reset-tokens": "7.5s",
    },
    [
      { kind: "requests", remaining: 3, limit: 60, resetMs: 90_000 },
      { kind: "tokens", remaining: 5990, limit: 6000, resetMs: 7500 },
    ],
  ],
  [
    "a name with the window behind",
    {
      "x-ratelimit-limit-requests-day": "14400",
      "x-ratelimit-remaining-requests-day": "14000",
      "x-ratelimit-reset-requests-day": "3600",
    },
    [{ kind: "requests", remaining: 14000, limit: 14400, resetMs: 3_600_000 }],
  ],
  [
    "a date",
    {
      "anthropic-ratelimit-input-tokens-limit": "1000",
      "anthropic-ratelimit-input-tokens-remaining": "0",
      "anthropic-ratelimit-input-tokens-reset": "2026-01-02T03:04:35Z",
    },
    [{ kind: "tokens", remaining: 0, limit: 1000, resetMs: 30_000 }],
  ],
  ["no reset", { "x-ratelimit-limit": "5", "x-ratelimit-remaining": "1" }, []],
])("windows from %s", (_, headers, windows) => {
  expect(rateWindowsOf(headers as Record<string, string>, now)).toEqual(windows);
});
