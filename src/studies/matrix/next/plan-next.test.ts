import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bivariateNormalCdf } from "../../../stats/special/bivariate-normal.ts";
import { normalCdf } from "../../../stats/special/normal-distribution.ts";
import { generateMatrix } from "../generate/generate-matrix.ts";
import { maskView } from "../masked-view.ts";
import { covarianceBetween, fitFaxModel, mixedMoments } from "../predictors/fax/fax-posterior.ts";
import { smallTable } from "../testing/small-table.ts";
import { abilitiesOf, afterMeasuring, measurementAt, varianceDrops } from "./known-abilities.ts";
import { misordering } from "./misordering.ts";
import { planNext } from "./plan-next.ts";

const table = smallTable({ models: 24, benchmarks: 12, fill: 0.6 });
const view = maskView(table);
const ones = new Float64Array(table.benchmarks.length).fill(1);
const missingOf = (model: number) => {
  const seen = new Set(table.cells.filter((cell) => cell.model === model).map(({ benchmark }) => benchmark));
  return [...table.benchmarks.keys()].filter((benchmark) => !seen.has(benchmark));
};

describe("what one more score would take of the variance", () => {
  test("is what the posterior loses once the score is there, whatever it is", () => {
    const known = abilitiesOf(fitFaxModel(view, { ranks: [3] }), 0);
    const [b, t] = missingOf(0) as [number, number];
    const drop = varianceDrops(known, b)[t]!;
    expect(drop).toBeGreaterThan(0);
    for (const y of [-2, 0.3, 5]) {
      const after = measurementAt(afterMeasuring(known, b, y), t).variance;
      expect(measurementAt(known, t).variance - after).toBeCloseTo(drop, 12);
    }
  });

  test("adds up to what the scores a model has have told, taken in one by one from nothing", () => {
    const model = fitFaxModel(view);
    const target = missingOf(1)[0]!;
    const hidden = { ...model, fits: model.fits.map((fit) => ({ ...fit, ...withoutEvidence(fit, 1) })) };
    let known = abilitiesOf(hidden, 1);
    let dropped = 0;
    const start = average(hidden, target);
    for (let at = view.rows.start[1]!; at < view.rows.start[2]!; at++) {
      dropped += varianceDrops(known, view.rows.index[at]!)[target]!;
      known = afterMeasuring(known, view.rows.index[at]!, model.space.rows.value[at]!);
    }
    expect(start - dropped).toBeCloseTo(average(model, target), 9);
    expect(measurementAt(known, target).mean).toBeCloseTo(mixedMoments(model, 1, target).mean, 9);
  });
});

type Model = ReturnType<typeof fitFaxModel>;
const average = ({ fits }: Model, t: number) =>
  fits.reduce((sum, fit) => sum + covarianceBetween(fit, 1, t, t), 0) / fits.length;
function withoutEvidence({ rank, prior, abilities, covariance }: Model["fits"][number], i: number) {
  const bare = { abilities: abilities.slice(), covariance: covariance.slice() };
  for (let k = 0; k < rank; k++) {
    bare.abilities[i * rank + k] = prior[i * rank + k]!;
    for (let l = 0; l < rank; l++) bare.covariance[(i * rank + k) * rank + l] = k === l ? 1 : 0;
  }
  return bare;
}

test("the first pick for one target is what refitting with every possible score would pick, four times in five", () => {
  const { table: tiny } = generateMatrix({ seed: 1 }, "tiny");
  const shown = maskView(tiny);
  const model = fitFaxModel(shown);
  let [same, cases] = [0, 0];
  for (const i of tiny.models.keys()) {
    const seen = new Set(shown.rows.index.subarray(shown.rows.start[i]!, shown.rows.start[i + 1]!));
    const missing = [...tiny.benchmarks.keys()].filter((j) => !seen.has(j));
    if (missing.length < 3) continue;
    const left = missing.map((b) => {
      const { mean, variance } = mixedMoments(model, i, b);
      // Gauss and Hermite's three points: what the score may be, and how likely.
      const refits = [-Math.sqrt(3), 0, Math.sqrt(3)].map((z) => {
        const value = model.space.toScore(b, mean + z * Math.sqrt(variance));
        return fitFaxModel(
          maskView({ ...tiny, cells: [...tiny.cells, { ...tiny.cells[0]!, model: i, benchmark: b, value }] }),
        );
      });
      return { b, refits };
    });
    for (const target of missing) {
      const doubt = left
        .filter(({ b }) => b !== target)
        .map(({ b, refits }) => {
          const after = refits.map(
            ({ fits }) => fits.reduce((sum, fit) => sum + covarianceBetween(fit, i, target, target), 0) / fits.length,
          );
          return { b, variance: after[0]! / 6 + (after[1]! * 2) / 3 + after[2]! / 6 };
        });
      const best = doubt.reduce((least, one) => (one.variance < least.variance ? one : least)).b;
      const aim = { kind: "target", benchmark: target } as const;
      if (planNext(shown, i, { aim, costs: ones, limit: { k: 1 } }).picks[0]!.benchmark === best) same++;
      cases++;
    }
  }
  expect(cases).toBeGreaterThan(50);
  expect(same / cases).toBeGreaterThanOrEqual(0.8);
});

