import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { generateMatrix } from "../generate/generate-matrix.ts";
import { maskView } from "../masked-view.ts";
import { fitFaxModel } from "../predictors/fax/fax-posterior.ts";
import { spansOf } from "../spans.ts";
import { smallTable } from "../testing/small-table.ts";
import { chooseProbes, type ProbeChoice } from "./choose-probes.ts";
import { foldFits } from "./fold-fits.ts";
import { probeErrors, probeSearch } from "./probe-errors.ts";
import { afterScore, type Posterior, priorOf, weighted } from "./probe-posterior.ts";
import { selectBenchmarks } from "./select-benchmarks.ts";
import { selectionMethods } from "./selection-methods.ts";
import { varianceObjective } from "./variance-objective.ts";

const tiny = maskView(generateMatrix({ seed: 1 }, "tiny").table);
const everyone = [...tiny.models.keys()];
const choice = (parts: Pick<ProbeChoice, "method" | "limit">): ProbeChoice => ({
  ...parts,
  among: everyone,
  span: spansOf(tiny),
  rng: rngStream(1, "probes"),
});
const ones = new Float64Array(tiny.benchmarks.length).fill(1);

/** Two abilities; two benchmarks measure one each, almost without noise, and the rest mix both with much of it. */
function carriedByTwo(seed: number) {
  const table = smallTable({ models: 40, benchmarks: 14, fill: 1, seed });
  const rng = rngStream(seed, "carried by two");
  const abilities = table.models.map(() => [rng.normal(), rng.normal()] as const);
  const mix = table.benchmarks.map(() => rng.float());
  return {
    ...table,
    cells: table.cells.map((cell) => {
      const [a, b] = abilities[cell.model]!;
      const share = cell.benchmark === 3 ? 1 : cell.benchmark === 8 ? 0 : mix[cell.benchmark]!;
      const noise = cell.benchmark === 3 || cell.benchmark === 8 ? 0.05 : 0.8;
      const logit = share * a + (1 - share) * b + noise * rng.normal();
      return { ...cell, value: 100 / (1 + Math.exp(-logit)) };
    }),
  };
}

describe("a selection", () => {
  test("is judged by models it has not seen, and they are harder than those it has", () => {
    let [gap, count] = [0, 0];
    for (let seed = 1; seed <= 4; seed++) {
      const view = maskView(generateMatrix({ seed }, "tiny").table);
      const options = { method: "greedy", limit: { k: 4 }, seed: 1, draws: 0, randomSets: 1 } as const;
      for (const { error, inSample } of selectBenchmarks(view, options).steps) {
        gap += error! - inSample!;
        count++;
      }
    }
    expect(gap / count).toBeGreaterThan(0);
  });

  test("beats the median random set where two benchmarks carry the abilities, and finds those two", () => {
    let [ahead, found] = [0, 0];
    for (const seed of [1, 2, 3]) {
      const view = maskView(carriedByTwo(seed));
      const { order, steps } = selectBenchmarks(view, {
        ...{ method: "greedy", limit: { k: 2 }, seed: 1, draws: 0, randomSets: 40 },
      });
      if (steps[2]!.error! < steps[2]!.random.median!) ahead++;
      found += order.filter((j) => j === 3 || j === 8).length;
    }
    expect(ahead).toBe(3);
    expect(found).toBeGreaterThanOrEqual(5);
  });

  test("is the same twice, counts no probe's own score, and says how stable it is", () => {
    const options = { method: "greedy", limit: { k: 3 }, seed: 5, draws: 4, randomSets: 3 } as const;
    const first = selectBenchmarks(tiny, options);
    expect(selectBenchmarks(tiny, options)).toEqual(first);
    expect(first.steps.map(({ k }) => k)).toEqual([0, 1, 2, 3]);
    expect(first.steps[0]!.cells).toBe(tiny.rows.index.length);
    for (const [at, { cells }] of first.steps.slice(1).entries()) expect(cells).toBeLessThan(first.steps[at]!.cells);
    const shares = [...first.stability.frequency.values()];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(3, 9);
    expect(first.stability.jaccard).toBeGreaterThan(0);
  });

  test("passes over benchmarks without a range, where an error has no size", () => {
    const table = smallTable({ models: 20, benchmarks: 8 });
    const flat = table.cells.map((cell) => (cell.benchmark === 2 ? { ...cell, value: 50 } : cell));
    const cells = flat.filter(({ benchmark, model }) => benchmark !== 5 || model === 0);
    const view = maskView({ ...table, cells });
    for (const method of selectionMethods) {
      const { order, steps } = selectBenchmarks(view, { method, limit: { k: 3 }, seed: 1, draws: 1, randomSets: 3 });
      expect(order.filter((j) => j === 2 || j === 5)).toEqual([]);
      for (const { error, inSample } of steps) expect(Math.max(error!, inSample!)).toBeLessThan(100);
    }
  });

  test("within a budget is held against sets that cost no more", () => {
    const costs = ones.map((_one, j) => 1 + (j % 3));
    const { order, cost, steps } = selectBenchmarks(tiny, {
      ...{ method: "variance", limit: { budget: 5, costs }, seed: 1, draws: 0, randomSets: 5 },
    });
    expect(cost).toBe(order.reduce((sum, j) => sum + costs[j]!, 0));
    expect(cost).toBeLessThanOrEqual(5);
    expect(steps.at(-1)!.random.median).not.toBeNull();
  });
});

