import { expect, test } from "vitest";
import { dayWindow, isZone } from "./day-window.ts";

test.each([
  ["UTC", "2026-01-02T03:04:05Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"],
  ["America/Los_Angeles", "2026-01-02T03:04:05Z", "2026-01-01T08:00:00Z", "2026-01-02T08:00:00Z"],
  ["Asia/Kolkata", "2026-01-02T03:04:05Z", "2026-01-01T18:30:00Z", "2026-01-02T18:30:00Z"],
  ["Pacific/Kiritimati", "2026-01-02T11:00:00Z", "2026-01-02T10:00:00Z", "2026-01-03T10:00:00Z"],
  ["a day of 23 hours", "2026-03-08T20:00:00Z", "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"],
  ["a day of 25 hours", "2026-11-01T20:00:00Z", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"],
  // The clocks of Cairo went from 00:00 to 01:00 on 26 April 2024.
  ["Africa/Cairo", "2024-04-26T12:00:00Z", "2024-04-25T22:00:00Z", "2024-04-26T21:00:00Z"],
])("the day in %s around %s", (zone, at, start, end) => {
  const name = zone.startsWith("a day") ? "America/Los_Angeles" : zone;
  const window = dayWindow(name, Date.parse(at));
  expect([new Date(window.startMs), new Date(window.endMs)]).toEqual([new Date(start), new Date(end)]);
});

test("every hour of a year lies in its own day, and days follow each other", () => {
  for (const zone of ["America/St_Johns", "Australia/Lord_Howe", "America/Sao_Paulo", "Europe/Berlin"]) {
    let last = dayWindow(zone, Date.UTC(2025, 0, 1, 12));
    for (let at = Date.UTC(2025, 0, 1, 12); at < Date.UTC(2026, 0, 1); at += 3_600_000) {
      const window = dayWindow(zone, at);
      expect(window.startMs <= at && at < window.endMs, `${zone} ${new Date(at).toISOString()}`).toBe(true);
      if (window.startMs !== last.startMs) expect(window.startMs).toBe(last.endMs);
      last = window;
    }
  }
});

test("a name that is no zone is told from one", () => {
  expect(["UTC", "Europe/Berlin", "Mars/Olympus", ""].map(isZone)).toEqual([true, true, false, false]);
});
