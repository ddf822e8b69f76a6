import { describe, expect, test } from "vitest";
import { coverageOf } from "./coverage.ts";
import { quantileSummary } from "./quantile-summary.ts";
import { simulateAnswers } from "./testing/simulate-judged.ts";
import { simulateRows } from "./testing/simulate-rows.ts";
import { timelineOf } from "./timeline.ts";
import { tripletTable } from "./triplet-table.ts";

const rows = simulateRows({
  triplets: 6,
  repeats: 2,
  seed: 1,
  respondents: [
    { modelId: "a", effect: 0 },
    { modelId: "b", effect: 0 },
  ],
});

describe("timelineOf", () => {
  test("bins answers by time, in order, and keeps every one of them", () => {
    const timeline = timelineOf(simulateAnswers(rows, 1), [])!;
    expect(timeline.bins.reduce((sum, bin) => sum + bin.answers, 0)).toBe(rows.length);
    for (const model of ["a", "b"]) {
      const times = timeline.bins.filter(({ modelId }) => modelId === model).map(({ at }) => at);
      expect(times).toEqual([...times].sort());
    }
  });

  test("is unknown without times", () => {
    expect(timelineOf([], [])).toBeNull();
    expect(
      timelineOf(
        simulateAnswers(rows, 1).map((row) => ({ ...row, timestampIso: "?" })),
        [],
      ),
    ).toBeNull();
  });

  test("one moment is one bin", () => {
    const [answer] = simulateAnswers(rows, 1);
    expect(timelineOf([answer!, answer!], [])!.bins).toMatchObject([
      { answers: 2, medianLatencyMs: answer!.latencyMs },
    ]);
  });
});

describe("coverageOf", () => {
  test("counts scored and planned answers of each prompt, views one after the other", () => {
    const gappy = rows.slice(1).map((row, i) => (i === 0 ? { ...row, score: null } : row));
    const { prompts, models } = coverageOf(gappy, tripletTable(gappy, { threshold: 0.33 }), () => true);
    expect(prompts.map(({ role }) => role).join("")).toBe("aaaaaabbbbbbnonenonenonenonenonenone");
    expect(models[0]!.planned).toEqual(Array(18).fill(2));
    expect(models[0]!.scored.reduce((sum, n) => sum + n, 0)).toBe(34);
    expect(models[1]!.scored).toEqual(Array(18).fill(2));
  });
});

test("a summary of nothing is unknown, of one value that value", () => {
  expect(quantileSummary([])).toBeNull();
  expect(quantileSummary([3])).toEqual({ count: 1, min: 3, p5: 3, p25: 3, p50: 3, p75: 3, p95: 3, max: 3 });
});
