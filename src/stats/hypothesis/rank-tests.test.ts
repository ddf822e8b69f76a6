import { describe, expect, test } from "vitest";
import { rngStream } from "../chance/rng-stream.ts";
import { brunnerMunzel } from "./brunner-munzel.ts";
import { hodgesLehmann, hodgesLehmannShift } from "./hodges-lehmann.ts";
import { mannWhitney } from "./mann-whitney.ts";
import { wilcoxonSignedRank } from "./wilcoxon.ts";

const rng = rngStream(3, "rank tests");

/** All sign vectors on mid-ranks. */
function bruteWilcoxon(d: readonly number[]) {
  const kept = d.filter((v) => v !== 0);
  const sizes = kept.map(Math.abs);
  const rank = sizes.map((v) => sizes.filter((w) => w < v).length + (sizes.filter((w) => w === v).length + 1) / 2);
  const plus = (bits: number) => rank.reduce((sum, r, i) => sum + (bits & (1 << i) ? r : 0), 0);
  const observed = plus(kept.reduce((bits, v, i) => bits | (v > 0 ? 1 << i : 0), 0));
  let [greater, less] = [0, 0];
  for (let bits = 0; bits < 2 ** kept.length; bits++) {
    if (plus(bits) >= observed) greater++;
    if (plus(bits) <= observed) less++;
  }
  return { observed, greater: greater / 2 ** kept.length, less: less / 2 ** kept.length };
}

function bruteMannWhitney(a: readonly number[], b: readonly number[]) {
  const pool = [...a, ...b];
  const u = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, v) => sum + y.reduce((s, w) => s + (v > w ? 1 : v === w ? 0.5 : 0), 0), 0);
  const observed = u(a, b);
  let [greater, less, all] = [0, 0, 0];
  for (let bits = 0; bits < 2 ** pool.length; bits++) {
    const x = pool.filter((_, i) => bits & (1 << i));
    if (x.length !== a.length) continue;
    const value = u(
      x,
      pool.filter((_, i) => !(bits & (1 << i))),
    );
    all++;
    if (value >= observed) greater++;
    if (value <= observed) less++;
  }
  return { observed, greater: greater / all, less: less / all };
}

const distinct = rngStream(3, "rank tests", "distinct");
const draws = (n: number) => Array.from({ length: n }, () => distinct.normal());
const whole = (n: number) => Array.from({ length: n }, () => rng.integer(7) - 2);

describe("Wilcoxon's signed-rank test", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("is exact with ties and zeros, or for real ones, for %s values", (n) => {
    for (const d of [[...whole(n - 1), 1], [...whole(n - 1), -2], [...whole(n - 1), 3], draws(n)]) {
      const brute = bruteWilcoxon(d);
      expect(wilcoxonSignedRank(d).statistic).toBe(brute.observed);
      expect(wilcoxonSignedRank(d, { alternative: "greater" }).p).toBeCloseTo(brute.greater, 12);
      expect(wilcoxonSignedRank(d, { alternative: "less" }).p).toBeCloseTo(brute.less, 12);
    }
  });

  test("zeros: dropped, ranked and left out, or shared", () => {
    const d = [0, 0, 1, 2, -3, 4, 5];
    expect(wilcoxonSignedRank(d)).toMatchObject({ statistic: 12, n: 5, zeros: 2 });
    expect(wilcoxonSignedRank(d, { zeros: "pratt" }).statistic).toBe(20);
    expect(wilcoxonSignedRank(d, { zeros: "split" }).statistic).toBe(21.5);
    expect(wilcoxonSignedRank([0, 0])).toMatchObject({ p: null, reason: "too-few", zeros: 2 });
  });

  test("exact and normal agree for many values", () => {
    const d = Array.from({ length: 120 }, () => rng.normal() + 0.15);
    const [exact, normal] = [wilcoxonSignedRank(d).p!, wilcoxonSignedRank(d, { method: "normal" }).p!];
    expect(Math.abs(exact - normal)).toBeLessThan(0.002);
  });
});

