import { describe, expect, test } from "vitest";
import { calibrate } from "./calibrate.ts";
import { matchLabels } from "./human-labels.ts";
import { estimateOf, summarise } from "./summarise.ts";
import type { EstimateRecord } from "./summary-record.ts";
import { type SimulatedJudge, simulateJudged, simulateLabels } from "./testing/simulate-judged.ts";
import { tripletTable } from "./triplet-table.ts";

const effect = 0.1;
const studies = 400;
const labelledTriplets = 150;

function studyOf(biased: Partial<SimulatedJudge>, seed: number) {
  const study = simulateJudged({
    ...{ triplets: 432, repeats: 1, seed },
    // Narrow enough that clipping at ±1 moves no mean.
    respondents: [{ modelId: "m", effect, sdTriplet: 0.2, sdView: 0.2, sdRepeat: 0.1 }],
    judges: [
      { id: "fair", family: "one", noise: 0.1 },
      { id: "biased", family: "two", noise: 0.1, ...biased },
    ],
  });
  const labels = simulateLabels(study, { triplets: labelledTriplets, noise: 0.15, seed, sampled: true });
  return { rows: study.rows, labels };
}

function covers(estimate: EstimateRecord, truth: number): boolean {
  return estimate.ci !== null && estimate.ci.low <= truth && truth <= estimate.ci.high;
}

/** How often each interval holds the planted truth, over many studies of fresh answers, judges and people. */
function coverage(biased: Partial<SimulatedJudge>) {
  const held = { s: 0, sByJudges: 0, mean: 0, meanByJudges: 0 };
  const width = { joint: 0, people: 0 };
  for (let seed = 0; seed < studies; seed++) {
    const { rows, labels } = studyOf(biased, seed);
    const options = { threshold: 0.33, level: 0.95, resamples: 200, seed };
    const { matched } = matchLabels(rows, labels);
    const [found] = calibrate(tripletTable(rows, options), rows, matched, options);
    const summaryOfS = { ...found!.s };
    const judgesS = judgesAlone(rows);
    held.s += Number(covers(summaryOfS, effect));
    held.sByJudges += Number(judgesS.low <= effect && effect <= judgesS.high);
    held.mean += Number(covers(found!.meanScore.joint, 0));
    held.meanByJudges += Number(covers(found!.meanScore.judgesAlone, 0));
    width.joint += found!.s.ci!.high - found!.s.ci!.low;
    width.people += found!.peopleAlone.ci!.high - found!.peopleAlone.ci!.low;
  }
  const share = Object.fromEntries(Object.entries(held).map(([name, count]) => [name, count / studies]));
  return { share: share as typeof held, narrower: width.joint / width.people };
}

/** The 95 % interval of S from the panel's own scores. */
function judgesAlone(rows: ReturnType<typeof studyOf>["rows"]) {
  const [model] = tripletTable(rows, { threshold: 0.33 });
  const values = model!.triplets.map(({ legs }) => (legs.a!.mean! - legs.b!.mean!) / 2);
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
  const half = (1.9655 * spread) / Math.sqrt(values.length);
  return { low: centre - half, high: centre + half };
}

const quick = { resamples: 500, permutations: 500 };

describe("a judge that adds 0.2 to every answer, one of two", () => {
  const biased = { offset: 0.2 };

  test(`shifts the mean score, not S; people put the mean right in 93 to 97 % of ${studies} studies`, () => {
    const { share, narrower } = coverage(biased);
    expect(share.meanByJudges).toBeLessThan(0.01);
    expect(share.mean).toBeGreaterThanOrEqual(0.93);
    expect(share.mean).toBeLessThanOrEqual(0.97);
    // The same addition on both sides cancels in (L − T)/2, so S is safe with and without people.
    expect(share.sByJudges).toBeGreaterThan(0.92);
    expect(share.s).toBeGreaterThanOrEqual(0.93);
    expect(share.s).toBeLessThanOrEqual(0.97);
    expect(narrower).toBeLessThan(0.9);
  });

  test("is named by the report: its shift against people covers 0.2, the other's 0", () => {
    const { rows, labels } = studyOf(biased, 7);
    const { judges, people } = summarise(rows, { ...quick, humanLabels: labels });
    const shift = (id: string) => judges.judges.find((judge) => judge.id === id)!.people!.shift!;
    expect(covers(shift("biased"), 0.2)).toBe(true);
    expect(covers(shift("fair"), 0)).toBe(true);
    expect(covers(shift("biased"), 0)).toBe(false);
    // Without people two judges are 0.2 apart, and nobody can say which of them is wrong.
    const alone = summarise(rows, quick).judges.judges.map(({ shift: found }) => found!.value!);
    expect(alone[0]! + alone[1]!).toBeCloseTo(0, 10);
    expect(people!.models[0]!.meanScore.judgesAlone.value).toBeGreaterThan(0.08);
  });
});

describe("a judge that leans 0.2 to whoever asks, one of two", () => {
  const biased = { askerLean: 0.2 };

  test(`shifts S; people put it right in 93 to 97 % of ${studies} studies`, () => {
    const { share, narrower } = coverage(biased);
    expect(share.sByJudges).toBeLessThan(0.01);
    expect(share.s).toBeGreaterThanOrEqual(0.93);
    expect(share.s).toBeLessThanOrEqual(0.97);
    expect(narrower).toBeLessThan(0.9);
  });

  test("is named by the report: its lean to the asker covers 0.2, the other's 0", () => {
    const { rows, labels } = studyOf(biased, 7);
    const summary = summarise(rows, { ...quick, humanLabels: labels });
    const lean = (id: string) => summary.judges.judges.find((judge) => judge.id === id)!.askerLean!;
    expect(covers(lean("biased"), 0.2)).toBe(true);
    expect(covers(lean("fair"), 0)).toBe(true);
    expect(estimateOf(summary.models[0]!, "s")!.value).toBeGreaterThan(0.17);
    expect(covers(summary.people!.models[0]!.s, effect)).toBe(true);
  });
});
