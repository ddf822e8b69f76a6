import { describe, expect, test } from "vitest";
import { rngStream } from "../../stats/chance/rng-stream.ts";
import { mean } from "../../stats/describe/moments.ts";
import { measured, observation, side } from "../testing/sides.ts";
import { pilotClusters, pilotLevels } from "./pilot-levels.ts";

/** Score = item + arm × item + seed + rest, drawn with the given standard deviations of the parts. */
function drawn(
  name: string,
  options: { seeds: number; items: number; seed: number; armItem: number; rest: number; prefix?: string },
) {
  const rng = rngStream(7, name);
  const shared = rngStream(7, "items");
  const items = Array.from({ length: options.items }, () => 3 * shared.normal());
  const own = items.map(() => options.armItem * rng.normal());
  return side(name, {
    m: measured(
      Array.from({ length: options.seeds }, (_, s) => {
        const seed = options.seed * rng.normal();
        return items.map((item, i) =>
          observation({
            itemId: `q${i}`,
            seed: `${options.prefix ?? ""}${s}`,
            value: item + own[i]! + seed + options.rest * rng.normal(),
          }),
        );
      }).flat(),
    ),
  });
}

describe("parts of a difference from two pilots", () => {
  test("with seeds of their own: seeds and rest add up, and what items share cancels", () => {
    const parts = { seeds: 60, items: 400, seed: 0.5, armItem: 0.4, rest: 1 };
    const found = pilotLevels([drawn("a", { ...parts, prefix: "a" }), drawn("b", { ...parts, prefix: "b" })]);
    expect(found).toMatchObject({ metric: "m", items: 400, df: 118, pairedSeeds: false });
    expect(Math.abs(found.seed - 0.5 * Math.SQRT2)).toBeLessThan(0.1);
    expect(Math.abs(found.item - 0.4 * Math.SQRT2)).toBeLessThan(0.06);
    expect(Math.abs(found.seedItem - Math.SQRT2)).toBeLessThan(0.02);
  });

  test("equal seeds are pairs, and the parts are those of their differences", () => {
    const parts = { seeds: 5, items: 20, seed: 0.5, armItem: 0.4, rest: 1 };
    expect(pilotLevels([drawn("a", parts), drawn("b", parts)])).toMatchObject({ df: 4, pairedSeeds: true });
  });

  test.each([
    [1, 20, "needs at least 3"],
    [2, 20, "needs at least 3"],
    [5, 2, "needs at least 3"],
  ])("%s seeds over %s items are too thin", (seeds, items, words) => {
    const parts = { seeds, items, seed: 0.5, armItem: 0.4, rest: 1 };
    expect(() => pilotLevels([drawn("a", parts), drawn("b", parts)])).toThrow(words);
  });

  test("one pilot, or one without seeds, is told what is missing", () => {
    const one = drawn("a", { seeds: 5, items: 5, seed: 1, armItem: 1, rest: 1 });
    expect(() => pilotLevels([one])).toThrow("two pilots");
    const bare = side("b", { m: measured([observation({ itemId: "q", value: 1 })]) });
    expect(() => pilotLevels([bare, bare])).toThrow("an item id and a seed in every row");
  });
});

describe("clusters from a pilot", () => {
  const clustered = (name: string, sizes: readonly number[], between: number) => {
    const rng = rngStream(3, name);
    let item = 0;
    return side(name, {
      m: measured(
        sizes.flatMap((size, c) => {
          const own = between * rng.normal();
          return Array.from({ length: size }, () =>
            observation({ itemId: `q${item++}`, clusterId: `c${c}`, value: own + rng.normal() }),
          );
        }),
      ),
    });
  };
  const sizes = Array.from({ length: 200 }, (_, c) => 2 + (c % 5));

  test("correlation, mean size and how sizes vary are learnt from the differences", () => {
    const found = pilotClusters([clustered("a", sizes, 1), clustered("b", sizes, 1)]);
    expect(found).toMatchObject({ clusters: 200, size: mean(sizes)! });
    expect(found.sizeCv).toBeCloseTo(Math.SQRT2 / 4, 2);
    expect(Math.abs(found.icc - 0.5)).toBeLessThan(0.08);
  });

  test("a pilot without clusters, or with two, says what to do", () => {
    const single = clustered("a", [1, 1, 1, 1], 1);
    expect(() => pilotClusters([single])).toThrow("no two items of the pilot are in one cluster");
    expect(() => pilotClusters([clustered("a", [4, 4], 1)])).toThrow("needs at least 3");
  });
});
