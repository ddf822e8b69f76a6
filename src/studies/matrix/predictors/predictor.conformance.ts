import { describe, expect, test } from "vitest";
import type { ScoreTable, TableCell } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { type Cell, maskView } from "../masked-view.ts";
import type { CellEstimate, Predictor } from "../predictor.ts";
import { smallTable } from "../testing/small-table.ts";

/** What every predictor promises, whatever its method. */
export function keepsThePredictorPromises(predictor: Predictor): void {
  const table = mixedTable();
  const hidden = table.cells.filter((_, k) => k % 4 === 1).map(({ model, benchmark }) => ({ model, benchmark }));
  const run = (from: ScoreTable, gone: readonly Cell[] = [], cells: readonly Cell[] = everyCell(from)) =>
    predictor.fit(maskView(from, gone), { rng: rngStream(1, predictor.id) }).predict(cells);

  describe(predictor.id, () => {
    test("is not moved by what is hidden, bit for bit", () => {
      const honest = run(table, hidden);
      for (const value of [0, 99, 1e6]) expect(run(rewritten(table, hidden, value), hidden)).toEqual(honest);
    });

    test("gives the same bytes for the same seed", () => {
      expect(JSON.stringify(run(table, hidden))).toBe(JSON.stringify(run(table, hidden)));
    });

    test("answers the cells in the order asked, each as if asked alone, whatever the order of the table", () => {
      const answers = run(table, hidden);
      expect(answers.map(({ cell }) => cell)).toEqual(everyCell(table));
      const fitted = predictor.fit(maskView({ ...table, cells: table.cells.toReversed() }, hidden), {
        rng: rngStream(1, predictor.id),
      });
      expect(fitted.predict(everyCell(table).toReversed())).toEqual(answers.toReversed());
      for (const at of [0, 17, 60]) expect(fitted.predict([answers[at]!.cell])).toEqual([answers[at]!]);
      expect(fitted.predict([])).toEqual([]);
    });

    test("counts the visible scores of the model and of the benchmark", () => {
      const gone = new Set(hidden.map(({ model, benchmark }) => `${model} ${benchmark}`));
      const seen = table.cells.filter(({ model, benchmark }) => !gone.has(`${model} ${benchmark}`));
      for (const { cell, support } of run(table, hidden)) {
        expect(support).toEqual({
          modelScores: seen.filter(({ model }) => model === cell.model).length,
          benchmarkScores: seen.filter(({ benchmark }) => benchmark === cell.benchmark).length,
        });
      }
    });

    test("predicts scores of every unit: percentages, shares, ratings", () => {
      const answers = run(table, hidden).filter(({ value }) => value !== null);
      expect(answers.length).toBeGreaterThan(60);
      const ofBenchmark = (j: number) => answers.filter(({ cell }) => cell.benchmark === j).map(({ value }) => value!);
      for (const value of ofBenchmark(rating)) expect(Math.abs(value - 1200)).toBeLessThan(600);
      for (const value of ofBenchmark(unit)) expect(Math.abs(value - 0.5)).toBeLessThan(0.75);
    });

    test.each<[string, ScoreTable]>([
      ["an empty column, an empty row, a one-cell row and column, a constant column", hostileTable()],
      ["one model", smallTable({ models: 1, benchmarks: 5, fill: 1 })],
      ["one benchmark", smallTable({ models: 6, benchmarks: 1, fill: 1 })],
      ["no visible score at all", { ...table, cells: [] }],
      ["nothing known about models and benchmarks", withoutFacts(table)],
    ])("answers with a finite score or a reason on %s", (_, from) => {
      const view = maskView(from);
      const before = JSON.stringify(view);
      const answers = run(from);
      expect(answers.length).toBe(from.models.length * from.benchmarks.length);
      for (const answer of answers) sound(answer);
      expect(JSON.stringify(view)).toBe(before);
    });

    test("stops when told to", () => {
      const stopped = AbortSignal.abort(new Error("stopped"));
      expect(() => predictor.fit(maskView(table), { rng: rngStream(1), signal: stopped })).toThrow("stopped");
    });

    test("says what it is in plain words and numbers", () => {
      const note = predictor.describe();
      expect(JSON.parse(JSON.stringify(note))).toEqual(note);
      expect(note.summary.length).toBeGreaterThan(20);
    });

    if (predictor.share !== undefined) {
      test("shares what no task hides, and nothing else", () => {
        const ownHidden = hidden.filter(({ model }) => model % 3 !== 0);
        const options = { rng: rngStream(1, predictor.id) };
        const visible = maskView(table, ownHidden);
        const alone = predictor.fit(visible, options).predict(hidden);
        const shared = predictor.share!(maskView(table, hidden), options).fit(visible, options).predict(hidden);
        expect(shared.map(({ value }) => value === null)).toEqual(alone.map(({ value }) => value === null));
        const changed = rewritten(table, ownHidden, 50);
        const again = predictor.share!(maskView(changed, hidden), options).fit(maskView(changed, ownHidden), options);
        expect(again.predict(hidden)).toEqual(shared);
        const careless = predictor.share!(maskView(table), options).fit(visible, options).predict(hidden);
        expect(careless).toEqual(alone);
      });
    }
  });
}

