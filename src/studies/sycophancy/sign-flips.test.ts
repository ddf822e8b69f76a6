import { describe, expect, test } from "vitest";
import { rngStream } from "../../stats/index.ts";
import { signFlipTest } from "../../stats/permutation/sign-flip-test.ts";
import { signFlipPs } from "./sign-flips.ts";

const chance = rngStream(1, "test");
const listOf = (length: number, shift: number) => Float64Array.from({ length }, () => chance.normal() + shift);
const stream = () => rngStream(1, "signs");
const alone = (values: Float64Array, draws: number) =>
  signFlipTest(values, { rng: stream(), resamples: draws, method: "monte-carlo", convention: "absolute" }).p;

describe("signFlipPs", () => {
  test.each([5, 8, 36, 41, 100])("gives for %d values the p that each test gives alone", (length) => {
    const lists = [listOf(length, 0), listOf(length, 0.3), listOf(length, -2)];
    const ps = signFlipPs(lists, [], { rng: stream(), draws: 3000 });
    expect(ps.lists).toEqual(lists.map((values) => alone(values, 3000)));
  });

  test("a difference is tested like the list of differences", () => {
    const [a, b] = [listOf(36, 0.2), listOf(36, 0)];
    const ps = signFlipPs([a, b], [[0, 1]], { rng: stream(), draws: 3000 });
    const differences = a.map((value, i) => value - b[i]!);
    expect(ps.pairs).toEqual([alone(differences, 3000)]);
  });

  test("is never 0, and 1 where nothing differs from zero", () => {
    const lists = [new Float64Array(30).fill(1), new Float64Array(30)];
    expect(signFlipPs(lists, [], { rng: stream(), draws: 1000 }).lists).toEqual([1 / 1001, 1]);
  });
});
