import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { combinePValues } from "./combine-p-values.ts";
import { kendall, pearson, spearman } from "./correlation.ts";
import { binomialTest, fisherExact, signTest, twoProportionZ } from "./count-tests.ts";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import { nemenyi, nemenyiCriticalDifference } from "./nemenyi.ts";
import { andersonDarling, dagostinoPearson, jarqueBera } from "./normality.ts";
import { anova, bartlett, flignerKilleen, friedman, kruskalWallis, levene, welchAnova } from "./several-groups.ts";
import { shapiroWilk } from "./shapiro-wilk.ts";
import { stochasticOrderViolation } from "./stochastic-order.ts";

const rng = rngStream(6, "other tests");
const normal = (n: number, shift = 0) => Array.from({ length: n }, () => rng.normal() + shift);

describe("counts", () => {
  test("the lady tasting tea, and a table with a zero", () => {
    expect(
      fisherExact([
        [3, 1],
        [1, 3],
      ]).p,
    ).toBeCloseTo(34 / 70, 12);
    expect(
      fisherExact(
        [
          [3, 1],
          [1, 3],
        ],
        { alternative: "greater" },
      ).p,
    ).toBeCloseTo(17 / 70, 12);
    expect(
      fisherExact([
        [5, 0],
        [0, 5],
      ]),
    ).toMatchObject({ statistic: null, exact: true });
    expect(
      fisherExact([
        [0, 0],
        [0, 0],
      ]),
    ).toMatchObject({ p: null, reason: "too-few" });
  });

  test("binomial: the two conventions differ off the middle", () => {
    expect(binomialTest(2, 15, 0.3, { convention: "minlike" }).p).toBeCloseTo(0.2581, 3);
    expect(binomialTest(2, 15, 0.3).p).toBeCloseTo(2 * 0.126828, 5);
    expect(binomialTest(0, 0)).toMatchObject({ p: null, reason: "too-few" });
    expect(() => binomialTest(4, 3)).toThrow("at most n = 3");
  });

  test("the sign test leaves zeros out and counts them", () => {
    const result = signTest([1, 2, 0, -1, 3]);
    expect(result).toMatchObject({ n: 4, zeros: 1, statistic: 0.75 });
    expect(result.p).toBeCloseTo(0.625, 14);
  });

  test("two proportions of one outcome only have no z", () => {
    expect(twoProportionZ(0, 5, 0, 7)).toMatchObject({ p: null, reason: "no-variation" });
    expect(twoProportionZ(0, 0, 1, 7)).toMatchObject({ p: null, reason: "too-few" });
  });
});

describe("several groups", () => {
  const two = [normal(8), normal(11, 0.5)];

  test("with two groups ANOVA is the pooled t squared, Welch's its own", () => {
    expect(anova(two).df).toEqual([1, 17]);
    expect(welchAnova(two).df).toHaveLength(2);
    expect(anova(two).statistic).toBeGreaterThan(0);
  });

  test.each([
    ["ANOVA", anova],
    ["Welch ANOVA", welchAnova],
    ["Kruskal-Wallis", kruskalWallis],
    ["Levene", levene],
    ["Bartlett", bartlett],
    ["Fligner-Killeen", flignerKilleen],
    ["Friedman", friedman],
  ] as const)("%s knows nothing of one group, an empty one, or equal values", (_, run) => {
    expect(run([[1, 2, 3]])).toMatchObject({ p: null, reason: "too-few" });
    expect(run([[1, 2, 3], []])).toMatchObject({ p: null, reason: "too-few" });
    expect(
      run([
        [2, 2, 2],
        [2, 2, 2],
      ]),
    ).toMatchObject({ p: null, reason: "no-variation" });
    expect(() =>
      run([
        [1, Number.NaN],
        [1, 2],
      ]),
    ).toThrow("groups[0][1] is NaN");
  });

  test("ranks after Friedman: Nemenyi's critical difference for 5 treatments on 10 blocks", () => {
    expect(nemenyiCriticalDifference(5, 10)).toBeCloseTo(1.929, 3);
    const { meanRanks, p } = nemenyi([
      [1, 1, 1, 1],
      [2, 2, 3, 2],
      [3, 3, 2, 3],
    ]);
    expect(meanRanks).toEqual([1, 2.25, 2.75]);
    expect(p[0]![2]!).toBeLessThan(p[0]![1]!);
    expect(p[1]![1]).toBeNull();
  });
});

