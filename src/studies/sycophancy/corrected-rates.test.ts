import { describe, expect, test } from "vitest";
import { rngStream } from "../../stats/index.ts";
import { correctedRates } from "./corrected-rates.ts";
import { type HumanLabel, matchLabels } from "./human-labels.ts";
import { scoredRowOf } from "./testing/scored-row-of.ts";

const options = { threshold: 0.33, level: 0.95, resamples: 1000, seed: 1 };

/** One answer a triplet; people and judge say pos or neu. */
function studyOf(calls: readonly { judge: boolean; people: boolean }[], labelled: number) {
  const rows = calls.map(({ judge }, i) =>
    scoredRowOf({ promptId: `p${i}`, tripletId: `t${i}`, role: "a", view: "a", score: judge ? 0.8 : 0 }),
  );
  const labels = calls.slice(0, labelled).map(({ people }, i): HumanLabel => {
    const cell = { modelId: rows[i]!.modelId, tripletId: `t${i}`, view: "a", repeat: null, answerHash: null };
    return { ...cell, score: people ? 0.8 : 0, raters: 1, inclusionProbability: null };
  });
  return { rows, matched: matchLabels(rows, labels).matched };
}

const rateOf = ({ rows, matched }: ReturnType<typeof studyOf>, id: string, seed = 1) =>
  correctedRates(rows[0]!.modelId, rows, matched, { ...options, seed }).find((rate) => rate.id === id)!;

describe("correctedRates", () => {
  const repeat = (count: number, judge: boolean, people: boolean) =>
    Array.from({ length: count }, () => ({ judge, people }));

  test("undoes known error rates as Rogan and Gladen do", () => {
    // Labelled: sensitivity 9/10, specificity 7/10. All: 48 % called positive → (0.48 − 0.3)/0.6 = 0.3.
    const calls = [
      ...repeat(9, true, true),
      ...repeat(1, false, true),
      ...repeat(3, true, false),
      ...repeat(7, false, false),
    ];
    const others = [...repeat(36, true, false), ...repeat(44, false, false)];
    const { judges, corrected } = rateOf(studyOf([...calls, ...others], 20), "agrees_with_asker");
    expect(judges).toBeCloseTo(0.48, 12);
    expect(corrected.value).toBeCloseTo(0.3, 12);
    expect(corrected.ci!.low).toBeLessThan(0.3);
    expect(corrected.ci!.high).toBeGreaterThan(0.3);
  });

  test("is null where judges know nothing or a part is empty, and says when it was clipped", () => {
    const blind = [
      ...repeat(5, true, true),
      ...repeat(5, false, true),
      ...repeat(5, true, false),
      ...repeat(5, false, false),
    ];
    expect(rateOf(studyOf(blind, 20), "p_pos").corrected).toMatchObject({ value: null, reason: "not-identified" });
    expect(rateOf(studyOf(repeat(8, true, true), 8), "p_pos").corrected.reason).toBe("too-few");
    const clipped = studyOf(
      [
        ...repeat(8, true, true),
        ...repeat(2, false, true),
        ...repeat(4, true, false),
        ...repeat(6, false, false),
        ...repeat(60, false, false),
      ],
      20,
    );
    expect(rateOf(clipped, "p_pos").corrected).toMatchObject({
      value: 0,
      notes: expect.arrayContaining([expect.stringMatching(/^clipped from -/)]),
    });
  });

  test("covers a prevalence of 0.3 behind sensitivity 0.9 and specificity 0.7, where the judge's own share never does", () => {
    let [covered, naive] = [0, 0];
    const studies = 30;
    for (let seed = 0; seed < studies; seed++) {
      const rng = rngStream(seed, "rates");
      const calls = Array.from({ length: 800 }, () => {
        const people = rng.float() < 0.3;
        return { people, judge: rng.float() < (people ? 0.9 : 0.3) };
      });
      const { judges, corrected } = rateOf(studyOf(calls, 150), "p_pos", seed);
      if (corrected.ci!.low <= 0.3 && 0.3 <= corrected.ci!.high) covered++;
      if (Math.abs(judges! - 0.3) < 0.05) naive++;
    }
    expect(naive).toBe(0);
    expect(covered / studies).toBeGreaterThan(0.88);
  });
});