const rating = 6;
const unit = 7;

function sound({ value, working, sd, reason, support }: CellEstimate): void {
  expect(value === null || Number.isFinite(value)).toBe(true);
  expect(working === null || Number.isFinite(working)).toBe(true);
  expect(sd === null || (Number.isFinite(sd) && sd > 0)).toBe(true);
  if (value === null) expect([reason, working, sd]).toEqual([expect.any(String), null, null]);
  if (support.benchmarkScores === 0) expect(reason).toBe("cold_benchmark");
}

/** 18 models on six percentages, a rating about 1,200 and a share in 0–1. */
function mixedTable(): ScoreTable {
  const table = smallTable({ models: 18, benchmarks: 8 });
  const benchmarks = table.benchmarks.map((benchmark, j) =>
    j === rating
      ? { ...benchmark, metric: "Elo rating" }
      : j === unit
        ? { ...benchmark, metric: "accuracy", range: { low: 0, high: 1 } }
        : benchmark,
  );
  const scaled = (cell: TableCell) =>
    cell.benchmark === rating ? 1000 + 4 * cell.value : cell.benchmark === unit ? cell.value / 100 : cell.value;
  return { ...table, benchmarks, cells: table.cells.map((cell) => ({ ...cell, value: scaled(cell) })) };
}

/** Columns 0 empty, 1 with one cell, 2 constant, 3 constant at 0; rows 0 empty, 1 with one cell. */
function hostileTable(): ScoreTable {
  const table = smallTable({ models: 9, benchmarks: 8 });
  const kept = table.cells.filter(
    ({ model, benchmark }) =>
      benchmark !== 0 && model !== 0 && (benchmark !== 1 || model === 4) && (model !== 1 || benchmark === 5),
  );
  const values = new Map([
    [2, 40],
    [3, 0],
  ]);
  return {
    ...table,
    cells: kept.map((cell) => ({ ...cell, value: values.get(cell.benchmark) ?? cell.value })),
  };
}

function withoutFacts(table: ScoreTable): ScoreTable {
  const unknown = {
    provider: null,
    releaseDate: null,
    releaseDatePrecision: null,
    parametersTotalM: null,
    parametersActiveM: null,
    isReasoning: null,
    openWeights: null,
  };
  return {
    ...table,
    models: table.models.map(({ id, name }) => ({ id, name, ...unknown })),
    benchmarks: table.benchmarks.map((benchmark) => ({ ...benchmark, category: null, metric: null, range: null })),
  };
}

function rewritten(table: ScoreTable, cells: readonly Cell[], value: number): ScoreTable {
  const chosen = new Set(cells.map(({ model, benchmark }) => `${model} ${benchmark}`));
  return {
    ...table,
    cells: table.cells.map((cell) => (chosen.has(`${cell.model} ${cell.benchmark}`) ? { ...cell, value } : cell)),
  };
}

function everyCell({ models, benchmarks }: ScoreTable): Cell[] {
  return models.flatMap((_, model) => benchmarks.map((_benchmark, benchmark) => ({ model, benchmark })));
}
