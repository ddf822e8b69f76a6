import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { aggregateBattles, type Battles } from "./battles.ts";
import { bootstrapStrengths } from "./bootstrap-ratings.ts";
import { bradleyTerry, winProbability } from "./bradley-terry.ts";
import { fragility, legacyElo, rankIntervals, ratings, strengthDifference } from "./ratings.ts";

const rng = rngStream(1, "battles");
function simulate(
  theta: readonly number[],
  count: number,
  ties = 0,
): Battles & { first: number[]; second: number[]; score: number[] } {
  const [first, second, score]: number[][] = [[], [], []];
  for (let b = 0; b < count; b++) {
    const i = rng.integer(theta.length);
    const j = (i + 1 + rng.integer(theta.length - 1)) % theta.length;
    first!.push(i);
    second!.push(j);
    score!.push(rng.float() < ties ? 0.5 : rng.float() < winProbability(theta, i, j) ? 1 : 0);
  }
  return { first: first!, second: second!, score: score! };
}

describe("bradleyTerry", () => {
  test("of two players is the logit of the share won, with the binomial error", () => {
    const battles = { first: [0, 0, 0, 1], second: [1, 1, 1, 0], score: [1, 1, 0.5, 1] };
    const fit = bradleyTerry(aggregateBattles(battles, 2));
    const won = 2.5 / 4;
    expect(fit.theta![0]! - fit.theta![1]!).toBeCloseTo(Math.log(won / (1 - won)), 10);
    const { se } = strengthDifference(fit, 0, 1);
    const squares = 2 * (1 - won) ** 2 + (0.5 - won) ** 2 + (0 - won) ** 2;
    expect(se).toBeCloseTo(Math.sqrt(squares) / (4 * won * (1 - won)), 8);
  });

  test("finds planted strengths, sums to 0, and does not mind who is named first", () => {
    const truth = [1, 0.5, 0, -0.5, -1];
    const battles = simulate(truth, 20_000, 0.1);
    const fit = bradleyTerry(aggregateBattles(battles, 5));
    expect(fit.theta!.reduce((sum, t) => sum + t, 0)).toBeCloseTo(0, 9);
    const swapped = { first: battles.second, second: battles.first, score: battles.score.map((s) => 1 - s) };
    const other = bradleyTerry(aggregateBattles(swapped, 5));
    fit.theta!.forEach((t, p) => {
      expect(Math.abs(t - truth[p]! * 0.9)).toBeLessThan(0.1);
      expect(other.theta![p]).toBeCloseTo(t, 8);
    });
  });

  test("weights count as repeats for the strengths", () => {
    const battles = simulate([0.4, 0, -0.4], 200);
    const doubled = bradleyTerry(aggregateBattles({ ...battles, weight: new Array(200).fill(2) }, 3));
    const plain = bradleyTerry(aggregateBattles(battles, 3));
    doubled.theta!.forEach((t, p) => {
      expect(t).toBeCloseTo(plain.theta![p]!, 8);
    });
    expect(strengthDifference(doubled, 0, 1).se).toBeCloseTo(strengthDifference(plain, 0, 1).se!, 8);
  });

  test("votes that repeat in clusters widen the interval, clusters of one do nothing much", () => {
    const battles = simulate([0.3, 0, -0.3], 300);
    const twice = (list: number[]) => [...list, ...list];
    const repeated = { first: twice(battles.first), second: twice(battles.second), score: twice(battles.score) };
    const naive = bradleyTerry(aggregateBattles(repeated, 3));
    const cluster = twice(Array.from({ length: 300 }, (_, b) => b));
    const robust = bradleyTerry(aggregateBattles({ ...repeated, cluster }, 3));
    expect(strengthDifference(robust, 0, 1).se! / strengthDifference(naive, 0, 1).se!).toBeCloseTo(Math.SQRT2, 1);
  });

  test.each([
    ["nobody met", [0, 2], [1, 3], [1, 0], "disconnected"],
    ["one only won", [0, 0, 1, 2, 3, 2], [1, 2, 2, 1, 1, 3], [1, 1, 1, 1, 0, 1], "separated"],
  ] as const)("is unknown when %s", (_, first, second, score, reason) => {
    const table = aggregateBattles({ first, second, score }, 4);
    const fit = bradleyTerry(table);
    expect(fit).toMatchObject({ theta: null, covariance: null, reason });
    expect(ratings(fit)[0]).toMatchObject({ value: null, ci: null, reason });
    expect(strengthDifference(fit, 0, 1).reason).toBe(reason);
    expect(fragility(fit, table, 0, 1)).toBeNull();
    if (reason === "separated") expect(bradleyTerry(table, { ridge: 0.1 }).theta![0]!).toBeGreaterThan(0);
    else
      expect(fit.components).toEqual([
        [0, 1],
        [2, 3],
      ]);
  });

  test.each([
    [{ first: [0], second: [0], score: [1] }, "themselves"],
    [{ first: [0], second: [5], score: [1] }, "second[0] is 5"],
    [{ first: [0], second: [1], score: [2] }, "score[0] is 2"],
    [{ first: [0, 1], second: [1], score: [1] }, "run in step"],
  ])("refuses %j", (battles, message) => {
    expect(() => aggregateBattles(battles, 2)).toThrow(message);
  });
});

describe("ratings", () => {
  const battles = simulate([0.8, 0.1, 0, -0.9], 1500);
  const table = aggregateBattles(battles, 4);
  const fit = bradleyTerry(table);

  test("on the usual scale, an anchor is fixed and has no interval", () => {
    const free = ratings(fit);
    const anchored = ratings(fit, { anchor: 2, offset: 1200 });
    expect(anchored[2]).toMatchObject({ value: 1200, ci: null, notes: ["anchor"] });
    expect(anchored[0]!.value! - anchored[1]!.value!).toBeCloseTo(free[0]!.value! - free[1]!.value!, 8);
    expect(free.reduce((sum, rating) => sum + rating.value!, 0)).toBeCloseTo(4000, 6);
    expect(() => ratings(fit, { anchor: 9 })).toThrow("a player from 0 to 3");
  });

  test("rank intervals from limits", () => {
    expect(rankIntervals([{ low: 5, high: 6 }, { low: 1, high: 3 }, { low: 2, high: 4 }, null])).toEqual([
      { best: 1, worst: 2 },
      { best: 2, worst: 4 },
      { best: 2, worst: 4 },
      null,
    ]);
  });

  test("the bootstrap agrees with the sandwich", () => {
    const { intervals, degenerate } = bootstrapStrengths(table, { rng: rngStream(2), resamples: 400 });
    const se = Math.sqrt(fit.covariance!.data[0]!);
    const width = intervals[0]!.high! - intervals[0]!.low!;
    expect(degenerate).toBe(0);
    expect(width / (2 * 1.96 * se)).toBeGreaterThan(0.85);
    expect(width / (2 * 1.96 * se)).toBeLessThan(1.15);
  });

  test("fragility counts the votes that hold a rank", () => {
    const count = fragility(fit, table, 0, 1)!;
    expect(count).toBeGreaterThan(0);
    expect(fragility(fit, table, 1, 0)).toBe(0);
    expect(fragility(fit, table, 0, 3) ?? Infinity).toBeGreaterThan(count);
  });

  test("online Elo depends on the order, which is why it is only legacy", () => {
    const reversed = aggregateBattles(
      {
        first: [...battles.first].reverse(),
        second: [...battles.second].reverse(),
        score: [...battles.score].reverse(),
      },
      4,
    );
    expect(legacyElo(table)[0]).not.toBeCloseTo(legacyElo(reversed)[0]!, 3);
  });
});