describe("a plan", () => {
  const plan = (options: Partial<Parameters<typeof planNext>[2]> = {}, model = 0) =>
    planNext(view, model, { aim: { kind: "variance" }, costs: ones, limit: { k: 3 }, ...options });

  test("offers what the model lacks, best first, and picks one after the other", () => {
    const { ranking, picks, targets, halfWidth } = plan();
    const missing = missingOf(0);
    expect(ranking.map(({ benchmark }) => benchmark).toSorted((a, b) => a - b)).toEqual(missing);
    expect(targets).toEqual(missing);
    expect(picks).toHaveLength(3);
    expect(picks[0]).toEqual(ranking[0]);
    expect(new Set(picks.map(({ benchmark }) => benchmark)).size).toBe(3);
    for (const [i, { gainPerCost }] of ranking.slice(1).entries()) {
      expect(gainPerCost).toBeLessThanOrEqual(ranking[i]!.gainPerCost);
    }
    const shrinkage = picks.reduce((sum, pick) => sum + pick.shrinkage, 0);
    expect(shrinkage).toBeGreaterThan(0);
    expect(shrinkage).toBeLessThan(halfWidth!);
    // The second tells less once the first is known.
    expect(picks[1]!.gain).toBeLessThan(ranking.find(({ benchmark }) => benchmark === picks[1]!.benchmark)!.gain);
  });

  test("weighs what costs: twice the price halves what a benchmark is worth", () => {
    const dear = ones.slice();
    const first = plan().picks[0]!;
    dear[first.benchmark] = 2;
    const again = plan({ costs: dear }).ranking.find(({ benchmark }) => benchmark === first.benchmark)!;
    expect(again.gainPerCost).toBeCloseTo(first.gainPerCost / 2, 12);
    dear[first.benchmark] = 1e6;
    expect(plan({ costs: dear }).picks[0]!.benchmark).not.toBe(first.benchmark);
    const capped = plan({ costs: dear, costCap: 10 });
    expect(capped.leftOut.tooDear).toBe(1);
    expect(capped.ranking.map(({ benchmark }) => benchmark)).not.toContain(first.benchmark);
  });

  test("never spends more than the budget", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 12, maxLength: 12 }),
        fc.double({ min: 0.1, max: 40, noNaN: true }),
        (costs, budget) => {
          fc.pre(missingOf(0).some((j) => costs[j]! <= budget));
          const { picks } = plan({ costs, limit: { budget } });
          expect(picks.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(budget + 1e-9);
          expect(picks.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 25, seed: 1 },
    );
  });

  test("tells one target in its own unit, and does not offer the target itself", () => {
    const [target] = missingOf(0) as [number];
    const { ranking, targets } = plan({ aim: { kind: "target", benchmark: target } });
    expect(targets).toEqual([target]);
    expect(ranking.map(({ benchmark }) => benchmark)).not.toContain(target);
    for (const { shrinkage, profits } of ranking) {
      expect(profits.map(({ benchmark }) => benchmark)).toEqual([target]);
      expect(profits[0]!.before - profits[0]!.after).toBeCloseTo(shrinkage, 12);
    }
  });

  test("counts only what has a weight", () => {
    const [only] = missingOf(0) as [number];
    const weights = new Float64Array(ones.length);
    weights[only] = 1;
    const weighed = plan({ weights }).ranking.filter(({ benchmark }) => benchmark !== only);
    const aimed = plan({ aim: { kind: "target", benchmark: only } }).ranking;
    expect(weighed.map(({ benchmark }) => benchmark)).toEqual(aimed.map(({ benchmark }) => benchmark));
  });

  test("for an order lowers the chance of a wrong one, against one model or the ten best", () => {
    for (const aim of [{ kind: "rank", against: [5] }, { kind: "top-10" }] as const) {
      const found = plan({ aim });
      expect(found.aim).toMatchObject({ kind: "rank" });
      for (const { gain } of found.ranking) {
        expect(gain).toBeGreaterThanOrEqual(-1e-9);
        expect(gain).toBeLessThan(0.5);
      }
      expect(found.picks[0]!.gain).toBeGreaterThan(0);
    }
    const top = plan({ aim: { kind: "top-10" } }).aim;
    expect(top.kind === "rank" && top.against).toHaveLength(10);
    expect(top.kind === "rank" && top.against).not.toContain(0);
  });

  test("is refused where nothing can be bought or told", () => {
    const measured = table.cells.find(({ model }) => model === 0)!.benchmark;
    expect(() => plan({ aim: { kind: "target", benchmark: measured } })).toThrow("measured already");
    expect(() => plan({ costCap: 0.5 })).toThrow("--cost-cap 0.5 leaves nothing: the cheapest costs 1");
    expect(() => plan({ limit: { budget: 0.5 } })).toThrow("a budget of 0.5 buys nothing: the cheapest costs 1");
    expect(() => plan({ limit: { k: missingOf(0).length + 1 } })).toThrow("benchmarks that could be run");
    const full = smallTable({ models: 6, benchmarks: 4, fill: 1 });
    expect(() => planNext(maskView(full), 0, { aim: { kind: "variance" }, costs: ones, limit: { k: 1 } })).toThrow(
      "has a score on every benchmark",
    );
  });
});

describe("the chance of a wrong order after a measurement to come", () => {
  test.each([
    [0, 1, 0.5],
    [0.4, 2, 0.7],
    [-1.5, 1, 0.2],
    [3, 4, 3.9],
    [0.01, 0.5, 0.001],
  ])("for a gap of %d, variance %d and drop %d is that of two correlated normals", (gap, variance, drop) => {
    const [h, k] = [-gap / Math.sqrt(variance), -gap / Math.sqrt(drop)];
    const both = bivariateNormalCdf(h, k, Math.sqrt(drop / variance));
    expect(misordering(gap, variance, drop)).toBeCloseTo(normalCdf(h) + normalCdf(k) - 2 * both, 6);
  });

  test("is that of today without one, and none once all is known", () => {
    expect(misordering(1, 4, 0)).toBeCloseTo(normalCdf(-0.5), 14);
    expect(misordering(1, 4, 4)).toBe(0);
    expect(misordering(1, 0, 0)).toBe(0);
  });
});
