import { describe, expect, test } from "vitest";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Predictor } from "../predictor.ts";
import { revealProtocol } from "../protocols/reveal.ts";
import { smallTable } from "../testing/small-table.ts";
import { perturbationTest } from "./perturbation-test.ts";

const table = smallTable({ models: 12, benchmarks: 8 });
const tasks = revealProtocol({ reveal: 3, seeds: [1, 2], evalModels: 4, minCells: 5 }).tasks(table);

describe("held-out scores replaced", () => {
  test("an honest predictor does not notice", () => {
    const proof = perturbationTest(() => columnMean("honest"), table, tasks, { seed: 1 });
    expect(proof.firstDifference).toBeNull();
    expect(proof.cells).toBe(tasks.flatMap(({ scored }) => scored).length);
  });

  test("one that standardises with the full table is caught, and the first cell named", () => {
    const proof = perturbationTest((full) => standardisingOn(full), table, tasks, { seed: 1 });
    expect(proof.firstDifference).toMatchObject({ perturbation: "column minimum", cell: tasks[0]!.scored[0]! });
    expect(proof.firstDifference!.before).not.toBe(proof.firstDifference!.after);
  });

  test("one that shares a completion of the full table among its tasks is caught too", () => {
    const proof = perturbationTest(
      (full) => ({ ...columnMean("warm"), share: () => standardisingOn(full) }),
      table,
      tasks,
      {
        seed: 1,
      },
    );
    expect(proof.firstDifference).not.toBeNull();
  });
});

function columnMean(id: string): Predictor {
  return {
    id,
    describe: () => ({ title: id, summary: "", constants: {}, source: null }),
    fit: (view) => ({
      predict: (cells) =>
        cells.map((cell) => {
          const scores = view.columns.value.subarray(
            view.columns.start[cell.benchmark]!,
            view.columns.start[cell.benchmark + 1]!,
          );
          const value = scores.reduce((sum, score) => sum + score, 0) / scores.length;
          return { cell, value, working: null, sd: null, support: { modelScores: 0, benchmarkScores: scores.length } };
        }),
    }),
  };
}

/** Its mean is honest, its spread comes from all scores. */
function standardisingOn(full: ScoreTable): Predictor {
  const spread = (benchmark: number) => {
    const scores = full.cells.filter((cell) => cell.benchmark === benchmark).map(({ value }) => value);
    return Math.max(...scores) - Math.min(...scores) + scores.reduce((sum, score) => sum + score, 0) / scores.length;
  };
  const honest = columnMean("cheat");
  return {
    ...honest,
    fit(view, options) {
      const fitted = honest.fit(view, options);
      return {
        predict: (cells) =>
          fitted.predict(cells).map((estimate) => ({
            ...estimate,
            value: estimate.value! + 0.01 * spread(estimate.cell.benchmark),
          })),
      };
    },
  };
}
