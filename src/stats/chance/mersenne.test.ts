import { describe, expect, test } from "vitest";
import { mersenneTwister } from "./mersenne-twister.ts";
import { numpyRandomState } from "./numpy-random-state.ts";
import { pythonRandom } from "./python-random.ts";

test("MT19937 gives the published words from init_by_array (§2)", () => {
  const { nextUint32 } = mersenneTwister([0x123, 0x234, 0x345, 0x456]);
  expect(Array.from({ length: 5 }, nextUint32)).toEqual([1067595299, 955945823, 477289528, 4107218783, 4228976476]);
});

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("pythonRandom(42)", () => {
  test("gives what CPython's random.Random(42) gives", () => {
    const rng = pythonRandom(42);
    expect([rng.random(), rng.random()]).toEqual([0.6394267984578837, 0.025010755222666936]);
    expect(range(6).map(() => rng.below(10))).toEqual([4, 3, 3, 2, 1, 8]);
  });

  test("shuffles, samples and draws wide integers as there", () => {
    const rng = pythonRandom(42);
    expect(rng.shuffled(range(10))).toEqual([7, 3, 2, 8, 5, 6, 9, 4, 0, 1]);
    expect(rng.sample(range(100), 5)).toEqual([75, 54, 4, 3, 11]);
    expect(rng.sample(range(100), 30).slice(0, 6)).toEqual([27, 29, 64, 77, 3, 71]);
    expect(rng.randomBits(40)).toBe(290355792387);
    expect(rng.sample(range(1_000_000), 4)).toEqual([846335, 45561, 765179, 481741]);
  });

  test("seeds beyond 32 bits use both words", () => {
    const rng = pythonRandom(2 ** 40 + 7);
    expect(rng.random()).toBe(0.6137037779936511);
    expect(rng.randomBits(32)).toBe(3500038837);
    const long = pythonRandom(0x1234567890abcdefn);
    expect([long.randomBits(32), long.randomBits(32), long.randomBits(32)]).toEqual([
      1861193562, 769742058, 2032411713,
    ]);
    expect(long.sample(range(40), 5)).toEqual([22, 3, 26, 10, 1]);
    expect(() => pythonRandom(0.5)).toThrow("safe integer");
    expect(() => rng.sample([1], 2)).toThrow("population has 1");
  });
});

describe("numpyRandomState(42)", () => {
  test("gives what numpy.random.RandomState(42) gives", () => {
    const rng = numpyRandomState(42);
    expect([rng.random(), rng.random()]).toEqual([0.3745401188473625, 0.9507143064099162]);
    const normals = [rng.normal(), rng.normal(), rng.normal()];
    [0.6476885381006925, 1.5230298564080254, -0.23415337472333597].forEach((value, i) => {
      expect(normals[i]).toBeCloseTo(value, 14);
    });
    expect(rng.permutation(8)).toEqual([0, 1, 6, 5, 3, 4, 7, 2]);
    expect(range(5).map(() => rng.integer(0, 100))).toEqual([52, 1, 87, 29, 37]);
    expect(rng.shuffled(range(6))).toEqual([2, 5, 4, 0, 3, 1]);
    expect(rng.uniform(-1, 1)).toBe(0.22330632097656178);
    expect(rng.permutation(10).slice(0, 3)).toEqual([9, 5, 6]);
    expect(() => numpyRandomState(2 ** 32)).toThrow("2^32");
  });
});
