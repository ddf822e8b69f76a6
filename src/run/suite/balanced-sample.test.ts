import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rngStream } from "../../stats/chance/rng-stream.ts";
import { balancedSample, type CandidateFactor } from "./balanced-sample.ts";

/** All combinations of factors with so many levels each. */
function fullGrid(levelCounts: readonly number[]): { size: number; factors: CandidateFactor[] } {
  const size = levelCounts.reduce((a, b) => a * b, 1);
  let stride = size;
  const factors = levelCounts.map((levelCount, f) => {
    stride /= levelCount;
    const every = stride;
    const levels = Uint16Array.from({ length: size }, (_, i) => Math.floor(i / every) % levelCount);
    return { name: `f${f}`, levels, levelCount, derived: false };
  });
  return { size, factors };
}

function spreads(factors: readonly CandidateFactor[], chosen: readonly number[]): number[] {
  return factors.map(({ levels, levelCount }) => {
    const counts = new Array(levelCount).fill(0);
    for (const i of chosen) counts[levels[i]!]++;
    return Math.max(...counts) - Math.min(...counts);
  });
}

test("of any full grid, any number can be drawn with level counts that differ by at most 1", () => {
  const counts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (levelCounts, share, seed) => {
      const { size, factors } = fullGrid(levelCounts);
      const count = 1 + Math.floor(share * (size - 1));
      const { chosen, unbalanced } = balancedSample(size, factors, count, rngStream(seed));
      expect(new Set(chosen).size).toBe(count);
      expect(chosen.every((i) => i >= 0 && i < size)).toBe(true);
      expect(Math.max(...spreads(factors, chosen))).toBeLessThanOrEqual(1);
      expect(unbalanced).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("the same seed draws the same, another seed another", () => {
  const { size, factors } = fullGrid([3, 3, 2, 2]);
  const draw = (seed: number) => balancedSample(size, factors, 12, rngStream(seed)).chosen;
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test("every candidate has its turn", () => {
  const { size, factors } = fullGrid([3, 2, 2]);
  const drawn = new Float64Array(size);
  for (let seed = 0; seed < 600; seed++) {
    for (const i of balancedSample(size, factors, 4, rngStream(seed)).chosen) drawn[i]!++;
  }
  // 600 draws of 4 out of 12: 200 expected, standard deviation about 12.
  expect(Math.min(...drawn)).toBeGreaterThan(140);
  expect(Math.max(...drawn)).toBeLessThan(260);
});

describe("where balance cannot be had", () => {
  test("the factor and its counts are named", () => {
    // Level 1 exists once only.
    const levels = Uint16Array.from([0, 0, 0, 0, 0, 1]);
    const factors = [{ name: "rare", levels, levelCount: 2, derived: false }];
    const { chosen, unbalanced } = balancedSample(6, factors, 4, rngStream(1));
    expect(chosen).toContain(5);
    expect(unbalanced).toEqual([{ name: "rare", counts: [3, 1] }]);
  });

  test("derived factors stay near their share and are not complained of", () => {
    const { size, factors } = fullGrid([4, 4]);
    const both = Uint16Array.from({ length: size }, (_, i) =>
      factors[0]!.levels[i] === factors[1]!.levels[i] ? 1 : 0,
    );
    const all = [...factors, { name: "same", levels: both, levelCount: 2, derived: true }];
    const { chosen, unbalanced } = balancedSample(size, all, 8, rngStream(5));
    expect(unbalanced).toEqual([]);
    expect(chosen.filter((i) => both[i] === 1)).toHaveLength(2);
  });
});
