import { describe, expect, test } from "vitest";
import { bootstrapRatio } from "../../stats/bootstrap/bootstrap-ratio.ts";
import { rngStream } from "../../stats/index.ts";
import { bootstrapDifferences, bootstrapRatios, type RatioColumns } from "./bootstrap-ratios.ts";

const units = 40;
const chance = rngStream(1, "test");
const drawn = (draw: () => number) => Float64Array.from({ length: units }, draw);
const ratio = (numerators: Float64Array, denominators: Float64Array): RatioColumns => ({ numerators, denominators });

const ones = drawn(() => 1);
const plain = ratio(drawn(chance.normal), ones);
const weighted = ratio(drawn(chance.normal), drawn(chance.float));
const seen = drawn(() => (chance.float() < 0.8 ? 1 : 0));
const gappy = ratio(
  Float64Array.from(seen, (present) => present * chance.normal()),
  seen,
);
const strata = Array.from({ length: units }, (_, i) => (i % 3 === 0 ? "x" : "y"));

describe("bootstrapRatios", () => {
  test.each([
    ["bca", undefined],
    ["bca", strata],
    ["studentised", undefined],
    ["studentised", strata],
    ["percentile", strata],
    ["t", strata],
  ] as const)("gives the %s limits that bootstrapRatio gives, strata %j", (method, labels) => {
    const options = { rng: rngStream(1, "triplets"), method, resamples: 2000, ...(labels ? { strata: labels } : {}) };
    const joint = bootstrapRatios(units, [plain, weighted, gappy], options);
    for (const [i, { numerators, denominators }] of [plain, weighted, gappy].entries()) {
      const alone = bootstrapRatio(numerators, denominators, { ...options, rng: rngStream(1, "triplets") });
      expect(joint[i]!.value).toBeCloseTo(alone.value!, 12);
      expect(joint[i]!.se).toBeCloseTo(alone.se!, 12);
      expect(joint[i]!.method).toBe(alone.method);
      // Only the order of additions differs.
      expect(joint[i]!.ci!.low).toBeCloseTo(alone.ci!.low!, 12);
      expect(joint[i]!.ci!.high).toBeCloseTo(alone.ci!.high!, 12);
    }
  });

  test("shares its draws between all columns, also beyond one pass", () => {
    const many = Array.from({ length: 120 }, (_, i) => (i % 2 === 0 ? plain : weighted));
    const estimates = bootstrapRatios(units, many, { rng: rngStream(1, "d"), method: "bca", resamples: 500 });
    for (const [i, estimate] of estimates.entries()) expect(estimate).toEqual(estimates[i % 2]);
  });

  test.each(["bca", "percentile", "t"] as const)(
    "a difference of two means is the mean of the differences (%s)",
    (method) => {
      const options = { rng: rngStream(1, "d"), method, resamples: 1000, strata };
      const lists = [drawn(chance.normal), drawn(chance.normal), drawn(chance.normal)];
      const [difference] = bootstrapDifferences(units, lists, [[2, 0]], options);
      const [paired] = bootstrapRatios(
        units,
        [
          ratio(
            lists[2]!.map((value, i) => value - lists[0]![i]!),
            ones,
          ),
        ],
        options,
      );
      expect(difference!.value).toBeCloseTo(paired!.value!, 12);
      expect(difference!.se).toBeCloseTo(paired!.se!, 12);
      expect(difference!.ci!.low).toBeCloseTo(paired!.ci!.low!, 12);
      expect(difference!.ci!.high).toBeCloseTo(paired!.ci!.high!, 12);
    },
  );

  test("adding a statistic leaves the others' numbers as they were", () => {
    const run = (statistics: RatioColumns[]) =>
      bootstrapRatios(units, statistics, { rng: rngStream(1, "a"), method: "bca", resamples: 500 });
    expect(run([weighted, plain])[0]).toEqual(run([weighted])[0]);
  });

  test.each([
    ["no unit with a part in it", drawn(() => 0), "not-identified"],
    ["equal values", ones, "no-variation"],
  ] as const)("with %s there is no interval", (_, column, reason) => {
    const [estimate] = bootstrapRatios(units, [ratio(column, column)], {
      rng: rngStream(1, "e"),
      method: "bca",
      resamples: 500,
    });
    expect(estimate).toMatchObject({ ci: null, reason });
  });
});
