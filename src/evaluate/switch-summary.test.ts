import { expect, test } from "vitest";
import type { ScoredRow } from "../schema/run/scored-row.ts";
import { wilson } from "../stats/index.ts";
import { switchSummary } from "./switch-summary.ts";

const conversation = (promptId: string, first: number | null, last: number | null, repeat = 0) =>
  ({
    modelId: "m",
    promptId,
    clusterId: promptId,
    repeat,
    scorers: [
      ...(last === null ? [] : [{ name: "exact", score: last, reason: null, metadata: {} }]),
      { name: "exact.first", score: first, reason: null, metadata: {} },
    ],
  }) as unknown as ScoredRow;

test("each rate is over the conversations that began in its state, with Wilson's interval", () => {
  const rows = [
    ...Array.from({ length: 8 }, (_, i) => conversation(`r${i}`, 1, i < 3 ? 0 : 1)),
    ...Array.from({ length: 4 }, (_, i) => conversation(`w${i}`, 0, i < 1 ? 1 : 0)),
  ];
  const [left, mended] = switchSummary(rows, { level: 0.95 });
  expect(left).toMatchObject({ direction: "right_to_wrong", from: 8, switched: 3, rate: 3 / 8, unscored: 0 });
  expect(left!.ci).toEqual(wilson(3, 8, { level: 0.95 }).ci);
  expect(mended).toMatchObject({ direction: "wrong_to_right", from: 4, switched: 1, rate: 1 / 4 });
});

test("repeats of one case widen the interval: eight askings of one question are not eight questions", () => {
  const alone = Array.from({ length: 40 }, (_, i) => conversation(`q${i}`, 1, i % 4 === 0 ? 0 : 1));
  const repeated = Array.from({ length: 40 }, (_, i) =>
    conversation(`q${Math.floor(i / 8)}`, 1, Math.floor(i / 8) === 0 || i === 39 ? 0 : 1, i % 8),
  );
  const width = (rows: ScoredRow[]) => {
    const { ci } = switchSummary(rows, { level: 0.95 })[0]!;
    return ci!.high! - ci!.low!;
  };
  expect(width(repeated)).toBeGreaterThan(1.4 * width(alone));
});

test("a conversation that broke off is in no rate, and in the bounds", () => {
  const rows = [conversation("a", 1, 1), conversation("b", 1, 0), conversation("c", 1, null)];
  expect(switchSummary(rows, { level: 0.95 })[0]).toMatchObject({
    from: 2,
    unscored: 1,
    rate: 0.5,
    bounds: { low: 1 / 3, high: 2 / 3 },
  });
});

test.each([
  ["nothing began in that state", [conversation("a", 0, 0)], "no first answer was right"],
  ["scores are shares", [conversation("a", 0.5, 0)], "do not say right or wrong"],
])("where %s there is no rate, with the reason", (_, rows, why) => {
  expect(switchSummary(rows, { level: 0.95 })[0]).toMatchObject({
    rate: null,
    ci: null,
    reason: expect.stringContaining(why),
  });
});

test("rows without turns have no switches", () => {
  const row = { modelId: "m", promptId: "a", clusterId: "a", scorers: [{ name: "exact", score: 1 }] };
  expect(switchSummary([row as unknown as ScoredRow], { level: 0.95 })).toEqual([]);
});
