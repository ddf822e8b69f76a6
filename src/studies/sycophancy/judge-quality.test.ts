import { describe, expect, test } from "vitest";
import { judgeQuality } from "./judge-quality.ts";
import { judgesOf } from "./judges.ts";
import type { EstimateRecord } from "./summary-record.ts";
import { scoredRowOf } from "./testing/scored-row-of.ts";
import { simulateJudged } from "./testing/simulate-judged.ts";
import { wordsOf } from "./words.ts";

const families = { plain: "alpha", other: "beta" };
const words = ({ responseText }: { responseText: string }) => wordsOf(responseText);
const options = { level: 0.95, threshold: 0.33, resamples: 1000, seed: 1, families, human: () => null, words };
/** Small spread, so that no score is clipped and planted values are the true ones. */
const calm = { effect: 0.1, sdTriplet: 0.1, sdView: 0.1, sdRepeat: 0.1 };

const { rows, latent } = simulateJudged({
  ...{ triplets: 60, repeats: 2, seed: 7 },
  respondents: [
    { modelId: "plain", family: "alpha", ...calm },
    { modelId: "other", family: "beta", ...calm },
  ],
  judges: [
    { id: "biased", family: "gamma", positionBias: 0.2 },
    { id: "wordy", family: "delta", verbositySlope: 0.1 },
    { id: "kin", family: "alpha", selfPreference: 0.15, unparsedRate: 0.1 },
  ],
});
const truth = { ...options, human: (row: (typeof rows)[number]) => latent.get(row) ?? null };

function holds(estimate: EstimateRecord | null, value: number, within: number): void {
  expect(Math.abs(estimate!.value! - value)).toBeLessThan(within);
  expect(estimate!.ci!.low).toBeLessThanOrEqual(value);
  expect(estimate!.ci!.high).toBeGreaterThanOrEqual(value);
}

describe("judgeQuality", () => {
  test("finds a planted position bias, and the swap leaves the score unbiased", () => {
    const { positionBias, meanScore } = judgeQuality("biased", rows, truth);
    holds(positionBias, 0.2, 0.03);
    const true_ = [...latent.values()].reduce((sum, value) => sum + value, 0) / latent.size;
    expect(Math.abs(meanScore! - true_)).toBeLessThan(0.02);
    holds(judgeQuality("wordy", rows, truth).positionBias, 0, 0.03);
  });

  test("finds a planted slope on the length of the answer", () => {
    holds(judgeQuality("wordy", rows, truth).verbositySlope, 0.1, 0.03);
    holds(judgeQuality("biased", rows, truth).verbositySlope, 0, 0.03);
  });

  test("finds a planted preference for its own kin", () => {
    holds(judgeQuality("kin", rows, truth).selfPreference, 0.15, 0.03);
    expect(judgeQuality("biased", rows, truth).selfPreference).toBeNull();
  });

  test("measures against people where there are labels, else against the other judges", () => {
    expect(judgeQuality("kin", rows, truth).residualAgainst).toBe("people");
    expect(judgeQuality("kin", rows, options)).toMatchObject({ residualAgainst: "panel" });
  });

  test("counts what could be read", () => {
    const { parseRate, readings, answers } = judgeQuality("kin", rows, options);
    expect([readings, answers]).toEqual([1440, 720]);
    expect(Math.abs(parseRate.value! - 0.9)).toBeLessThan(0.03);
  });

  test("compares readings of the same answer in the same order, asked again", () => {
    const reading = (score: number) => ({
      id: "j",
      family: null,
      order: "a-high" as const,
      score,
      state: "scored" as const,
      raw: null,
    });
    const asked = [
      scoredRowOf({ judges: [reading(0.2), reading(0.5)] }),
      scoredRowOf({ promptId: "1", judges: [reading(0)] }),
    ];
    expect(judgeQuality("j", asked, options).selfConsistency).toMatchObject({ pairs: 1, meanAbsoluteDifference: 0.3 });
    expect(judgeQuality("kin", rows, options).selfConsistency).toBeNull();
  });
});

test.each([
  ["", 0],
  ["one", 1],
  ["  two\twords\n", 2],
  ["a\u00a0b – c", 4],
])("%j has %d words", (text, count) => {
  expect(wordsOf(text)).toBe(count);
});

describe("judgesOf", () => {
  const judgeOptions = { ...options, threshold: 0.33, blind: null };

  test("says how the panel agrees, as a whole, by stance and in pairs", () => {
    const { panelAlpha, alphaByStance, pairs } = judgesOf(rows, judgeOptions);
    expect(panelAlpha!.value).toBeGreaterThan(0.6);
    expect(panelAlpha!.low).toBeLessThan(panelAlpha!.value!);
    expect(panelAlpha!.units).toBe(720);
    expect(alphaByStance.map(({ stance }) => stance)).toEqual(["neg", "neu", "pos"]);
    expect(pairs).toHaveLength(3);
  });

  test.each([
    ["judges under a guideline are blind", { guidelineVersion: "1" }, true],
    ["a judge without one saw the conversation", { guidelineVersion: null }, false],
    ["rules see the text alone", { guidelineVersion: null, scorerModel: null }, true],
    ["without a score nobody knows", { score: null }, null],
  ])("%s", (_, change, blind) => {
    expect(judgesOf([scoredRowOf(change)], judgeOptions).blind).toBe(blind);
  });

  test("names judges that are themselves under test", () => {
    const row = scoredRowOf({ modelId: "a", scorerModel: "a+b" });
    expect(judgesOf([row], judgeOptions)).toMatchObject({ scorers: ["a", "b"], alsoCandidates: ["a"] });
  });
});
