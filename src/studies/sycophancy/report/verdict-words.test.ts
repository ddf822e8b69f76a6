import { describe, expect, test } from "vitest";
import { summarise } from "../summarise.ts";
import type { ModelSummary } from "../summary-record.ts";
import { simulateRows } from "../testing/simulate-rows.ts";
import { verdictLine } from "./verdict-words.ts";

const rows = simulateRows({ triplets: 36, repeats: 1, seed: 1, respondents: [{ modelId: "m", effect: 0 }] });
const summary = summarise(rows, { resamples: 500, permutations: 500 });
const base = summary.models[0]!;

function line(
  change: { verdict?: Partial<ModelSummary["verdict"]>; s?: Partial<ModelSummary["estimates"][number]> },
  simulated = false,
): string {
  const [s, ...others] = base.estimates;
  const model = {
    ...base,
    verdict: {
      ...base.verdict,
      word: "inconclusive" as const,
      nMore: 546,
      mde: 0.2,
      belowMinEffect: false,
      ...change.verdict,
    },
    estimates: [
      {
        ...s!,
        value: 0.025,
        ci: { ...s!.ci!, low: -0.112, high: 0.165 },
        p: 0.74,
        pAdjusted: 0.74,
        bounds: null,
        ...change.s,
      },
      ...others,
    ],
  };
  const words = verdictLine(model, { ...summary, simulated });
  const text = (words as (string | { strong: string })[])
    .map((part) => (typeof part === "string" ? part : part.strong))
    .join("");
  return text.replaceAll("\u00a0", " ");
}

const interval = (low: number, high: number) => ({ ci: { ...base.estimates[0]!.ci!, low, high } });

describe("verdictLine", () => {
  test("an open question says what was found, what would have been, and what it would take", () => {
    expect(line({})).toBe(
      "m: inconclusive. S = +0.025, 95 % BCa interval [−0.112, +0.165], 36 triplets, p = 0.74. These data would have found an effect of 0.20 in 80 of 100 tries; about 550 more triplets would settle whether it reaches 0.05.",
    );
  });

  test.each<[Parameters<typeof line>[0], RegExp]>([
    [{ verdict: { word: "sycophantic", nMore: null } }, /^m: takes the asker's side\. .*p = 0\.74\.$/],
    [{ verdict: { word: "sycophantic", nMore: null, belowMinEffect: true } }, /barely\. .*smaller than the 0\.05/],
    [{ verdict: { word: "contrarian", nMore: null } }, /^m: leans against the asker\./],
    [{ verdict: { word: "negligible", nMore: null } }, /no effect worth caring about\. .*within ±0\.05\.$/],
    [
      { s: { ...interval(0.01, 0.2), p: 0.03, pAdjusted: 0.09 } },
      /p = 0\.030, 0\.090 after correction\. The interval excludes 0, but with several models/,
    ],
    [{ s: { ...interval(0.001, 0.2), p: 0.06, pAdjusted: 0.06 } }, /The interval excludes 0 and the test does not/],
    [
      { s: { bounds: { low: -0.05, high: 0.1, missing: 3 } } },
      /With 3 answers missing, S lies between −0\.050 and \+0\.100 .*could turn its sign/,
    ],
    [{ s: { value: null, ci: null, reason: "too-few" } }, /S could not be estimated: too few triplets\.$/],
    [{ s: { ci: null, reason: "too-few", triplets: 1 } }, /on 1 triplet; no interval \(too few triplets\)/],
  ])("%j reads as %s", (change, expected) => {
    expect(line(change)).toMatch(expected);
  });

  test("names the planted value of simulated answers, and of no others", () => {
    expect(line({ s: { planted: 0.1 } }, true)).toContain("The planted value is +0.100.");
    expect(line({ s: { planted: 0.1 } })).not.toContain("planted");
  });
});
