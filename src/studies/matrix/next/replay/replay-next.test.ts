import { describe, expect, test } from "vitest";
import { rngStream } from "../../../../stats/chance/rng-stream.ts";
import { maskView } from "../../masked-view.ts";
import { spansOf } from "../../spans.ts";
import { smallTable } from "../../testing/small-table.ts";
import { nextBuyer, orderBuyer } from "./buyers.ts";
import { areaUnder, errorAt, type ReplayCell, replay, replayModel } from "./replay-model.ts";
import { replayNext } from "./replay-next.ts";

const table = smallTable({ models: 16, benchmarks: 12, fill: 0.8 });
const view = maskView(table);
const ones = new Float64Array(12).fill(1);

describe("a replayed model", () => {
  const setting = replayModel(view, 2, 2, rngStream(1, "thirds"));
  const own = table.cells.filter(({ model }) => model === 2).map(({ benchmark }) => benchmark);

  test("is unknown to the fits, and each of its scores is judged by once in each partition", () => {
    expect(setting.view.rows.start[3]).toBe(setting.view.rows.start[2]);
    expect(setting.splits).toHaveLength(6);
    for (const partition of [setting.splits.slice(0, 3), setting.splits.slice(3)]) {
      const judged = partition.flatMap((split) => split.judged.map(({ benchmark }) => benchmark));
      expect(judged.toSorted((a, b) => a - b)).toEqual(own);
    }
    for (const { judged, buyable } of setting.splits) {
      const all = [...judged, ...buyable].map(({ benchmark }) => benchmark);
      expect(all.toSorted((a, b) => a - b)).toEqual(own);
    }
  });

  test("buys the same whatever the scores are that it is judged by, and never one of them", () => {
    const [split] = setting.splits as [(typeof setting.splits)[number]];
    const bought = (judged: readonly ReplayCell[]) => {
      const order: number[] = [];
      const buyer = nextBuyer(setting, ones);
      replay(
        setting.start,
        { buyable: split.buyable, judged },
        (...asked) => {
          const next = buyer(...asked);
          order.push(next.benchmark);
          return next;
        },
        ones,
        spansOf(view),
      );
      return order;
    };
    const order = bought(split.judged);
    expect(bought(split.judged.map((cell) => ({ ...cell, value: 99 - cell.value })))).toEqual(order);
    expect(order.toSorted((a, b) => a - b)).toEqual(split.buyable.map(({ benchmark }) => benchmark));
  });

  test("ends where every order ends, once all is bought", () => {
    const [split] = setting.splits as [(typeof setting.splits)[number]];
    const costs = ones.map((_one, j) => 1 + j);
    const follow = (order: readonly number[]) => replay(setting.start, split, orderBuyer(order), costs, spansOf(view));
    const [one, other] = [follow([...ones.keys()]), follow([...ones.keys()].reverse())];
    expect(one.at(-1)!.spent).toBe(1);
    expect(one.at(-1)!.error).toBeCloseTo(other.at(-1)!.error, 9);
    expect(one[0]).toEqual(other[0]);
  });
});

test("the area is the error that stands, by how long it stands", () => {
  const steps = [
    { spent: 0, error: 10 },
    { spent: 0.25, error: 6 },
    { spent: 1, error: 2 },
  ];
  expect(areaUnder(steps)).toBe(0.25 * 10 + 0.75 * 6);
  expect([0, 0.2, 0.25, 0.9, 1].map((spent) => errorAt(steps, spent))).toEqual([10, 10, 6, 6, 2]);
});

test("a replay gives the same twice, needs three models, and leaves out whom it is told to", () => {
  const options = { costs: ones, seed: 3, minCells: 10, draws: 2, partitions: 1 };
  const first = replayNext(view, options);
  expect(replayNext(view, options)).toEqual(first);
  expect(first.strategies.random.minusRandom).toBeNull();
  expect(first.curves.next).toHaveLength(21);
  const [gone] = first.models;
  const fewer = replayNext(view, { ...options, exclude: new Set([gone!.model]) });
  expect(fewer.models.map(({ model }) => model)).toEqual(first.models.slice(1).map(({ model }) => model));
  expect(() => replayNext(view, { ...options, minCells: 13 })).toThrow("0 model(s) with 13 scores or more");
});