describe("choosing probes", () => {
  test.each(selectionMethods)("by %s never spends more than the budget", (method) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: 12, maxLength: 12 }),
        fc.double({ min: 0.1, max: 12, noNaN: true }),
        (costs, budget) => {
          const probes = chooseProbes(tiny, choice({ method, limit: { budget, costs } }));
          expect(probes.reduce((sum, j) => sum + costs[j]!, 0)).toBeLessThanOrEqual(budget + 1e-6);
          expect(new Set(probes).size).toBe(probes.length);
          return true;
        },
      ),
      { numRuns: method === "greedy" ? 3 : 8, seed: 1 },
    );
  });

  test.each([1, 2, 3, 4])("exactly within a budget of %d at equal costs is the exhaustive set of so many", (k) => {
    const exact = chooseProbes(tiny, choice({ method: "variance", limit: { budget: k, costs: ones } }));
    expect(exact).toEqual(chooseProbes(tiny, choice({ method: "exhaustive", limit: { k } })));
  });

  test("step by step comes close to the best set there is", () => {
    const value = varianceObjective(fitFaxModel(tiny, { ranks: [3] }), spansOf(tiny));
    const [forward, best] = (["variance", "exhaustive"] as const).map((method) =>
      value(chooseProbes(tiny, choice({ method, limit: { k: 3 } }))),
    );
    expect(forward!).toBeLessThanOrEqual(best! + 1e-9);
    expect(forward!).toBeGreaterThan(0.63 * best!);
  });

  test.each(selectionMethods)("by %s does not hear of models it may not learn from", (method) => {
    const among = everyone.filter((model) => model % 4 !== 0);
    const { table } = generateMatrix({ seed: 1 }, "tiny");
    const other = {
      ...table,
      cells: table.cells.map((cell) => (cell.model % 4 === 0 ? { ...cell, value: cell.value / 2 + 1 } : cell)),
    };
    const parts = { ...choice({ method, limit: { k: 3 } }), among };
    expect(chooseProbes(maskView(other), parts)).toEqual(chooseProbes(tiny, parts));
  });

  test("from all sets is refused where there are too many to try, with their number", () => {
    const wide = maskView(smallTable({ models: 12, benchmarks: 30 }));
    const asked = (limit: ProbeChoice["limit"]) => () =>
      chooseProbes(wide, {
        ...choice({ method: "exhaustive", limit }),
        among: [...wide.models.keys()],
        span: spansOf(wide),
      });
    expect(asked({ k: 6 })).toThrow("593,775 sets of 6 out of 30");
    expect(asked({ budget: 3, costs: new Float64Array(30).fill(1) })).toThrow("up to 20 benchmarks, not 30");
  });
});

describe("what probes tell", () => {
  const model = fitFaxModel(tiny, { ranks: [3] });
  const [fit] = model.fits;

  test("does not depend on the order in which they are seen", () => {
    const scores = [
      [2, 0.4],
      [7, -1.2],
      [5, 0.1],
    ] as const;
    const seeing = (list: typeof scores | readonly (readonly [number, number])[]) =>
      list.reduce((now, [j, y]) => afterScore(fit!, now, j, y), priorOf(fit!, 0));
    const [one, other] = [seeing(scores), seeing(scores.toReversed())];
    for (const [k, mean] of one.mean.entries()) expect(other.mean[k]!).toBeCloseTo(mean, 12);
    for (const [k, covariance] of one.covariance.entries()) expect(other.covariance[k]!).toBeCloseTo(covariance, 12);
  });

  test("in variance is the sum over benchmarks, one at a time", () => {
    const span = spansOf(tiny);
    const spread = (state: Posterior, t: number) =>
      weighted(fit!, state.covariance, t).reduce((sum, pull, k) => sum + pull * fit!.loadings[t * 3 + k]!, 0);
    const start = priorOf(fit!, 0);
    const end = [1, 4, 9].reduce((now, j) => afterScore(fit!, now, j, 0), start);
    const direct = model.space.columns.reduce(
      (sum, { count }, t) =>
        sum + count * (spread(start, t) - spread(end, t)) * ((100 * model.space.slope(t, 0)) / span[t]!) ** 2,
      0,
    );
    expect(varianceObjective(model, span)([1, 4, 9]) / direct).toBeCloseTo(1, 10);
  });

  test("step by step is what it is all at once", () => {
    const folds = foldFits(tiny, everyone, 5, rngStream(1, "folds"));
    const span = spansOf(tiny);
    const search = probeSearch(folds, span);
    const total = (probes: readonly number[], except: number) => {
      const left = folds.map((fold) => ({
        ...fold,
        unseen: fold.unseen.map((unseen) => ({
          ...unseen,
          // The new probe's scores stay to be learnt from, and are counted in neither.
          cells: unseen.cells.filter(({ benchmark }) => probes.includes(benchmark) || benchmark !== except),
        })),
      }));
      return probeErrors(left, span, probes).total;
    };
    search.add(3);
    expect(search.gainOf(6)).toBeCloseTo(total([3], 6) - total([3, 6], 6), 9);
  });
});
