import { describe, expect, test } from "vitest";
import { InvalidNumberError, InvalidOptionError, LengthMismatchError } from "../errors/statistics-errors.ts";
import { fleissKappa, gwetAc, intraclassCorrelation, krippendorffAlpha } from "./agreement/index.ts";
import { rngStream } from "./chance/rng-stream.ts";
import * as stats from "./index.ts";
import { aggregateBattles, bradleyTerry, ratings, strengthDifference } from "./paired-comparisons/index.ts";
import { reasonCodes } from "./records.ts";
import { confidenceSequence } from "./sequential/index.ts";
import { curveArea, curveFrom, eDivisive, medianDuration, pelt, predictionInterval, theilSen } from "./series/index.ts";

/** "It works when" 12 beyond the registry: malformed input is an error that names it, thin input null with a reason. */
const rng = () => rngStream(1, "bad input");
type Answer = { value?: number | null; p?: number | null; ci?: unknown; reason?: string | undefined };
type OneList = (x: number[], level: number) => Answer;
type TwoLists = (x: number[], y: number[], level: number) => Answer;

const drawn = (level: number) => ({ rng: rng(), resamples: 200, level });
const oneList: Record<string, OneList> = {
  oneSampleT: (x, level) => stats.oneSampleT(x, { level }).estimate,
  bootstrapMean: (x, level) => stats.bootstrapMean(x, drawn(level)),
  studentizedBootstrap: (x, level) => stats.studentizedBootstrap(x, drawn(level)),
  bootstrap: (x, level) => stats.bootstrap(x, (v) => v.reduce((a, b) => Math.max(a, b), 0), drawn(level)),
  "bootstrapOrderStatistic of the median": (x, level) => stats.bootstrapOrderStatistic(x, "median", drawn(level)),
  "bootstrapOrderStatistic of the iqm": (x, level) => stats.bootstrapOrderStatistic(x, "iqm", drawn(level)),
  bootstrapTotals: (x, level) => stats.bootstrapTotals({ x }, { mean: (t, n) => t.x / n }, drawn(level)).mean,
  bootstrapIqm: (x, level) => stats.bootstrapIqm([x], drawn(level)),
  bootstrapAggregate: (x, level) => stats.bootstrapAggregate([x], stats.meanOfTaskMeans, drawn(level)),
  bootstrapCrossed: (x, level) =>
    stats.bootstrapCrossed(
      x.map((v) => [v]),
      drawn(level),
    ),
  quantileInterval: (x, level) => stats.quantileInterval(x, 0.5, { level }),
  standardDeviationInterval: (x, level) => stats.standardDeviationInterval(x, { level }),
  hodgesLehmann: (x, level) => stats.hodgesLehmann(x, { level }),
};
const tests: Record<string, (x: number[]) => Answer> = {
  signFlipTest: (x) => stats.signFlipTest(x),
  wilcoxonSignedRank: (x) => stats.wilcoxonSignedRank(x),
  signTest: (x) => stats.signTest(x),
  shapiroWilk: (x) => stats.shapiroWilk(x),
  jarqueBera: (x) => stats.jarqueBera(x),
  dagostinoPearson: (x) => stats.dagostinoPearson(x),
};
const twoLists: Record<string, TwoLists> = {
  pairedT: (x, y, level) => stats.pairedT(x, y, { level }).estimate,
  pairedD: (x, y, level) => stats.pairedD(x, y, { level }),
  pearson: (x, y, level) => stats.pearson(x, y, { level }).estimate,
  spearman: (x, y, level) => stats.spearman(x, y, { level }).estimate,
  kendall: (x, y, level) => stats.kendall(x, y, drawn(level)).estimate,
  bootstrapRatio: (x, y, level) => stats.bootstrapRatio(x, y, drawn(level)),
  bootstrapRows: (x, y, level) => stats.bootstrapRows([x, y], (u, v) => u![0]! - v![0]!, drawn(level)),
  ppiMean: (x, y, level) => stats.ppiMean({ labels: x, predictions: y, unlabelled: [1, 2, 4] }, { level }),
};
const twoSamples: Record<string, TwoLists> = {
  welch: (x, y, level) => stats.welch(x, y, { level }).estimate,
  pooledT: (x, y, level) => stats.pooledT(x, y, { level }).estimate,
  bootstrapDifference: (x, y, level) => stats.bootstrapDifference(x, y, drawn(level)),
  bootstrapSamples: (x, y, level) => stats.bootstrapSamples([x, y], (u, v) => u![0]! - v![0]!, drawn(level)),
  hodgesLehmannShift: (x, y, level) => stats.hodgesLehmannShift(x, y, { level }),
  brunnerMunzel: (x, y, level) => stats.brunnerMunzel(x, y, { level }).estimate,
  cohenD: (x, y, level) => stats.cohenD(x, y, { level }),
  hedgesG: (x, y, level) => stats.hedgesG(x, y, { level }),
  stochasticOrderViolation: (x, y, level) => stats.stochasticOrderViolation(x, y, drawn(level)),
};
const twoSampleTests: Record<string, (x: number[], y: number[]) => Answer> = {
  permutationTest: (x, y) => stats.permutationTest(x, y),
  mannWhitney: (x, y) => stats.mannWhitney(x, y),
  kolmogorovSmirnov: (x, y) => stats.kolmogorovSmirnov(x, y),
};

