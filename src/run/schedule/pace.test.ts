import { expect, test } from "vitest";
import { pace } from "./pace.ts";

const requests = (remaining: number, limit: number, resetMs: number) =>
  [{ kind: "requests", remaining, limit, resetMs }] as const;

test("with a tenth or more left, calls start freely", () => {
  const own = pace();
  own.observe(requests(10, 100, 30_000), 50, 0);
  own.started(0);
  expect(own.whenFree(1)).toBe(1);
});

test("with less left, the rest is spread over the time until the window begins anew", () => {
  const own = pace();
  own.observe(requests(5, 100, 30_000), 50, 0);
  own.started(0);
  expect(own.whenFree(1)).toBe(6000);
  expect(own.whenFree(30_000)).toBe(30_000);
});

test("nothing left waits for the reset, and tokens count by what a call takes", () => {
  const own = pace();
  own.started(0);
  own.observe(requests(0, 100, 20_000), 50, 0);
  expect(own.whenFree(1)).toBe(20_000);
  own.observe([{ kind: "tokens", remaining: 400, limit: 10_000, resetMs: 20_000 }], 100, 0);
  expect(own.whenFree(1)).toBe(5000);
});

test("a window of hours is a quota: its rest is not spread, and a later reply with plenty left ends the pacing", () => {
  const own = pace();
  own.started(0);
  own.observe(requests(5, 1000, 3_600_000), 50, 0);
  expect(own.whenFree(1)).toBe(1);
  own.observe(requests(1, 100, 60_000), 50, 0);
  own.observe(requests(90, 100, 60_000), 50, 10);
  expect(own.whenFree(11)).toBe(11);
});
