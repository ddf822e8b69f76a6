import { describe, expect, test } from "vitest";
import { maskView } from "../../masked-view.ts";
import { smallTable } from "../../testing/small-table.ts";
import { workingSpace } from "../../working-space/working-space.ts";
import { covariatesOf } from "./covariates.ts";
import { type FaxFit, fitFax } from "./fax-fit.ts";

const table = smallTable({ models: 40, benchmarks: 10, fill: 0.7 });

function inputOf(view: ReturnType<typeof maskView>) {
  const { rows, byBenchmark } = workingSpace(view);
  return { rows, columns: byBenchmark, covariates: covariatesOf(view.models) };
}

describe("a fit", () => {
  const [one, three] = fitFax(inputOf(maskView(table)), [1, 3]) as [FaxFit, FaxFit];

  test("of each rank is the same whichever others are fitted with it", () => {
    expect(fitFax(inputOf(maskView(table)), [3, 5])[0]).toEqual(three);
    expect(fitFax(inputOf(maskView(table)), [1])[0]).toEqual(one);
  });

  test("finds the one ability a table was made of, stronger in later benchmarks", () => {
    const { loadings } = one;
    const sign = Math.sign(loadings[0]!);
    expect(loadings.every((loading) => loading * sign > 0.3)).toBe(true);
    for (const noise of one.noise) expect(noise).toBeGreaterThan(0);
  });

  test("has symmetric covariances within the prior's", () => {
    for (let i = 0; i < 40; i++) {
      const s = three.covariance.subarray(i * 9, i * 9 + 9);
      expect([s[1], s[2], s[5]]).toEqual([s[3], s[6], s[7]]);
      for (const k of [0, 4, 8]) expect(s[k]).toBeLessThanOrEqual(1);
      for (const k of [0, 4, 8]) expect(s[k]).toBeGreaterThan(0);
    }
  });

  test("is more certain of a model the more of it is seen", () => {
    const few = maskView(
      table,
      table.cells.filter(({ model, benchmark }) => model === 3 && benchmark > 1),
    );
    const [before] = fitFax(inputOf(few), [1]) as [FaxFit];
    expect(before.covariance[3]).toBeGreaterThan(one.covariance[3]!);
  });

  test.each([
    ["a rank above the benchmarks", table, 14],
    [
      "each model on a benchmark of its own",
      { ...table, cells: table.cells.filter(({ model, benchmark }) => model === benchmark) },
      4,
    ],
    ["fewer models than benchmarks", smallTable({ models: 4, benchmarks: 9 }), 3],
  ])("is finite at %s", (_, from, rank) => {
    const [fit] = fitFax(inputOf(maskView(from)), [rank]) as [FaxFit];
    for (const values of [fit.loadings, fit.intercepts, fit.noise, fit.abilities, fit.covariance, fit.prior]) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  test("stops when told to", () => {
    const signal = AbortSignal.abort(new Error("stopped"));
    expect(() => fitFax(inputOf(maskView(table)), [2], { signal })).toThrow("stopped");
  });
});

describe("covariates", () => {
  test("are standardised facts, date × reasoning, and a column for each provider of two models or more", () => {
    const { width, values, group, penalty } = covariatesOf(table.models);
    expect(group.filter((name) => name !== "provider")).toEqual([
      "release date",
      "reasoning",
      "open weights",
      "release date",
    ]);
    expect(group.filter((name) => name === "provider").length).toBe(3);
    expect(Array.from(penalty)).toEqual([1, 1, 1, 1, 4, 4, 4]);
    for (let c = 0; c < 3; c++) {
      const column = Array.from({ length: 40 }, (_, i) => values[i * width + c]!);
      expect(column.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
      expect(column.reduce((sum, value) => sum + value ** 2, 0) / 40).toBeCloseTo(1, 10);
    }
    for (let i = 0; i < 40; i++) expect(values[i * width + 3]).toBe(values[i * width]! * values[i * width + 1]!);
  });

  test("take closed models of unsaid size for large, others for middling", () => {
    const models = table.models.map((model, i) => ({
      ...model,
      openWeights: i > 0,
      parametersTotalM: i < 2 ? null : 1000 * (1 + (i % 2)),
    }));
    const { values, width, group } = covariatesOf(models);
    const size = (i: number) => values[i * width + group.indexOf("parameters")]!;
    expect(size(0)).toBeGreaterThan(Math.max(...models.slice(2).map((_, k) => size(k + 2))));
    expect(size(1)).toBeGreaterThan(Math.min(size(2), size(3)));
    expect(size(1)).toBeLessThan(Math.max(size(2), size(3)));
  });

  test("leave out what nobody tells, what all tell alike, and what is no date or size", () => {
    const bare = { provider: null, releaseDate: null, parametersTotalM: null, isReasoning: null, openWeights: true };
    expect(covariatesOf(table.models.map((model) => ({ ...model, ...bare }))).width).toBe(0);
    const odd = covariatesOf(
      table.models.map((model, i) => (i === 0 ? { ...model, releaseDate: "soon", parametersTotalM: 0 } : model)),
    );
    expect(odd.values.every(Number.isFinite)).toBe(true);
  });
});
