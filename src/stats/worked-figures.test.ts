import { describe, expect, test } from "vitest";
import { bcaLimits, biasCorrection, percentileLimits } from "./bootstrap/bootstrap-limits.ts";
import { jackknifeAcceleration } from "./bootstrap/resampling-problem.ts";
import {
  bootstrapMean,
  brunnerMunzel,
  cohenD,
  hedgesG,
  hodgesLehmann,
  type Interval,
  mean,
  mulberry32,
  oneSampleT,
  pairedDifferences,
  pairedT,
  pairing,
  permutationTest,
  ppiMean,
  signFlipTest,
  tostPaired,
  welch,
  winRate,
} from "./index.ts";
import { readReference, readReferenceText, type StatisticsReference } from "./reference.conformance.ts";

/** Figures of real data: the seeds of a training study and the preferences of a public board. */
interface Aucs {
  reset: number[];
  recurrent: number[];
}
const aucs = readReference<Aucs>("training/icl_aucs.json");

describe.skipIf(aucs === null)("recurrent against reset over 15 seeds (§10)", () => {
  const { reset, recurrent } = aucs ?? { reset: [], recurrent: [] };

  test("Welch's interval and p", () => {
    const { estimate, test: result } = welch(recurrent, reset);
    expect(estimate.value).toBeCloseTo(1.157533, 6);
    expect(estimate.ci!.low).toBeCloseTo(0.881803, 6);
    expect(estimate.ci!.high).toBeCloseTo(1.433263, 6);
    expect(result.df).toBeCloseTo(16.19665, 5);
    expect(result.p! / 1.2455e-7).toBeCloseTo(1, 4);
  });

  test("paired by seed: t, the exact sign-flip, and what pairing bought", () => {
    const { test: result } = pairedT(recurrent, reset);
    expect(result.statistic).toBeCloseTo(8.975991, 6);
    expect(result.p! / 3.4993e-7).toBeCloseTo(1, 4);
    expect(signFlipTest(pairedDifferences(recurrent, reset)).p).toBeCloseTo(4 / 32768, 14);
    const { r, varianceReduction } = pairing(recurrent, reset);
    expect(r).toBeCloseTo(0.0363, 4);
    expect(varianceReduction).toBeCloseTo(0.0189, 4);
  });

  test("probability of improvement and the same-seed win rate", () => {
    expect(brunnerMunzel(recurrent, reset).estimate.value).toBeCloseTo(0.96, 2);
    expect(winRate(recurrent, reset)).toBeCloseTo(14 / 15, 12);
    expect(permutationTest(recurrent, reset).exact).toBe(true);
  });
});

const board = readReferenceText("indicators/lmarena/alpaca_eval2_pairwise_preferences.csv");

test.skipIf(board === null)("pairing on 805 items is worth 2.67 times the sample (§10)", () => {
  const [head, ...rows] = board!
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const column = (name: string) => {
    const place = head!.findIndex((cell) => cell.replaceAll('"', "") === name);
    expect(place, `no column ${name} among ${head!.join(" ")}`).toBeGreaterThanOrEqual(0);
    return rows.map((row) => 100 * Number(row[place]));
  };
  const [a, b] = [column("claude-2.1"), column("claude-instant-1.2")];
  expect(pairedT(a, b).estimate.value).toBeCloseTo(-0.393789, 6);
  expect(pairedT(a, b).estimate.se).toBeCloseTo(0.975738, 6);
  expect(welch(a, b).estimate.se).toBeCloseTo(1.594158, 6);
  expect(pairedT(a, b).test.p).toBeCloseTo(0.68663, 5);
  expect(pairing(a, b).worth).toBeCloseTo(2.67, 2);
  expect(oneSampleT(pairedDifferences(a, b)).estimate.n).toBe(805);
});

const samples = readReference<StatisticsReference>("statistics/statistics.json");

describe.skipIf(samples === null)("the small samples", () => {
  const { six, skew15, a6, b7, cand15, ctl15 } = samples?.data ?? {};
  const about = (low: number, high: number) => ({ low: expect.closeTo(low, 6), high: expect.closeTo(high, 6) });

  test("six: the mean of all 46,656 resamples, percentile and both BCa (§5)", () => {
    const replicates = Float64Array.from({ length: 46_656 }, (_, code) => {
      let sum = 0;
      for (let place = 0; place < 6; place++) sum += six![Math.floor(code / 6 ** place) % 6]!;
      return sum / 6;
    });
    const sorted = replicates.toSorted();
    const a = jackknifeAcceleration([Float64Array.from(six!, (_, i) => mean(six!.toSpliced(i, 1))!)]);
    const [middle, strict] = (["mid", "strict"] as const).map((ties) => biasCorrection(replicates, mean(six!)!, ties));
    expect(percentileLimits(sorted, 0.95)).toMatchObject(about(3.116667, 6.433333));
    expect(middle).toBeCloseTo(0.070654, 6);
    expect(a).toBeCloseTo(0.071868, 6);
    expect(bcaLimits(sorted, 0.95, middle!, a)).toMatchObject(about(3.3, 6.95));
    expect(bcaLimits(sorted, 0.95, strict!, a)).toMatchObject(about(3.283333, 6.9));
  });

  test.each([
    ["percentile", 0.176, 0.631333],
    ["bca", 0.206212, 0.788667],
    ["studentised", 0.16988, 1.503602],
  ] as const)("skew15: the %s interval of 2,000 draws by mulberry32(12345) (§5)", (method, low, high) => {
    const { ci } = bootstrapMean(skew15!, { rng: mulberry32(12345), resamples: 2000, method });
    expect(ci as Interval).toMatchObject(about(low, high));
  });

  test("b7 against a6: the two conventions of one exact test (§6)", () => {
    expect(permutationTest(b7!, a6!).p).toBeCloseTo(0.0338, 6);
    expect(permutationTest(b7!, a6!, { convention: "absolute" }).p).toBeCloseTo(0.032051, 6);
  });

  test("cand15 − ctl15: Hodges–Lehmann (§6), d and g (§7), equivalence within .05 (§9)", () => {
    const shift = hodgesLehmann(pairedDifferences(cand15!, ctl15!));
    expect(shift.value).toBeCloseTo(0.02675, 10);
    expect(shift.ci).toMatchObject({ ...about(0.016, 0.036), level: expect.closeTo(0.952087, 6) });
    expect(cohenD(cand15!, ctl15!).value).toBeCloseTo(1.077797, 6);
    expect(hedgesG(cand15!, ctl15!)).toMatchObject({
      value: expect.closeTo(1.048623, 6),
      ci: about(0.300593, 1.838323),
    });
    expect(tostPaired(cand15!, ctl15!, 0.05).p! / 5.957666e-5).toBeCloseTo(1, 6);
  });
});

const labelled = readReference<{ ppi_example: { Y: number[]; F: number[]; F_unlabelled: number[] } }>(
  "sycophancy/ppi_and_clusters.json",
);

test.skipIf(labelled === null)("a few labels and many machine scores: PPI++ of the example file (§15)", () => {
  const { Y, F, F_unlabelled } = labelled!.ppi_example;
  const { lambda, value, se, ci } = ppiMean({ labels: Y, predictions: F, unlabelled: F_unlabelled });
  expect(lambda).toBeCloseTo(0.2053571, 7);
  expect(value).toBeCloseTo(0.5128348, 7);
  expect(se).toBeCloseTo(0.1845622, 7);
  expect(ci).toMatchObject({ low: expect.closeTo(0.1510995, 7), high: expect.closeTo(0.8745701, 7) });
});