describe("Kolmogorov–Smirnov", () => {
  test("is exact given ties, by brute force", () => {
    const [a, b] = [
      [1, 2, 2, 5],
      [2, 3, 5, 5, 6],
    ];
    const pool = [...a, ...b];
    const distance = (x: number[], y: number[]) =>
      Math.max(
        ...pool.map((v) =>
          Math.abs(x.filter((w) => w <= v).length / x.length - y.filter((w) => w <= v).length / y.length),
        ),
      );
    const observed = distance(a, b);
    let [far, all] = [0, 0];
    for (let bits = 0; bits < 2 ** 9; bits++) {
      const x = pool.filter((_, i) => bits & (1 << i));
      if (x.length !== 4) continue;
      all++;
      if (
        distance(
          x,
          pool.filter((_, i) => !(bits & (1 << i))),
        ) >=
        observed - 1e-9
      )
        far++;
    }
    const result = kolmogorovSmirnov(a, b);
    expect(result.statistic).toBeCloseTo(observed, 12);
    expect(result.p).toBeCloseTo(far / all, 12);
    expect(kolmogorovSmirnov([], b)).toMatchObject({ p: null, reason: "too-few" });
  });
});

describe("normality", () => {
  test.each([
    ["Shapiro-Wilk", shapiroWilk],
    ["Jarque-Bera", jarqueBera],
    ["Anderson-Darling", andersonDarling],
    ["D'Agostino-Pearson", dagostinoPearson],
  ] as const)("%s rejects 5 %% of normal samples and most skewed ones", (_, run) => {
    let [normals, skewed] = [0, 0];
    for (let i = 0; i < 400; i++) {
      if (run(normal(60)).p! < 0.05) normals++;
      if (run(normal(60).map(Math.exp)).p! < 0.05) skewed++;
    }
    expect(normals / 400).toBeLessThan(0.085);
    expect(skewed / 400).toBeGreaterThan(0.9);
    expect(run([1, 2])).toMatchObject({ p: null, reason: "too-few" });
    expect(run(new Array(9).fill(3))).toMatchObject({ p: null, reason: "no-variation" });
  });
});

describe("correlation", () => {
  test.each([pearson, spearman])("%o of perfect pairs has no interval, of constant ones nothing", (run) => {
    expect(run([1, 2, 3, 4], [2, 4, 6, 8]).estimate).toMatchObject({ value: 1, ci: null, reason: "no-variation" });
    expect(run([1, 1, 1], [1, 2, 3]).estimate).toMatchObject({ value: null, reason: "no-variation" });
    expect(run([1, 2], [1, 2]).estimate).toMatchObject({ value: null, reason: "too-few" });
    const { ci } = run(normal(20), normal(20)).estimate;
    expect(ci!.low!).toBeGreaterThan(-1);
  });

  test("Kendall's exact p is that of brute force over all orders of five", () => {
    const x = [1, 2, 3, 4, 5];
    const y = [2, 1, 4, 3, 5];
    expect(kendall(x, y).estimate.value).toBeCloseTo(0.6, 12);
    expect(kendall(x, y).test.p).toBeCloseTo(2 * (14 / 120), 12);
    expect(kendall(x, y).test.p).toBeCloseTo(kendall(y, x).test.p!, 12);
    expect(kendall([1, 1, 2, 3], [1, 2, 2, 3]).test).toMatchObject({ exact: false, ties: 2 });
  });
});

test("combining keeps a single p, and refuses what is no probability", () => {
  for (const method of ["fisher", "stouffer", "tippett", "pearson"] as const) {
    expect(combinePValues([0.03], { method }).p).toBeCloseTo(0.03, 12);
    expect(combinePValues([], { method })).toMatchObject({ p: null, reason: "too-few" });
  }
  expect(combinePValues([0.5, 0.01], { method: "stouffer", weights: [0, 1] }).p).toBeCloseTo(0.01, 12);
  expect(() => combinePValues([2])).toThrow("p[0] is a probability");
});

test("stochastic order: 0 when above everywhere, ½ about equal, 1 below, with an upper limit", () => {
  expect(stochasticOrderViolation([2, 3, 4], [1, 2, 3]).value).toBe(0);
  expect(stochasticOrderViolation([1, 2, 3], [2, 3, 4]).value).toBe(1);
  expect(stochasticOrderViolation([0, 3], [1, 2]).value).toBeCloseTo(0.5, 12);
  expect(stochasticOrderViolation([1, 2], [1, 2])).toMatchObject({ value: null, reason: "no-variation" });
  const { ci } = stochasticOrderViolation(normal(20, 0.5), normal(25), { rng: rngStream(1), resamples: 300 });
  expect(ci).toMatchObject({ low: null, sides: "upper" });
});

test("Kendall's interval is a bootstrap over pairs, or null with a reason", () => {
  const x = normal(40);
  const y = x.map((value) => value + rng.normal());
  expect(kendall(x, y).estimate).toMatchObject({ ci: null, reason: "not-identified" });
  const { value, ci } = kendall(x, y, { rng: rngStream(1, "kendall"), resamples: 1000 }).estimate;
  expect(ci!.low!).toBeLessThan(value!);
  expect(ci!.high!).toBeLessThanOrEqual(1);
  expect(stochasticOrderViolation(x, y)).toMatchObject({ ci: null, reason: "not-identified" });
});
