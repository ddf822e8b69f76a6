import { describe, expect, test } from "vitest";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { fax } from "../predictors/fax/fax.ts";
import { smallTable } from "../testing/small-table.ts";
import { parseNewBenchmark, parseNewModel, withBenchmark, withModel } from "./add-line.ts";
import { findBenchmark, findModel } from "./find-names.ts";
import { predictCells } from "./predict-cells.ts";
import { scaleNotes } from "./scale-notes.ts";

const table = smallTable({ models: 60, benchmarks: 10, fill: 0.7 });
const options = { level: 0.9, method: "hierarchical", seed: 1 } as const;
const row = (model: number, width = table.benchmarks.length) =>
  Array.from({ length: width }, (_, benchmark) => ({ model, benchmark }));

describe("predicting a row", () => {
  const predictions = predictCells(table, row(3), fax([2, 3]), options);

  test("a measured score stands as it is, without an interval", () => {
    const measured = predictions.filter(({ isObserved }) => isObserved);
    expect(measured.length).toBeGreaterThan(0);
    for (const { cell, value, low, high } of measured) {
      expect(value).toBe(table.cells.find((c) => c.model === 3 && c.benchmark === cell.benchmark)!.value);
      expect([low, high]).toEqual([null, null]);
    }
  });

  test("a missing one lies inside its interval, within the scale, and says what it rests on", () => {
    for (const { value, low, high, because } of predictions.filter(({ isObserved }) => !isObserved)) {
      expect(low!).toBeGreaterThanOrEqual(0);
      expect(value!).toBeGreaterThan(low!);
      expect(value!).toBeLessThan(high!);
      expect(high!).toBeLessThanOrEqual(100);
      expect(because.length).toBeGreaterThan(0);
    }
  });

  test("too few models to calibrate on: the value stands, the bounds are null and say how many are needed", () => {
    const few = smallTable({ models: 7, benchmarks: 8, fill: 0.7 });
    const [missing] = predictCells(few, row(0, 8), fax([2]), options).filter(({ isObserved }) => !isObserved);
    expect(missing!.value).not.toBeNull();
    expect(missing).toMatchObject({ low: null, high: null, reason: "too_few_calibration_models: 9 needed" });
  });
});

describe("a line that is not in the table", () => {
  test("a new model with a known one's scores and facts is predicted as that one", () => {
    const model = 3;
    const known = table.models[model]!;
    const own = table.cells.filter((cell) => cell.model === model);
    const without: ScoreTable = {
      ...table,
      models: table.models.filter((_, i) => i !== model),
      cells: table.cells
        .filter((cell) => cell.model !== model)
        .map((cell) => ({ ...cell, model: cell.model - Number(cell.model > model) })),
    };
    const added = withModel(without, {
      name: "newcomer",
      provider: known.provider,
      releaseDate: known.releaseDate,
      isReasoning: known.isReasoning,
      openWeights: known.openWeights,
      scores: Object.fromEntries(own.map(({ benchmark, value }) => [table.benchmarks[benchmark]!.id, value])),
    });
    const open = row(model).filter(({ benchmark }) => !own.some((cell) => cell.benchmark === benchmark));
    const there = predictCells(table, open, fax([2, 3]), options);
    const here = predictCells(
      added.table,
      open.map(({ benchmark }) => ({ model: added.model, benchmark })),
      fax([2, 3]),
      options,
    );
    for (const [i, { value }] of here.entries()) expect(value).toBeCloseTo(there[i]!.value!, 6);
  });

  test("no score at all is enough", () => {
    const added = withModel(table, parseNewModel('{"name": "newcomer", "provider": "maker-1"}', "new.json"));
    const [first] = predictCells(added.table, row(added.model), fax([2]), options);
    expect(first!.value).not.toBeNull();
    expect(first!.support.modelScores).toBe(0);
  });

  test("a new benchmark with a few scores is predicted for the rest", () => {
    const added = withBenchmark(
      table,
      parseNewBenchmark(
        '{"name": "Fresh", "category": "Maths", "scores": {"model-000": 40, "Model 1": 60}}',
        "new.json",
      ),
    );
    const [, , third] = predictCells(
      added.table,
      table.models.map((_, model) => ({ model, benchmark: added.benchmark })),
      fax([2]),
      options,
    );
    expect(third!.value).not.toBeNull();
    expect(third!.support.benchmarkScores).toBe(2);
  });

  test.each([
    ['{"name": "x", "scores": {"bench_0": 3}}', /no benchmark "bench_0".*/],
    ['{"name": "model-004"}', /already in the table/],
    ['{"nam": "x"}', /nam/],
  ])("%s is refused", (text, message) => {
    expect(() => withModel(table, parseNewModel(text, "new.json"))).toThrow(message);
  });
});

test("a new model's scores on another scale than the table's are noted", () => {
  const notesOf = (score: number) => {
    const added = withModel(table, parseNewModel(`{"name": "x", "scores": {"bench_03": ${score}}}`, "new.json"));
    return scaleNotes(added.table, added.model);
  };
  expect(notesOf(0.07)).toEqual([expect.stringContaining("if it is a share, write 7")]);
  expect(notesOf(710)).toEqual([expect.stringContaining("outside 0 to 100")]);
  expect(notesOf(50)).toEqual([]);
});

test("an unknown name suggests the nearest", () => {
  expect(() => findModel(table, "model-0000")).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("model-000") }),
  );
  expect(findBenchmark(table, "BENCH 3")).toBe(3);
});
