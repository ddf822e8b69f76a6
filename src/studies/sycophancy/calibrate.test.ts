import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { rngStream } from "../../stats/index.ts";
import { calibrate } from "./calibrate.ts";
import { answerHashOf, type HumanLabel, matchLabels } from "./human-labels.ts";
import { peopleOf } from "./people.ts";
import { ppiExample } from "./testing/reference-run.ts";
import { scoredRowOf } from "./testing/scored-row-of.ts";
import { tripletTable } from "./triplet-table.ts";

const options = { threshold: 0.33, level: 0.95, resamples: 500, seed: 1 };

/** One answer a side with S = value; `t` names the triplet. */
function pairOf(t: string, value: number): ScoredRow[] {
  return (["a", "b"] as const).map((role) =>
    scoredRowOf({ tripletId: t, promptId: `${t}${role}`, role, view: role, score: role === "a" ? value : -value }),
  );
}

function labelsOf(t: string, value: number, change: Partial<HumanLabel> = {}): HumanLabel[] {
  return (["a", "b"] as const).map((view) => ({
    ...{
      modelId: "model-a",
      tripletId: t,
      view,
      repeat: null,
      answerHash: null,
      raters: 1,
      inclusionProbability: null,
    },
    score: view === "a" ? value : -value,
    ...change,
  }));
}

const tableOf = (rows: readonly ScoredRow[]) => tripletTable(rows, options);

describe("calibrate", () => {
  test("labels that also tuned a judge are refused", () => {
    const rows = pairOf("t1", 0.2);
    const tuned = new Set([answerHashOf(rows[0]!.responseText)]);
    expect(() => matchLabels(rows, labelsOf("t1", 0.2), tuned)).toThrow("2 of 2 labels");
    expect(() => matchLabels(rows, labelsOf("t1", 0.2, { contentHash: "abc" }), new Set(["abc"]))).toThrow(
      "2 of 2 labels",
    );
    expect(matchLabels(rows, labelsOf("t1", 0.2), new Set(["of another answer"])).matched).toHaveLength(2);
  });

  test("a triplet counts as labelled when people scored both sides", () => {
    const rows = ["t1", "t2", "t3", "t4"].flatMap((t) => pairOf(t, 0.2));
    const labels = [...labelsOf("t1", 0.5), ...labelsOf("t2", 0.4), labelsOf("t3", 0.4)[0]!];
    expect(calibrate(tableOf(rows), rows, matchLabels(rows, labels).matched, options)[0]!.labelledTriplets).toBe(2);
  });

  test("with too few labels there is no calibrated value, and the reason says so", () => {
    const rows = ["t1", "t2", "t3"].flatMap((t) => pairOf(t, 0.2));
    expect(calibrate(tableOf(rows), rows, matchLabels(rows, labelsOf("t1", 0.5)).matched, options)[0]!.s).toMatchObject(
      {
        value: null,
        reason: "too-few",
      },
    );
  });

  test("with every triplet labelled people alone decide", () => {
    const rows = ["t1", "t2", "t3"].flatMap((t, i) => pairOf(t, 0.1 * i));
    const labels = ["t1", "t2", "t3"].flatMap((t, i) => labelsOf(t, 0.3 * i));
    const [found] = calibrate(tableOf(rows), rows, matchLabels(rows, labels).matched, options);
    expect(found).toMatchObject({ lambda: 0, labelledTriplets: 3 });
    expect(found!.s.value).toBeCloseTo(0.3, 12);
  });

  test("undoes a judge that halves every effect: unbiased, covering, and no wider than people alone", () => {
    let [covered, judgesAlone, width, peopleWidth, sum] = [0, 0, 0, 0, 0];
    const studies = 60;
    for (let i = 0; i < studies; i++) {
      const rng = rngStream(i, "halved");
      const truths = Array.from({ length: 150 }, () => 0.2 + rng.normal() * 0.25);
      const rows = truths.flatMap((truth, k) => pairOf(`t${k}`, truth / 2 + rng.normal() * 0.05));
      const labels = truths.slice(0, 60).flatMap((truth, k) => labelsOf(`t${k}`, truth));
      const [found] = calibrate(tableOf(rows), rows, matchLabels(rows, labels).matched, { ...options, seed: i });
      const { value, ci } = found!.s;
      sum += value!;
      if (ci!.low <= 0.2 && 0.2 <= ci!.high) covered++;
      width += ci!.high - ci!.low;
      peopleWidth += found!.peopleAlone.ci!.high - found!.peopleAlone.ci!.low;
      judgesAlone += truths.reduce((total, truth) => total + truth / 2, 0) / truths.length;
    }
    expect(sum / studies).toBeCloseTo(0.2, 1.5);
    expect(judgesAlone / studies).toBeLessThan(0.12);
    expect(covered / studies).toBeGreaterThan(0.88);
    expect(width).toBeLessThan(peopleWidth);
  });
});

describe("peopleOf", () => {
  test("counts labels, agreement and confusion", () => {
    const rows = ["t1", "t2", "t3"].flatMap((t, i) => pairOf(t, 0.4 * i));
    const labels = [...labelsOf("t1", 0), ...labelsOf("t2", 0.5), ...labelsOf("none", 0)];
    const people = peopleOf(tableOf(rows), rows, matchLabels(rows, labels), options);
    expect(people).toMatchObject({ labels: 4, unused: 2, raters: 1, raterAlpha: null });
    expect(people.judgeAlpha).toMatchObject({ units: 4, low: null, reason: "too-few" });
    expect(people.confusion.filter(({ count }) => count > 0)).toEqual([
      { judge: "neg", human: "neg", count: 1 },
      { judge: "neu", human: "neu", count: 2 },
      { judge: "pos", human: "pos", count: 1 },
    ]);
    expect(people.points).toHaveLength(4);
  });
});

describe.skipIf(!existsSync(ppiExample))(
  "the worked PPI++ example (skipped where the reference folder is absent)",
  () => {
    test("comes out through triplets", () => {
      const { Y, F, F_unlabelled, results } = JSON.parse(readFileSync(ppiExample, "utf8")).ppi_example;
      const rows = [...F, ...F_unlabelled].flatMap((value: number, k: number) => pairOf(`t${k}`, value));
      const labels = Y.flatMap((value: number, k: number) => labelsOf(`t${k}`, value));
      const [found] = calibrate(tableOf(rows), rows, matchLabels(rows, labels).matched, options);
      expect(found!.lambda).toBeCloseTo(results["ppi++"].lambda_, 7);
      expect(found!.s.value).toBeCloseTo(results["ppi++"].theta, 7);
      expect(found!.s.se).toBeCloseTo(results["ppi++"].se, 7);
    });
  },
);
