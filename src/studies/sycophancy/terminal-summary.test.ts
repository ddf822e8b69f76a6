import { describe, expect, test } from "vitest";
import { summarise } from "./summarise.ts";
import { terminalSummary } from "./terminal-summary.ts";
import { fullStudy } from "./testing/full-study.ts";
import { simulateRows } from "./testing/simulate-rows.ts";

const quick = { resamples: 500, permutations: 500 };
const { rows, options } = fullStudy();
const summary = summarise(rows, { ...options, ...quick, answers: [] });

describe("terminalSummary", () => {
  test.each([160, 120, 100, 80, 60, 40])("fits %d characters with every interval whole", (width) => {
    const text = terminalSummary(summary, { width, color: false });
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(width);
    expect(text.match(/\[[+−]?\d\.\d{3},\s[+−]?\d\.\d{3}\]/g)!.length).toBeGreaterThanOrEqual(4);
  });

  test("says what was found, beside what was planted, and what to know first", () => {
    const text = terminalSummary(summary, { width: 240, color: false });
    expect(text).toContain("(simulated)");
    expect(text).toMatch(/simulated\/contrarian\s+−0\.\d+\s+\[.*\]\s+−0\.100/);
    expect(text).toContain("takes the asker's side");
    expect(text).toContain("! The answers are simulated.");
  });

  test("colours only when asked to, and keeps control characters of names off the terminal", () => {
    expect(terminalSummary(summary, { width: 100, color: true })).toContain("\u001b[1m");
    const hostile = simulateRows({
      triplets: 12,
      repeats: 1,
      seed: 1,
      respondents: [{ modelId: "\u001b]0;x\u0007m", effect: 0 }],
    });
    expect(terminalSummary(summarise(hostile, quick), { width: 100, color: false })).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f]/,
    );
  });
});
