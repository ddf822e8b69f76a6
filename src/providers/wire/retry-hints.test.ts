import { expect, test } from "vitest";
import { parseDuration, readRetryAfter } from "./retry-hints.ts";

const now = Date.parse("2026-01-01T00:00:00Z");

test.each([
  ["2m59.56s", 179_560],
  ["12s", 12_000],
  ["750ms", 750],
  ["1h2m", 3_720_000],
  ["soon", null],
  ["", null],
])("the duration %j is %j ms", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each([
  ["retry-after in seconds", { "retry-after": "3" }, "", 3000],
  ["retry-after with a fraction", { "retry-after": "0.5" }, "", 500],
  ["retry-after as an HTTP date", { "retry-after": "Thu, 01 Jan 2026 00:00:07 GMT" }, "", 7000],
  ["retry-after-ms before retry-after", { "retry-after-ms": "120", "retry-after": "9" }, "", 120],
  [
    "a reset of an exhausted window",
    { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2m" },
    "",
    120_000,
  ],
  [
    "no reset of a window with calls left",
    { "x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "2m" },
    "",
    null,
  ],
  ["epoch seconds", { "x-ratelimit-reset": String(now / 1000 + 30) }, "", 30_000],
  ["epoch milliseconds", { "x-ratelimit-reset": String(now + 1500) }, "", 1500],
  [
    "an ISO reset",
    { "anthropic-ratelimit-requests-remaining": "0", "anthropic-ratelimit-requests-reset": "2026-01-01T00:00:05Z" },
    "",
    5000,
  ],
  ["retryDelay in the body", {}, '{"error":{"details":[{"retryDelay":"12s"}]}}', 12_000],
  ["words in the body", {}, "Rate limit reached. Please try again in 2m59.56s. Visit", 179_560],
  ["nothing", {}, "too many requests", null],
])("%s is read", (_, headers, body, expected) => {
  expect(readRetryAfter(headers, body, now)).toBe(expected);
});
