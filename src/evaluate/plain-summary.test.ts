import { expect, test } from "vitest";
import type { ScoredRow } from "../schema/run/scored-row.ts";
import { plainSummary } from "./plain-summary.ts";

const options = { level: 0.95, resamples: 1000, seed: 1 };

function row(promptId: string, score: number | null, over: Partial<ScoredRow> = {}): ScoredRow {
  return {
    modelId: "m",
    promptId,
    clusterId: promptId,
    repeat: 0,
    outcome: score === null ? "failed" : "answered",
    score,
    scorers: [{ name: "exact", score, reason: null, metadata: {} }],
    ...over,
  } as ScoredRow;
}

test("a share of independent cases has Wilson's interval", () => {
  const rows = Array.from({ length: 10 }, (_, i) => row(String(i), i < 8 ? 1 : 0));
  const [result] = plainSummary(rows, options);
  expect(result).toMatchObject({ mean: 0.8, cases: 10, scored: 10, reason: null });
  expect(result!.ci).toMatchObject({ method: "Wilson" });
  expect(result!.ci!.low).toBeCloseTo(0.4901625, 6);
  expect(result!.ci!.high).toBeCloseTo(0.9433178, 6);
});

test("a case without a score is missing, bounded and never 0", () => {
  const rows = [...Array.from({ length: 8 }, (_, i) => row(String(i), 1)), row("8", null), row("9", null)];
  const [result] = plainSummary(rows, options);
  expect(result).toMatchObject({ mean: 1, cases: 10, scored: 8, bounds: { low: 0.8, high: 1 } });
  expect(result!.outcomes.failed).toBe(2);
});

test("repeats are averaged first and clusters carry the doubt", () => {
  const rows = Array.from({ length: 30 }, (_, i) =>
    [0, 1, 2].map((repeat) => row(String(i), (i + repeat) % 2, { repeat, clusterId: `c${i % 10}` })),
  ).flat();
  const [result] = plainSummary(rows, options);
  expect(result).toMatchObject({ cases: 30, clusters: 10, repeats: 3 });
  expect(result!.mean).toBeCloseTo(0.5, 10);
  expect(result!.ci!.method).not.toBe("Wilson");
});

test("no score at all is null with a reason", () => {
  expect(plainSummary([row("0", null)], options)[0]).toMatchObject({
    mean: null,
    ci: null,
    reason: "no case has a score",
  });
});
