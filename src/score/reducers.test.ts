import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reducerOf } from "./reducers.ts";

describe("reducers", () => {
  test.each<[string, (number | null)[], number | null, number]>([
    ["mean", [1, 0, 0.5], 0.5, 3],
    ["mean", [1, null, 0], 0.5, 2],
    ["mean", [], null, 0],
    ["mean", [null, null], null, 0],
    ["median", [3, 1, 2], 2, 3],
    ["median", [4, 1, 2, null, 3], 2.5, 4],
    ["mode", [1, 0, 1], 1, 3],
    ["mode", [1, 0], null, 2],
    ["max", [-1, -0.5, null], -0.5, 2],
    ["at_least(2)", [1, 1, 0], 1, 3],
    ["at_least(2)", [1, 0, 0], 0, 3],
    ["at_least(2)", [1, null, 0], null, 2],
    ["at_least(2)", [1, 1, null], 1, 2],
    ["at_least(2)", [0, 0, null], 0, 2],
    ["at_least(3)", [1, 1], null, 2],
    ["pass_at(1)", [1, 0, 0, 0], 0.25, 4],
    ["pass_at(2)", [1, 0, 0, 0], 0.5, 4],
    ["pass_at(2)", [1, 1, 1, 0], 1, 4],
    ["pass_at(3)", [1, 0, null], null, 2],
    ["pass_hat(2)", [1, 1, 1, 0], 0.5, 4],
    ["pass_hat(2)", [1, 0, 0, 0], 0, 4],
    ["pass_hat(4)", [1, 1, 1, 1], 1, 4],
    ["pass_hat(5)", [1, 1, 1, 1], null, 4],
  ])("%s of %j is %s", (name, scores, value, n) => {
    const reduced = reducerOf(name)(scores);
    expect(reduced).toMatchObject({ value: value === null ? null : expect.closeTo(value, 12), n });
    expect(reduced.reason === null).toBe(value !== null);
  });

  test.each(["avg", "mean(2)", "pass_at", "pass_at(0)", "toString"])("%s is none", (name) => {
    expect(() => reducerOf(name)).toThrow("there is no reducer");
  });
});

test("pass_at and pass_hat are what drawing k of n repeats gives", () => {
  const scores = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 8 }), (scores, k) => {
      fc.pre(k <= scores.length);
      let [any, all, draws] = [0, 0, 0];
      for (let set = 0; set < 2 ** scores.length; set++) {
        const drawn = scores.filter((_, i) => set & (1 << i));
        if (drawn.length !== k) continue;
        draws++;
        any += drawn.includes(1) ? 1 : 0;
        all += drawn.includes(0) ? 0 : 1;
      }
      expect(reducerOf(`pass_at(${k})`)(scores).value).toBeCloseTo(any / draws, 12);
      expect(reducerOf(`pass_hat(${k})`)(scores).value).toBeCloseTo(all / draws, 12);
    }),
  );
});
