import { describe, expect, test } from "vitest";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { maskView } from "../masked-view.ts";
import { smallTable } from "../testing/small-table.ts";
import { findPredictor } from "./registry.ts";

const predict = (id: string, rows: readonly (readonly (number | null)[])[], model: number, benchmark: number) =>
  findPredictor(id, { space: { transform: "identity", standardise: "plain" } })
    .fit(maskView(tableOf(rows)), { rng: rngStream(1) })
    .predict([{ model, benchmark }])[0]!;

describe("one column", () => {
  const column = [[10], [20], [60], [null]];

  test.each([
    ["mean", 30],
    ["median", 20],
  ])("%s", (id, value) => {
    expect(predict(id, column, 3, 0)).toMatchObject({ value, working: null, sd: null });
  });
});

describe("model-normalised", () => {
  const rows = [
    [10, 10, 10],
    [20, 20, 20],
    [30, 30, 30],
    [40, 40, null],
  ];

  test("places a model best of four on two benchmarks at percentile 7/8 of the third", () => {
    expect(predict("model-normalised", rows, 3, 2).value).toBeCloseTo(20 + (7 / 8 - 1 / 2) * 2 * 10, 10);
  });

  test("needs two scores of the model", () => {
    const [first, second, third] = rows as [number[], number[], number[]];
    const few = [first, second, third, [40, null, null]];
    expect(predict("model-normalised", few, 3, 2)).toMatchObject({ value: null, reason: "too_few_shared" });
    expect(predict("model-normalised", [...few, [null, null, null]], 4, 2).reason).toBe("cold_model");
  });
});

describe("neighbours", () => {
  const rows = [
    [10, 20, 30, 40, 90],
    [10, 20, 30, 40, null],
    [90, 80, 70, 60, 10],
    [85, 75, 75, 65, 20],
    [50, 50, 50, 50, 50],
  ];

  test.each(["knn", "kernel-knn"])("%s follows a twin", (id) => {
    const { value } = predict(id, rows, 1, 4);
    expect(value).toBeGreaterThan(75);
    expect(value).toBeLessThanOrEqual(90);
  });

  test("knn weights those unlike the model by a hundredth, and takes the five most alike", () => {
    const twins = [...Array.from({ length: 5 }, () => rows[0]!), rows[1]!, rows[2]!];
    expect(predict("knn", twins, 5, 4).value).toBeCloseTo(90, 9);
  });

  test("bench-knn follows the benchmark that rises with it", () => {
    const levels = [10, 20, 30, 40, 50, 60];
    const rising = levels.map((level, i) => [level, level + 5, [70, 10, 90, 30, 50, 20][i]!]);
    const { value } = predict("bench-knn", [...rising, [70, null, null]], 6, 1);
    expect(value).toBeGreaterThan(60);
  });

  test("say when too few scores are shared", () => {
    const apart = [
      [10, null, 30],
      [null, 20, 40],
      [15, null, null],
    ];
    expect(predict("knn", apart, 2, 2)).toMatchObject({ value: null, reason: "too_few_shared" });
    expect(predict("bench-knn", apart, 2, 2)).toMatchObject({ value: null, reason: "too_few_shared" });
  });
});

describe("lines", () => {
  const exact = [10, 20, 30, 40, 50, 60].map((x) => [x, 2 * x - 5, null]);

  test("benchreg gives back an exact line", () => {
    expect(predict("benchreg", [...exact, [35, null, null]], 6, 1).value).toBeCloseTo(65, 9);
  });

  test("benchreg is null where the model has no telling benchmark, and blend then goes on with what there is", () => {
    const rows = [...exact, [null, null, 30], [null, 70, 20]];
    expect(predict("benchreg", rows, 6, 1)).toMatchObject({ value: null, reason: "no_usable_benchmark" });
    expect(predict("blend", rows, 6, 1).value).toBe(predict("svd-logit", rows, 6, 1).value);
  });

  test("ridge comes near an exact line, and the nearer the less it is held back", () => {
    const rows = [...exact, [55, null, null]];
    const away = (lambda: number) => Math.abs(predict(`ridge:${lambda}`, rows, 6, 1).value! - 105);
    expect(away(1e-9)).toBeLessThan(1e-6);
    expect(away(1)).toBeLessThan(away(10));
  });
});

test("completions come near a table of one ability, shrunken ones from the mean's side", () => {
  const truth = smallTable({ models: 30, benchmarks: 8, fill: 1 });
  const cell = truth.cells.find(({ value }) => value > 75 && value < 90)!;
  const [hard, soft, mean] = ["svd-logit:1", "soft-impute:2", "mean"].map(
    (id) =>
      findPredictor(id)
        .fit(maskView(truth, [cell]), { rng: rngStream(1) })
        .predict([cell])[0]!.value!,
  );
  expect(Math.abs(hard! - cell.value)).toBeLessThan(12);
  expect(soft!).toBeGreaterThan(Math.min(mean!, hard!));
  expect(soft!).toBeLessThan(Math.max(mean!, hard!));
});

function tableOf(rows: readonly (readonly (number | null)[])[]): ScoreTable {
  const { models, benchmarks } = smallTable({ models: rows.length, benchmarks: rows[0]!.length });
  const unknown = { standardError: null, source: null, date: null, setting: null, status: null };
  return {
    models,
    benchmarks,
    cells: rows.flatMap((row, model) =>
      row.flatMap((value, benchmark) => (value === null ? [] : [{ model, benchmark, value, ...unknown }])),
    ),
  };
}
