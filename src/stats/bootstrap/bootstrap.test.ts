import { describe, expect, test } from "vitest";
import { mulberry32 } from "../chance/mulberry32.ts";
import { blockStream, rngStream } from "../chance/rng-stream.ts";
import { meanOf } from "../describe/moments.ts";
import { median } from "../describe/quantile.ts";
import { bootstrap, bootstrapRows } from "./bootstrap.ts";
import type { BootstrapMethod } from "./bootstrap-options.ts";
import { bootstrapMean, bootstrapRatio } from "./bootstrap-ratio.ts";
import { bootstrapDifference, bootstrapSamples } from "./bootstrap-samples.ts";
import { bootstrapTotals } from "./bootstrap-totals.ts";

const every: BootstrapMethod[] = ["percentile", "basic", "bca", "studentised", "t"];
const sample = Object.freeze([4.1, 5.6, 3.3, 7.9, 6.2, 5.0, 4.4, 9.1, 5.8, 6.6, 3.9, 7.2]);
const rng = () => rngStream(1, "test");

describe("bootstrapMean", () => {
  test("equals the generic bootstrap of the mean, draw by draw", () => {
    const fast = bootstrapMean(sample, { rng: rng(), resamples: 2000, method: "bca", also: every });
    const slow = bootstrap(sample, meanOf, { rng: rng(), resamples: 2000, method: "bca", also: every });
    for (const method of every) {
      expect(fast.intervals[method]!.low).toBeCloseTo(slow.intervals[method]!.low!, 10);
      expect(fast.intervals[method]!.high).toBeCloseTo(slow.intervals[method]!.high!, 10);
    }
    expect(fast.bca!.acceleration).toBeCloseTo(slow.bca!.acceleration, 12);
  });

  test("any block of replicates can be drawn by itself, so that workers may share them out", () => {
    const { replicates } = bootstrapMean(sample, { rng: rng(), resamples: 4096, keepReplicates: true });
    const [first, second, third, fourth] = [3072, 1024, 0, 2048].map((start) => {
      const source = blockStream(rng(), start);
      return Float64Array.from({ length: 1024 }, () =>
        meanOf(Float64Array.from(sample, () => sample[source.integer(sample.length)]!)),
      );
    });
    const shared = [third!, second!, fourth!, first!].flatMap((part) => Array.from(part));
    expect(Array.from(replicates!)).toHaveLength(4096);
    expect(shared.every((value, i) => Math.abs(value - replicates![i]!) < 1e-12)).toBe(true);
  });

  test("the same seed gives the same numbers, another seed others, and the stream is in the record", () => {
    const run = (seed: number) => bootstrapMean(sample, { rng: rngStream(seed, "m"), resamples: 500 }).ci;
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(run(1)).toMatchObject({ seed: 1, stream: "m", resamples: 500, sides: "two", level: 0.95 });
  });

  test("shift and scale move the limits with the values", () => {
    const options = () => ({ rng: rng(), resamples: 500, method: "bca" as const });
    const plain = bootstrapMean(sample, options()).ci!;
    const moved = bootstrapMean(
      sample.map((value) => 100 + 3 * value),
      options(),
    ).ci!;
    expect(moved.low).toBeCloseTo(100 + 3 * plain.low!, 9);
    expect(moved.high).toBeCloseTo(100 + 3 * plain.high!, 9);
  });

  test.each([
    [0, "too-few"],
    [1, "too-few"],
  ] as const)("of %s values has no interval (%s)", (n, reason) => {
    const estimate = bootstrapMean(sample.slice(0, n), { rng: rng() });
    expect(estimate).toMatchObject({ ci: null, se: null, reason, n });
    expect(estimate.value).toBe(n === 0 ? null : 4.1);
  });

  test.each([
    [3, "t"],
    [12, "bootstrap studentised"],
    [120, "bootstrap bca"],
  ])("of %s values is by %s unless asked otherwise (§5.1)", (n, method) => {
    const values = Array.from({ length: n }, (_, i) => sample[i % 12]! + i / 50);
    const estimate = bootstrapMean(values, { rng: rng(), resamples: 400 });
    expect(estimate.method).toBe(method);
    expect(estimate.notes.includes("few")).toBe(n === 3);
  });

  test("ten equal values have a mean and no interval", () => {
    const estimate = bootstrapMean(new Array(10).fill(0.1), { rng: rng(), method: "bca", also: every });
    expect(estimate).toMatchObject({ value: 0.1, ci: null, reason: "no-variation", intervals: {} });
    expect(estimate.refused.map((refusal) => refusal.reason)).toEqual(new Array(5).fill("no-variation"));
  });

  test("limits beyond the range are clipped and noted", () => {
    const estimate = bootstrapMean([0, 0, 0, 1, 0, 1], { rng: rng(), method: "t", range: [0, 1] });
    expect(estimate.ci!.low).toBe(0);
    expect(estimate.notes).toContain("clipped");
  });

  test.each([
    [{ level: 95 }, "level is a share in (0,1)"],
    [{ resamples: 100 }, "at least 200"],
    [{ method: "magic" as never }, "bootstrap method"],
  ])("refuses %j", (options, message) => {
    expect(() => bootstrapMean(sample, { rng: rng(), ...options })).toThrow(message);
  });

  test("auto goes on until the limits hold still to 2 % of the width", () => {
    const { ci, resamples } = bootstrapMean(sample, { rng: rng(), resamples: "auto", method: "percentile" });
    const error = Math.max(ci!.monteCarloError!.low!, ci!.monteCarloError!.high!);
    expect(error).toBeLessThanOrEqual(0.02 * (ci!.high! - ci!.low!));
    expect(resamples).toBeGreaterThanOrEqual(2000);
  });
});

