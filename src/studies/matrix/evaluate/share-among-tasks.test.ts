import { expect, test } from "vitest";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { MaskedView } from "../masked-view.ts";
import { meanPredictor } from "../predictors/mean.ts";
import { smallTable } from "../testing/small-table.ts";
import { shareAmongTasks } from "./share-among-tasks.ts";

const table = smallTable({ models: 20, benchmarks: 10, fill: 1 });
const rowOf = (model: number, benchmarks: readonly number[]) => ({
  group: "1",
  hidden: benchmarks.map((benchmark) => ({ model, benchmark })),
  scored: [],
});

test("tasks share what none of their group hides; a group hides at most 15 % of the table", () => {
  const commons: MaskedView[] = [];
  const shared = (view: MaskedView) => {
    commons.push(view);
    return meanPredictor;
  };
  const predictor = { ...meanPredictor, share: (view: MaskedView) => shared(view) };
  const tasks = [0, 1, 2, 3, 4, 5].flatMap((model) => [
    rowOf(model, [0, 1, 2, 3, 4, 5]),
    rowOf(model, [2, 3, 4, 5, 6, 7]),
  ]);
  const fitterOf = shareAmongTasks(predictor, () => table, tasks, { rng: rngStream(1) });
  for (const at of tasks.keys()) fitterOf(at);
  expect(commons.map(({ rows }) => rows.index.length)).toEqual([170, 178]);
});

test("a task that hides much is fitted alone, and a predictor that shares nothing fits all itself", () => {
  const predictor = { ...meanPredictor, share: () => expect.unreachable() };
  const tasks = [0, 1].map((half) => ({
    group: "1",
    hidden: table.cells.filter(({ benchmark }) => benchmark % 2 === half),
    scored: [],
  }));
  expect(shareAmongTasks(predictor, () => table, tasks, { rng: rngStream(1) })(1)).toBe(predictor);
  expect(shareAmongTasks(meanPredictor, () => table, tasks, { rng: rngStream(1) })(0)).toBe(meanPredictor);
});
