import { describe, expect, test } from "vitest";
import { plainSummary } from "../../../evaluate/plain-summary.ts";
import { isBlankPng } from "../../../report/is-blank-png.ts";
import { scoredRowOf } from "../../../studies/sycophancy/testing/scored-row-of.ts";
import { simulateAnswers } from "../../../studies/sycophancy/testing/simulate-judged.ts";
import { casesReportFiles } from "./summary-cases-report.ts";

const outcomes = ["answered", "answered", "refused", "failed"] as const;
const rows = ["alpha", "<beta> & co"].flatMap((modelId, m) =>
  Array.from({ length: 24 }, (_, i) => {
    const outcome = m === 0 ? "answered" : outcomes[i % 4]!;
    const cell = { modelId, promptId: `c${i}`, clusterId: `c${i}`, tripletId: null, view: null, role: null, outcome };
    return scoredRowOf({ ...cell, score: outcome === "answered" ? Number(i % 3 > 0) : null, costUsd: 0.0004 });
  }),
);
const options = { level: 0.95, resamples: 500, seed: 1 };
const report = {
  ...{ suite: "sums", runs: ["sums-1"], switches: [], level: 0.95, seed: 1, simulated: false },
  results: plainSummary(rows, options),
  answers: simulateAnswers(rows, 1),
};
const files = casesReportFiles(report);

describe("the report of a suite of cases", () => {
  test("has words, a page and every picture with its data", () => {
    const pictures = ["score-by-model", "outcomes", "time-and-cost"];
    const expected = pictures.flatMap((name) => ["svg", "png", "csv"].map((ending) => `pictures/${name}.${ending}`));
    expect(Object.keys(files).sort()).toEqual(["report.html", "report.md", ...expected].sort());
    for (const name of pictures) {
      expect(isBlankPng(files[`pictures/${name}.png`] as Uint8Array)).toBe(false);
      expect(String(files[`pictures/${name}.svg`])).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test("shows missing scores as missing, with bounds, and takes names for names", () => {
    const text = String(files["report.md"]);
    expect(text).toContain("12 of 24 cases without a score");
    expect(text).not.toMatch(/\b(?:NaN|undefined|null|Infinity)\b/);
    expect(String(files["report.html"])).not.toContain("<beta>");
  });

  test("is the same bytes from the same results", () => {
    expect(casesReportFiles(report)).toEqual(files);
  });

  test("stands where nothing was scored", () => {
    const results = plainSummary(
      rows.map((row) => ({ ...row, score: null })),
      options,
    );
    const bare = casesReportFiles({ ...report, results, answers: [] });
    expect(String(bare["report.md"])).toContain("no score");
    expect(bare).not.toHaveProperty("pictures/time-and-cost.svg");
  });
});