describe("strata", () => {
  test("are drawn inside: with no variation inside, the mean does not vary", () => {
    const strata = ["a", "a", "a", "b", "b", "b"];
    const flat = bootstrapMean([1, 1, 1, 5, 5, 5], { rng: rng(), strata, method: "percentile" });
    expect(flat).toMatchObject({ value: 3, ci: null, reason: "no-variation" });
    const options = { rng: rng(), strata, method: "bca" as const, resamples: 3000 };
    const narrow = bootstrapMean([1, 2, 3, 51, 52, 53], options).ci!;
    expect(narrow.high! - narrow.low!).toBeLessThan(2);
  });

  test("of one unit are noted, and too many of them refuse the interval", () => {
    const few = bootstrapMean(sample, { rng: rng(), strata: [...new Array(11).fill(0), 1], method: "percentile" });
    expect(few.ci).toBeNull();
    expect(few).toMatchObject({ reason: "too-few", notes: ["1 of 2 strata hold one unit"] });
    const labels = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 5];
    const many = bootstrapMean(sample, { rng: rng(), strata: labels, method: "percentile", resamples: 300 });
    expect(many.ci).not.toBeNull();
    expect(many.notes).toContain("1 of 6 strata hold one unit");
  });
});

describe("clusters", () => {
  const clusters = ["a", "b", "a", "c", "c", "c", "b", "d", "e", "f", "f", "g"];

  test("bring all their rows: the generic statistic equals the ratio of cluster totals", () => {
    const totals = new Map<string, [number, number]>();
    clusters.forEach((cluster, i) => {
      const [sum, count] = totals.get(cluster) ?? [0, 0];
      totals.set(cluster, [sum + sample[i]!, count + 1]);
    });
    const tops = [...totals.values()].map(([sum]) => sum);
    const bottoms = [...totals.values()].map(([, count]) => count);
    const options = () => ({ rng: rng(), resamples: 1000, method: "bca" as const, also: ["percentile"] as const });
    const ratio = bootstrapRatio(tops, bottoms, options());
    const rows = bootstrap(sample, meanOf, { ...options(), clusters });
    expect(ratio.n).toBe(7);
    expect(rows.n).toBe(7);
    expect(ratio.ci!.low).toBeCloseTo(rows.ci!.low!, 10);
    expect(ratio.ci!.high).toBeCloseTo(rows.ci!.high!, 10);
  });

  test("a ratio's studentised interval uses the linearised error, scale-free in both parts", () => {
    const tops = [3, 5, 2, 8, 6, 4, 7];
    const bottoms = [6, 9, 5, 12, 10, 8, 11];
    const plain = bootstrapRatio(tops, bottoms, { rng: rng(), resamples: 1000, method: "studentised" });
    const scaled = bootstrapRatio(
      tops.map((t) => 10 * t),
      bottoms.map((b) => 5 * b),
      {
        rng: rng(),
        resamples: 1000,
        method: "studentised",
      },
    );
    expect(plain.ci!.method).toBe("studentised");
    expect(scaled.ci!.low).toBeCloseTo(2 * plain.ci!.low!, 10);
  });
});