const list = [5.2, 4.1, 6.3, 5.5, 4.8, 6.1, 5.9, 4.4, 5.1, 6.6, 4.7, 5.3];
const other = [4.2, 4.6, 5.3, 5.0, 4.1, 5.1, 5.2, 4.9, 4.1, 6.0, 4.3, 5.4];
const broken = list.with(3, Number.NaN);

function nullWithReason(answer: Answer): void {
  expect(answer.ci ?? answer.p ?? null).toBeNull();
  expect(reasonCodes).toContain(answer.reason);
  if (typeof answer.value === "number") expect(Number.isFinite(answer.value)).toBe(true);
}

describe.each(Object.entries(oneList))("%s", (_, run) => {
  test("names NaN by argument and index, and asks whether a level of 95 means 0.95", () => {
    expect(() => run(broken, 0.95)).toThrow(InvalidNumberError);
    expect(() => run(broken, 0.95)).toThrow(/\[3\](\[0\])? is NaN/);
    expect(() => run(list, 95)).toThrow(InvalidOptionError);
  });

  test("is null with a reason for nothing, one value and equal values", () => {
    for (const x of [[], [4], new Array(12).fill(4)]) nullWithReason(run(x, 0.95));
    expect(run([], 0.95).value).toBeNull();
  });
});

describe.each(Object.entries(tests))("%s", (_, run) => {
  test("names NaN, and has no p of nothing", () => {
    expect(() => run(broken)).toThrow(/\[3\] is NaN/);
    nullWithReason(run([]));
  });
});

describe.each(Object.entries(twoLists))("%s", (_, run) => {
  test("names NaN on either side, lists out of step, and a level of 95", () => {
    expect(() => run(broken, other, 0.95)).toThrow(/\[3\] is NaN/);
    expect(() => run(list, broken, 0.95)).toThrow(/\[3\] is NaN/);
    expect(() => run(list, other.slice(1), 0.95)).toThrow(LengthMismatchError);
    expect(() => run(list, other, 95)).toThrow("level is a share in (0,1)");
  });

  test("is null with a reason for no pair, one pair and equal pairs", () => {
    for (const x of [[], [4], new Array(12).fill(4)]) nullWithReason(run(x, x, 0.95));
  });
});

describe.each(Object.entries(twoSamples))("%s", (name, run) => {
  test("names NaN on either side, and a level of 95", () => {
    expect(() => run(broken, other, 0.95)).toThrow(/\[3\] is NaN/);
    expect(() => run(list, broken, 0.95)).toThrow(/\[3\] is NaN/);
    expect(() => run(list, other, 95)).toThrow("level is a share in (0,1)");
  });

  test("is null with a reason where a side is empty or alone, or nothing varies", () => {
    // One variance for both needs no spread of its own from either.
    for (const x of name === "pooledT" ? [[]] : [[], [4]]) {
      nullWithReason(run(x, other, 0.95));
      nullWithReason(run(list, x, 0.95));
    }
    nullWithReason(run(new Array(12).fill(4), new Array(9).fill(4), 0.95));
  });
});