describe("Mann and Whitney's test", () => {
  test.each(
    Array.from({ length: 9 }, (_, i) => Array.from({ length: 9 - i }, (__, j) => [i + 1, j + 1] as const)).flat(),
  )("is exact with ties, or for real ones, for %s against %s", (n, m) => {
    for (const make of [whole, whole, draws]) {
      const [a, b] = [make(n), make(m)];
      const brute = bruteMannWhitney(a, b);
      expect(mannWhitney(a, b).statistic).toBeCloseTo(brute.observed, 12);
      expect(mannWhitney(a, b, { alternative: "greater" }).p).toBeCloseTo(brute.greater, 12);
      expect(mannWhitney(a, b, { alternative: "less" }).p).toBeCloseTo(brute.less, 12);
    }
  });

  test("does not change under any increasing map, and swaps with its arguments", () => {
    const [a, b] = [
      [1, 4, 6, 7],
      [2, 3, 5, 8, 9],
    ];
    expect(mannWhitney(a.map(Math.exp), b.map(Math.exp)).p).toBe(mannWhitney(a, b).p);
    expect(mannWhitney(b, a).p).toBeCloseTo(mannWhitney(a, b).p!, 12);
    expect(mannWhitney([], b).reason).toBe("too-few");
    expect(mannWhitney([1, 1], [1, 1], { method: "normal" }).reason).toBe("no-variation");
  });
});

describe("Brunner and Munzel's test", () => {
  test("agrees with the published pain scores", () => {
    const a = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1];
    const b = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4];
    const { estimate, test: result } = brunnerMunzel(b, a);
    expect(result.statistic).toBeCloseTo(3.1374674823029505, 10);
    expect(result.df as number).toBeCloseTo(17.68284, 4);
    expect(result.p).toBeCloseTo(0.005786208666151538, 10);
    expect(estimate.value).toBeCloseTo(0.788961038961039, 12);
    expect(estimate.ci!.high!).toBeLessThan(1);
  });

  test("complete separation has no interval, and a p from permutation only", () => {
    const [a, b] = [
      [5, 6, 7, 8],
      [1, 2, 3],
    ];
    const alone = brunnerMunzel(a, b);
    expect(alone.estimate).toMatchObject({ value: 1, ci: null, reason: "separated" });
    expect(alone.test).toMatchObject({ p: null, reason: "separated" });
    const drawn = brunnerMunzel(a, b, { rng: rngStream(1), resamples: 2000 }).test;
    expect(drawn.p!).toBeGreaterThan(0.02);
    expect(drawn.p!).toBeLessThan(0.1);
  });

  test("equal samples, and samples of one", () => {
    expect(brunnerMunzel([1, 1], [1, 1]).estimate).toMatchObject({ value: 0.5, ci: null, reason: "no-variation" });
    expect(brunnerMunzel([1], [1, 2]).estimate.reason).toBe("too-few");
  });
});

describe("Hodges–Lehmann", () => {
  test("centre and shift move with the values, and have the level they say", () => {
    const x = Array.from({ length: 12 }, () => rng.normal());
    const moved = hodgesLehmann(x.map((v) => 3 - 2 * v));
    const plain = hodgesLehmann(x);
    expect(moved.value).toBeCloseTo(3 - 2 * plain.value!, 12);
    expect(moved.ci!.low).toBeCloseTo(3 - 2 * plain.ci!.high!, 12);
    expect(plain.ci!.level).toBeGreaterThanOrEqual(0.95);
    const shift = hodgesLehmannShift(
      x.map((v) => v + 5),
      x,
    );
    expect(shift.value).toBeCloseTo(5, 10);
    expect(shift.ci!.level).toBeGreaterThanOrEqual(0.95);
  });

  test.each([
    ["7 and 6 values", [2.2, 3.9, 3.1, 4.6, 2.7, 5.3, 3.35], [1.3, 2.1, 0.4, 3.7, 2.95, 1.8]],
    ["25 and 40 values", draws(25), draws(40)],
    ["40 and 25 values", draws(40), draws(25)],
  ])("limits are where the exact rank test stops rejecting: %s", (_, a, b) => {
    const { ci } = hodgesLehmannShift(a, b);
    const p = (shift: number) =>
      mannWhitney(
        a,
        b.map((v) => v + shift),
      ).p!;
    expect(p(ci!.low! - 1e-6)).toBeLessThanOrEqual(0.05);
    expect(p(ci!.low! + 1e-6)).toBeGreaterThan(0.05);
    expect(p(ci!.high! + 1e-6)).toBeLessThanOrEqual(0.05);
    expect(p(ci!.high! - 1e-6)).toBeGreaterThan(0.05);
  });

  test.each([[[]], [[1]], [[1, 2, 3]]])("of %j has no 95 %% interval", (values) => {
    expect(hodgesLehmann(values)).toMatchObject({ ci: null, reason: "too-few" });
  });
});
