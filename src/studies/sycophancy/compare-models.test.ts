import { describe, expect, test } from "vitest";
import { compareModels, tiedGroups } from "./compare-models.ts";
import type { PairEstimate } from "./estimate-models.ts";

function pair(a: string, b: string, value: number, p: number): PairEstimate {
  const ci = { low: value - 0.1, high: value + 0.2, level: 0.95, method: "bca", resamples: 1, seed: 1, stream: "" };
  const error = { monteCarloError: { low: 0.01, high: 0.02 } };
  return {
    a,
    b,
    inference: { value, se: 0.1, ci: { ...ci, ...error }, ciSecond: null, p, triplets: 36, reason: null, notes: [] },
  };
}

describe("compareModels", () => {
  test("puts the larger S first and turns the interval with it", () => {
    const [comparison] = compareModels([pair("x", "y", -0.1, 0.2)], "holm");
    expect(comparison).toMatchObject({ a: "y", b: "x", difference: { value: 0.1 } });
    expect(comparison!.difference.ci!.low).toBeCloseTo(-0.1, 12);
    expect(comparison!.difference.ci!.high).toBeCloseTo(0.2, 12);
    expect(comparison!.difference.ci!.monteCarloError).toEqual({ low: 0.02, high: 0.01 });
  });

  test.each([
    ["holm", [0.03, 0.06, 0.06]],
    ["bh", [0.03, 0.04, 0.04]],
    ["none", [0.01, 0.03, 0.04]],
  ] as const)("corrects all pairs by %s", (correction, expected) => {
    const pairs = [pair("a", "b", 0.1, 0.01), pair("a", "c", 0.2, 0.03), pair("b", "c", 0.1, 0.04)];
    const adjusted = compareModels(pairs, correction).map(({ difference }) => difference.pAdjusted!);
    adjusted.forEach((p, i) => {
      expect(p).toBeCloseTo(expected[i]!, 12);
    });
  });
});

describe("tiedGroups", () => {
  const order = ["d", "c", "b", "a"];
  const apart = (...names: string[]) =>
    compareModels(
      names.map((name) => pair(name[0]!, name[1]!, 0.1, 0.001)),
      "none",
    );

  test.each<[string[], string[][]]>([
    [[], [["d", "c", "b", "a"]]],
    [
      ["da", "db", "dc", "ca", "cb", "ba"],
      [["d"], ["c"], ["b"], ["a"]],
    ],
    [
      ["da"],
      [
        ["d", "c", "b"],
        ["c", "b", "a"],
      ],
    ],
    [
      ["da", "db", "ca"],
      [
        ["d", "c"],
        ["c", "b"],
        ["b", "a"],
      ],
    ],
    [
      ["da", "db", "dc"],
      [["d"], ["c", "b", "a"]],
    ],
  ])("with %j apart the groups are %j", (pairs, groups) => {
    expect(tiedGroups(order, apart(...pairs), 0.05)).toEqual(groups);
  });
});