describe.each(Object.entries(twoSampleTests))("%s", (_, run) => {
  test("names NaN on either side, and has no p of nothing", () => {
    expect(() => run(broken, other)).toThrow(/\[3\] is NaN/);
    expect(() => run(list, broken)).toThrow(/\[3\] is NaN/);
    nullWithReason(run([], other));
    nullWithReason(run(list, []));
  });
});

describe("what else has no answer", () => {
  test("one cluster", () => {
    const one = { ...drawn(0.95), clusters: new Array(12).fill("a") };
    nullWithReason(stats.bootstrap(list, (x) => x[0]!, one));
    nullWithReason(stats.clusteredWilson([3], [5]));
    const labels = { labels: list, predictions: other, unlabelled: [1, 2] };
    nullWithReason(
      stats.ppiMeanClustered({ ...labels, labelledClusters: new Array(12).fill(1), unlabelledClusters: [1, 2] }),
    );
  });

  test("complete separation", () => {
    expect(
      stats.brunnerMunzel(
        list,
        list.map((v) => v - 10),
      ).estimate,
    ).toMatchObject({ ci: null, reason: "separated" });
    const won = aggregateBattles({ first: [0, 0, 1], second: [1, 2, 2], score: [1, 1, 1] }, 3);
    expect(bradleyTerry(won)).toMatchObject({ theta: null, reason: "separated" });
    expect(strengthDifference(bradleyTerry(won), 0, 1)).toMatchObject({ value: null, ci: null, reason: "separated" });
  });

  test("battles that do not connect all", () => {
    const apart = aggregateBattles({ first: [0, 1, 2, 3], second: [1, 0, 3, 2], score: [1, 1, 1, 1] }, 4);
    expect(bradleyTerry(apart)).toMatchObject({ theta: null, reason: "disconnected" });
    for (const rating of ratings(bradleyTerry(apart)))
      expect(rating).toMatchObject({ value: null, reason: "disconnected" });
  });

  test("a window outside the curve, and too short a series", () => {
    expect(curveArea(curveFrom([0, 1, 2], [1, 2, 3]), { from: 1, to: 5 })).toMatchObject({
      value: null,
      reason: "outside-window",
    });
    expect(() => curveFrom([0, 1, 2, 3], [1, 2, 3, Number.NaN])).toThrow(/\[3\] is NaN/);
    expect(() => pelt(broken)).toThrow(/\[3\] is NaN/);
    expect(() => eDivisive(broken, { rng: rng() })).toThrow(/\[3\] is NaN/);
    nullWithReason(predictionInterval([1]));
    nullWithReason(predictionInterval([]));
    nullWithReason(theilSen(curveFrom([1], [1])));
    nullWithReason(medianDuration([]));
    expect(confidenceSequence([1, 2, 3]).every((step) => step.ci === null && step.reason === "too-few")).toBe(true);
  });

  test("ratings of nothing, of one unit and without variation", () => {
    for (const table of [[], [[1, 1]], new Array(12).fill([2, 2])]) {
      for (const metric of ["nominal", "ordinal", "interval", "ratio"] as const) {
        nullWithReason(krippendorffAlpha(table, { metric, rng: rng(), resamples: 200 }));
      }
      nullWithReason(fleissKappa(table, drawn(0.95)));
      nullWithReason(gwetAc(table, { categories: [1, 2] }));
    }
    for (const table of [[], [[1, 1]], new Array(12).fill([2, 2])]) {
      nullWithReason(intraclassCorrelation(table, { model: 2 }));
    }
    expect(() => krippendorffAlpha([[1, Number.NaN]], { metric: "interval" })).toThrow(/ratings\[0\]\[1\] is NaN/);
  });

  test("counts that are none", () => {
    for (const interval of [stats.wilson, stats.jeffreys, stats.clopperPearson, stats.agrestiCoull]) {
      nullWithReason(interval(0, 0));
      expect(() => interval(3, 2)).toThrow(InvalidOptionError);
      expect(() => interval(0.5, 2)).toThrow(InvalidOptionError);
      expect(() => interval(1, 2, { level: 95 })).toThrow(expect.objectContaining({ hint: "Did you mean 0.95?" }));
    }
    nullWithReason(stats.newcombe(0, 0, 3, 4));
    nullWithReason(stats.miettinenNurminen(1, 2, 0, 0));
    nullWithReason(stats.tango(0, 0, 0));
    nullWithReason(stats.newcombePaired(0, 0, 0, 0));
  });
});
