import { expect, test } from "vitest";
import { generateMatrix } from "./generate-matrix.ts";
import { mechanisms, type PresetName, presets } from "./generate-options.ts";
import { dot } from "./latent-scores.ts";

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

test("the same seed gives the same table, another seed another", () => {
  const once = generateMatrix({ seed: 7, anomalies: 4 });
  expect(generateMatrix({ seed: 7, anomalies: 4 }).table).toEqual(once.table);
  expect(generateMatrix({ seed: 8, anomalies: 4 }).table).not.toEqual(once.table);
});

test("planting moves nothing but what is planted", () => {
  const plain = generateMatrix({ seed: 3 });
  const { table, truth } = generateMatrix({ seed: 3, anomalies: 6, zeros: 2 });
  const touched = new Set([...truth.planted.anomalies, ...truth.planted.zeros].map((c) => `${c.model} ${c.benchmark}`));
  expect(touched.size).toBe(8);
  for (const [at, cell] of table.cells.entries()) {
    if (touched.has(`${cell.model} ${cell.benchmark}`)) expect(cell.value).not.toBe(plain.table.cells[at]!.value);
    else expect(cell).toEqual(plain.table.cells[at]);
  }
});

test.each(mechanisms)("%s reaches the share of cells asked for", (missing) => {
  const { table } = generateMatrix({ missing, fill: 0.3, models: 120, benchmarks: 60 });
  // Binomial sd of a share over 7,200 cells is 0.005; the staircase and the least counts add a little.
  expect(table.cells.length / 7_200).toBeCloseTo(0.3, 1);
});

test("scores missing not at random flatter: the visible ones are above the mean", () => {
  const { table, truth } = generateMatrix({ missing: "mnar", models: 120, benchmarks: 60 });
  const seen = table.cells.map(({ model, benchmark }) => truth.scores.standardised[model]![benchmark]!);
  expect(sum(seen) / seen.length).toBeGreaterThan(0.2);
  const random = generateMatrix({ missing: "mcar", models: 120, benchmarks: 60 });
  const alike = random.table.cells.map((cell) => random.truth.scores.standardised[cell.model]![cell.benchmark]!);
  expect(Math.abs(sum(alike) / alike.length)).toBeLessThan(0.1);
});

test("a benchmark's signal has variance near 1 beside noise near the one asked for", () => {
  const { truth } = generateMatrix({ models: 400, benchmarks: 40, rank: 3, noise: 0.3 });
  const { scores } = truth;
  for (const [j, row] of scores.loadings.entries()) {
    expect(Math.hypot(...row)).toBeCloseTo(1, 12);
    expect(scores.noise[j]).toBeGreaterThanOrEqual(0.15);
    expect(scores.noise[j]).toBeLessThanOrEqual(0.6);
  }
  const residuals = scores.standardised.flatMap((row, i) =>
    Array.from(row, (value, j) => (value - dot(scores.loadings[j]!, scores.abilities[i]!)) ** 2 / scores.noise[j]!),
  );
  expect(sum(residuals) / residuals.length).toBeCloseTo(1, 1);
});

test.each(Object.keys(presets) as PresetName[])("preset %s has cells, names and no number that is none", (preset) => {
  const { table, records } = generateMatrix({}, preset);
  expect(table.models).toHaveLength(presets[preset].models);
  expect(table.benchmarks).toHaveLength(presets[preset].benchmarks);
  expect(new Set(table.models.map(({ id }) => id)).size).toBe(table.models.length);
  for (const { value } of records) expect(Number.isFinite(value)).toBe(true);
});

test("hostile has an empty and a constant column, a column of one model and a row of one score", () => {
  const { table, truth } = generateMatrix({}, "hostile");
  const { planted } = truth;
  const column = (j: number) => table.cells.filter(({ benchmark }) => benchmark === j).map(({ value }) => value);
  expect(column(planted.emptyBenchmarks[0]!)).toEqual([]);
  expect(new Set(column(planted.constantBenchmarks[0]!))).toEqual(new Set([50]));
  expect(column(planted.oneModelBenchmarks[0]!)).toHaveLength(1);
  expect(table.cells.filter(({ model }) => model === planted.oneScoreModels[0])).toHaveLength(1);
});

test("options out of range are refused by name", () => {
  expect(() => generateMatrix({ fill: 0 })).toThrow("--fill is 0");
  expect(() => generateMatrix({ models: 2 })).toThrow("--models");
  expect(() => generateMatrix({ rank: 50 })).toThrow("--rank");
});
