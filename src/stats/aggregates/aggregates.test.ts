import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import {
  aggregateIqm,
  aggregateIqmFloor,
  meanOfTaskMeans,
  medianOfTaskMeans,
  optimalityGap,
  pairedProbabilityOfImprovement,
  performanceProfile,
  probabilityOfImprovement,
} from "./aggregate-statistics.ts";
import { bootstrapAggregate, bootstrapAggregatePair, bootstrapIqm } from "./bootstrap-aggregate.ts";
import { profileBands } from "./profile-bands.ts";
import { normaliseScores, scoreTable } from "./score-table.ts";

const rng = rngStream(1, "aggregates");
const table = (tasks: number, runs: number, values?: () => number) =>
  Array.from({ length: tasks }, () => Array.from({ length: runs }, values ?? (() => rng.float())));

describe("aggregate statistics", () => {
  const scores = [
    [0.2, 0.4, 0.6],
    [0.8, 1.2],
  ];
  test("of a ragged table by hand", () => {
    expect(meanOfTaskMeans(scores)).toBeCloseTo(0.7, 12);
    expect(medianOfTaskMeans(scores)).toBeCloseTo(0.7, 12);
    expect(optimalityGap(scores)).toBeCloseTo(1 - (0.2 + 0.4 + 0.6 + 0.8 + 1) / 5, 12);
    expect(performanceProfile(scores, [0, 0.5, 1])).toEqual([1, (1 / 3 + 1) / 2, 0.25]);
    expect(aggregateIqmFloor(scores)).toBeCloseTo(0.6, 12);
    expect(aggregateIqm([[1, 2.5, 7]])).toBe(3);
  });

  test("identical systems improve on each other half the time, paired or not", () => {
    expect(probabilityOfImprovement(scores, scores)).toBeCloseTo(0.5, 12);
    expect(pairedProbabilityOfImprovement(scores, scores)).toBe(0.5);
    expect(probabilityOfImprovement([[2, 3]], [[1, 2.5]])).toBe(0.75);
    expect(pairedProbabilityOfImprovement([[2, 3]], [[1, 2.5]])).toBe(1);
  });

  test("nothing is known of no tasks, an empty task, or different tasks", () => {
    expect([aggregateIqm([]), meanOfTaskMeans([[], [1]]), performanceProfile([[]], [0])]).toEqual([null, null, null]);
    expect(probabilityOfImprovement([[1]], [[1], [2]])).toBeNull();
    expect(
      scoreTable([
        [1, null],
        [2, 3],
      ]),
    ).toEqual([[1, 2], [3]]);
    expect(normaliseScores([[5, 10]], [{ low: 5, high: 15 }])).toEqual([[0, 0.5]]);
  });
});

describe("the bootstrap over runs × tasks", () => {
  test("by counting ranks equals the sorting path bit for bit, with ties, on 200 shapes (It works when, 7)", () => {
    for (let i = 0; i < 200; i++) {
      const shape = table(1 + rng.integer(5), 2 + rng.integer(6), () => rng.integer(6) / 5);
      const options = () => ({
        rng: rngStream(i),
        resamples: 200,
        method: "percentile" as const,
        keepReplicates: true,
      });
      const counted = bootstrapIqm(shape, options());
      const sorted = bootstrapAggregate(shape, aggregateIqm, options());
      expect(counted.replicates).toEqual(sorted.replicates);
      expect(counted.ci).toEqual(sorted.ci);
    }
  });

  test("tasks of one run are noted, and too many refuse the interval", () => {
    const thin = bootstrapAggregate([[1], [2, 3]], meanOfTaskMeans, { rng: rngStream(1), resamples: 200 });
    expect(thin).toMatchObject({ ci: null, reason: "too-few" });
    const some = [...table(9, 4), [0.5]];
    const noted = bootstrapAggregate(some, meanOfTaskMeans, { rng: rngStream(1), resamples: 400 });
    expect(noted.ci).not.toBeNull();
    expect(noted.notes).toEqual(expect.arrayContaining(["resampled runs", "1 of 10 tasks have one run"]));
  });

  test("drawing tasks too asks a wider question", () => {
    const spread = Array.from({ length: 12 }, (_, t) => table(1, 5)[0]!.map((score) => score / 10 + t / 12));
    const width = (resample: "runs" | "runs-and-tasks") => {
      const { ci } = bootstrapAggregate(spread, meanOfTaskMeans, { rng: rngStream(1), resamples: 500, resample });
      return ci!.high! - ci!.low!;
    };
    expect(width("runs-and-tasks")).toBeGreaterThan(3 * width("runs"));
  });

  test("pairs of systems are drawn each alone", () => {
    const [a, b] = [table(4, 8), table(4, 8, () => rng.float() + 0.3)];
    const { value, ci } = bootstrapAggregatePair(b, a, probabilityOfImprovement, { rng: rngStream(1), resamples: 500 });
    expect(value!).toBeGreaterThan(0.5);
    expect(ci!.low!).toBeLessThan(value!);
  });

  test("profiles have pointwise bands inside a simultaneous one", () => {
    const taus = [0.2, 0.4, 0.6, 0.8];
    const { profile, pointwise, simultaneous } = profileBands(table(4, 8), taus, {
      rng: rngStream(1),
      resamples: 500,
    })!;
    expect(profile).toHaveLength(4);
    pointwise.forEach((ci, i) => {
      expect(ci!.low!).toBeGreaterThanOrEqual(simultaneous!.low[i]! - 0.02);
      expect(profile[i]!).toBeGreaterThanOrEqual(ci!.low!);
    });
    expect(profileBands([], taus, { rng: rngStream(1) })).toBeNull();
  });
});
