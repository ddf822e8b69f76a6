import { describe, expect, test } from "vitest";
import {
  brunnerMunzel,
  oneSampleT,
  pairedDifferences,
  pairedT,
  pairing,
  permutationTest,
  signFlipTest,
  welch,
  winRate,
} from "./index.ts";
import { readReference, readReferenceText } from "./reference.conformance.ts";

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