describe("bootstrapTotals", () => {
  const columns = { a: [1, 2, 4, 3, 5, 2], b: [2, 2, 5, 3, 6, 4], own: [1, 1, 1, 0, 1, 1] };

  test("a statistic's numbers do not depend on which others are asked for", () => {
    const options = () => ({ rng: rng(), resamples: 500, method: "bca" as const });
    const ratio = (t: { a: number; b: number }) => t.a / t.b;
    const one = bootstrapTotals(columns, { ratio }, options());
    const two = bootstrapTotals(columns, { mean: (t, n) => t.a / n, ratio }, options());
    expect(two.ratio).toEqual(one.ratio);
    const direct = bootstrapRatio(columns.a, columns.b, options());
    expect(one.ratio.ci!.low).toBeCloseTo(direct.ci!.low!, 10);
    expect(one.ratio.ci!.high).toBeCloseTo(direct.ci!.high!, 10);
  });

  test("an undefined statistic is null with a reason, and does not disturb the others", () => {
    const { none, fine } = bootstrapTotals(
      { zero: [0, 0, 0], a: [1, 2, 3] },
      { none: (t) => (t.zero === 0 ? null : t.a / t.zero), fine: (t, n) => t.a / n },
      { rng: rng(), resamples: 300, method: "percentile" },
    );
    expect(none).toMatchObject({ value: null, ci: null, reason: "not-identified" });
    expect(fine.ci).not.toBeNull();
  });

  test("resamples on which a statistic is undefined are counted, and too many of them refuse it", () => {
    const { share } = bootstrapTotals(
      { hit: [1, 0, 0, 0], case: [1, 0, 0, 1] },
      { share: (t) => (t.case === 0 ? null : t.hit / t.case) },
      { rng: rng(), resamples: 1000, method: "bca" },
    );
    expect(share.refused).toContainEqual({ method: "bca", reason: "degenerate-resamples" });
    expect(share).toMatchObject({ value: 0.5, method: "t", intervals: { t: share.ci } });
    expect(share.degenerate).toBeGreaterThan(10);
  });
});

describe("several samples", () => {
  test("studentised difference falls back to Welch's t below 5 a side", () => {
    const small = bootstrapDifference(sample.slice(0, 4), sample.slice(4), { rng: rng() });
    expect(small.method).toBe("t");
    const large = bootstrapDifference(sample.slice(0, 6), sample.slice(6), { rng: rng(), resamples: 1000 });
    expect(large.method).toBe("bootstrap studentised");
    expect(large.value).toBeCloseTo(meanOf(sample.slice(0, 6)) - meanOf(sample.slice(6)), 12);
  });

  test("a sample of one is too few, and NaN is named with its place", () => {
    const ratio = bootstrapSamples([[1], [2, 3]], (a, b) => a![0]! / b![0]!, { rng: rng(), method: "bca" });
    expect(ratio).toMatchObject({ ci: null, reason: "too-few" });
    expect(() => bootstrapSamples([[1, Number.NaN]], (a) => a![0]!, { rng: rng() })).toThrow("samples[0][1] is NaN");
  });
});

test("pairs are drawn together", () => {
  const x = sample;
  const y = sample.map((value) => 2 * value + 1);
  const slope = bootstrapRows([x, y], (a, b) => (meanOf(b!) - 1) / meanOf(a!), { rng: rng(), resamples: 300 });
  expect(slope.value).toBeCloseTo(2, 12);
  expect(slope.reason).toBe("no-variation");
});

test("beyond 5,000 units the jackknife leaves out 200 random groups and says so", () => {
  const source = rngStream(5);
  const values = Array.from({ length: 5200 }, () => source.normal());
  const estimate = bootstrap(values, (x) => meanOf(x), { rng: rng(), resamples: 200, method: "bca" });
  expect(estimate.notes).toContain("jackknife over 200 random groups");
  expect(estimate.se! / (1 / Math.sqrt(5200))).toBeGreaterThan(0.8);
  expect(estimate.se! / (1 / Math.sqrt(5200))).toBeLessThan(1.25);
});

test("a bare generator without named streams goes on from block to block", () => {
  const estimate = bootstrapMean(sample, { rng: mulberry32(1), resamples: 2000, method: "percentile" });
  expect(estimate.ci!.low!).toBeLessThan(estimate.value!);
  expect(median(sample)).toBeCloseTo(5.7, 12);
});

test("Math.random is never used", () => {
  const before = Math.random;
  Math.random = () => {
    throw new Error("drew from the global generator");
  };
  try {
    bootstrapMean(sample, { rng: rng(), method: "bca", also: every });
  } finally {
    Math.random = before;
  }
});
