import { describe, expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { maskView } from "../masked-view.ts";
import { ridgePredictor } from "../predictors/ridge.ts";
import { smallTable } from "../testing/small-table.ts";
import { filledView, onFilled } from "./fill-view.ts";
import { fullRidge } from "./full-ridge.ts";

const table = smallTable({ models: 14, benchmarks: 7, fill: 0.7 });
const view = maskView(table);
const cells = table.models.flatMap((_model, model) =>
  table.benchmarks.map((_benchmark, benchmark) => ({ model, benchmark })),
);

describe("a filled view", () => {
  test.each(["mean-fill", "iterative"] as const)("by %s has no hole and keeps what was seen", (how) => {
    const filled = filledView(view, how);
    expect(filled.rows.index).toHaveLength(14 * 7);
    expect(filled.columns.value.every(Number.isFinite)).toBe(true);
    for (const { model, benchmark, value } of table.cells) {
      expect(filled.rows.value[model * 7 + benchmark]).toBe(value);
      expect(filled.columns.value[benchmark * 14 + model]).toBe(value);
    }
  });

  test("leaves a benchmark without scores empty", () => {
    const hidden = table.cells.filter(({ benchmark }) => benchmark === 2);
    const filled = filledView(maskView(table, hidden), "mean-fill");
    expect(filled.rows.index).toHaveLength(14 * 6);
    expect(filled.columns.start[2]).toBe(filled.columns.start[3]);
  });

  test("ridge for all benchmarks at once says what ridge says one by one", () => {
    const options = { rng: rngStream(1, "ridge") };
    for (const space of [{}, { transform: "identity", standardise: "plain" } as const]) {
      const slow = onFilled(ridgePredictor(10, space), "mean-fill", space).fit(view, options).predict(cells);
      const fast = onFilled(fullRidge(10, space), "mean-fill", space).fit(view, options).predict(cells);
      for (const [at, { value }] of slow.entries()) expect(fast[at]!.value).toBeCloseTo(value!, 9);
    }
  });
});
