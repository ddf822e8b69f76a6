import { describe, expect, test } from "vitest";
import {
  adjustPValues,
  bootstrapMean,
  bootstrapRatio,
  maxTPaired,
  oneSampleT,
  permutationTest,
  ppiMean,
  type Rng,
  rngStream,
  roganGladen,
  signFlipTest,
  tango,
  welch,
} from "./index.ts";
import { aggregateBattles, bradleyTerry, strengthDifference, winProbability } from "./paired-comparisons/index.ts";
import { eDivisive, pelt } from "./series/index.ts";

/** "It works when" 5, 6, 10 and 17 (11: sequential.slow.test.ts): error rates and coverage on seeded data whose truth is known. */
const normals = (rng: Rng, n: number, sd = 1) => Array.from({ length: n }, () => sd * rng.normal());

function rate(sets: number, name: string, happens: (rng: Rng) => boolean): number {
  let count = 0;
  for (let i = 0; i < sets; i++) if (happens(rngStream(i, "calibration", name))) count++;
  return count / sets;
}

const holds = (ci: { low: number | null; high: number | null } | null, truth: number) =>
  ci !== null && (ci.low ?? -Infinity) <= truth && truth <= (ci.high ?? Infinity);

describe("false positives of a 5 % test over 1,000 nulls (5)", () => {
  test.each([
    [3, 20],
    [5, 5],
    [10, 40],
  ])("permutation, %s against %s", (n, m) => {
    const found = rate(1000, `permutation ${n} ${m}`, (rng) => {
      const [a, b] = [normals(rng, n), normals(rng, m)];
      const { p } = permutationTest(a, b, { rng: rng.fork("draws"), resamples: 999 });
      expect(p!).toBeGreaterThan(0);
      return p! <= 0.05;
    });
    expect(found).toBeGreaterThanOrEqual(0.03);
    expect(found).toBeLessThanOrEqual(0.07);
  });

  test("Welch, 5 with threefold spread against 20", () => {
    const found = rate(1000, "welch", (rng) => welch(normals(rng, 5, 3), normals(rng, 20)).test.p! <= 0.05);
    expect(found).toBeGreaterThanOrEqual(0.03);
    expect(found).toBeLessThanOrEqual(0.07);
  });

  test("sign-flip by cluster", () => {
    const found = rate(1000, "clusters", (rng) => {
      const clusters = Array.from({ length: 16 }, () => {
        const common = rng.normal();
        return normals(rng, 5, 0.5).reduce((sum, value) => sum + common + value, 0);
      });
      return signFlipTest(clusters).p! <= 0.05;
    });
    expect(found).toBeGreaterThanOrEqual(0.03);
    expect(found).toBeLessThanOrEqual(0.07);
  });
});

describe("coverage of nominal 95 % intervals (6)", () => {
  test.each([
    ["studentised", "normal", 5, 0.93, 0.97],
    ["studentised", "normal", 15, 0.93, 0.97],
    ["studentised", "normal", 50, 0.93, 0.97],
    ["studentised", "lognormal", 15, 0.9, 1],
    ["percentile", "normal", 5, 0.81, 0.87],
  ] as const)("%s, %s, n = %s", (method, law, n, least, most) => {
    const truth = law === "normal" ? 0 : Math.exp(0.5);
    const covered = rate(1500, `${method} ${law} ${n}`, (rng) => {
      const x = normals(rng, n).map((value) => (law === "normal" ? value : Math.exp(value)));
      return holds(bootstrapMean(x, { rng: rng.fork("draws"), resamples: 1000, method }).ci, truth);
    });
    expect(covered).toBeGreaterThanOrEqual(least);
    expect(covered).toBeLessThanOrEqual(most);
  });

  test("Tango at n = 40, p_b = p_c = .05", () => {
    const covered = rate(1500, "tango", (rng) => {
      let [b, c] = [0, 0];
      for (let i = 0; i < 40; i++) {
        const u = rng.float();
        if (u < 0.05) b++;
        else if (u < 0.1) c++;
      }
      return holds(tango(b, c, 40).ci, 0);
    });
    expect(covered).toBeGreaterThanOrEqual(0.93);
    expect(covered).toBeLessThanOrEqual(0.98);
  });

  test("clusters 36 × 5 by the bootstrap over clusters, where the naive interval covers about 73 %", () => {
    const values = (rng: Rng) =>
      Array.from({ length: 36 }, () => {
        const common = 0.85 * rng.normal();
        return normals(rng, 5, 0.9).map((value) => common + value);
      });
    const covered = rate(1500, "clusters 36", (rng) => {
      const clusters = values(rng);
      const sums = clusters.map((cluster) => cluster.reduce((sum, value) => sum + value, 0));
      const ci = bootstrapRatio(sums, new Array(36).fill(5), { rng: rng.fork("draws"), resamples: 1000 }).ci;
      return holds(ci, 0);
    });
    const naive = rate(1500, "clusters 36", (rng) => holds(oneSampleT(values(rng).flat()).estimate.ci, 0));
    expect(covered).toBeGreaterThanOrEqual(0.92);
    expect(covered).toBeLessThanOrEqual(0.97);
    expect(naive).toBeGreaterThan(0.7);
    expect(naive).toBeLessThan(0.77);
  });

  test("PPI++ covers and is narrower than labels alone; the judge alone covers nothing (§15)", () => {
    const [sensitivity, specificity, prevalence] = [0.9, 0.7, 0.3];
    let [ppi, alone, judge, width, widthAlone, corrected] = [0, 0, 0, 0, 0, 0];
    const sets = 1500;
    for (let i = 0; i < sets; i++) {
      const rng = rngStream(i, "calibration", "ppi");
      const unit = () => {
        const y = rng.float() < prevalence ? 1 : 0;
        const f = rng.float() < (y ? sensitivity : 1 - specificity) ? 1 : 0;
        return [y, f] as const;
      };
      const labelled = Array.from({ length: 150 }, unit);
      const unlabelled = Array.from({ length: 4000 }, () => unit()[1]);
      const sample = { labels: labelled.map(([y]) => y), predictions: labelled.map(([, f]) => f), unlabelled };
      const [best, labels] = [ppiMean(sample).ci!, ppiMean(sample, { lambda: 0 }).ci!];
      if (holds(best, prevalence)) ppi++;
      if (holds(labels, prevalence)) alone++;
      if (holds(oneSampleT(unlabelled).estimate.ci, prevalence)) judge++;
      width += (best.high! - best.low!) / sets;
      widthAlone += (labels.high! - labels.low!) / sets;
      const count = (y: number, f: number) => labelled.filter(([a, b]) => a === y && b === f).length;
      const part = {
        positive: { successes: unlabelled.filter((f) => f === 1).length, n: 4000 },
        sensitivity: { successes: count(1, 1), n: count(1, 1) + count(1, 0) },
        specificity: { successes: count(0, 0), n: count(0, 0) + count(0, 1) },
      };
      if (holds(roganGladen(part).ci, prevalence)) corrected++;
    }
    expect(ppi / sets).toBeGreaterThanOrEqual(0.93);
    expect(ppi / sets).toBeLessThanOrEqual(0.97);
    expect(alone / sets).toBeGreaterThanOrEqual(0.93);
    expect(judge).toBe(0);
    expect(width).toBeLessThan(widthAlone);
    expect(width).toBeCloseTo(0.123, 2);
    expect(widthAlone).toBeCloseTo(0.146, 2);
    expect(corrected / sets).toBeGreaterThan(0.92);
  });

  test("Bradley–Terry differences", () => {
    const truth = [0.6, 0.2, 0, -0.2, -0.6];
    const covered = rate(1500, "bt", (rng) => {
      const battles = { first: [] as number[], second: [] as number[], score: [] as number[] };
      for (let b = 0; b < 300; b++) {
        const i = rng.integer(5);
        const j = (i + 1 + rng.integer(4)) % 5;
        battles.first.push(i);
        battles.second.push(j);
        battles.score.push(rng.float() < winProbability(truth, i, j) ? 1 : 0);
      }
      return holds(strengthDifference(bradleyTerry(aggregateBattles(battles, 5)), 0, 4).ci, 1.2);
    });
    expect(covered).toBeGreaterThanOrEqual(0.93);
    expect(covered).toBeLessThanOrEqual(0.97);
  });
});

describe("families of 40 metrics (10)", () => {
  const family = (rng: Rng, n: number, correlation: number, shift = 0) => {
    const common = normals(rng, n);
    return Array.from({ length: 40 }, () => ({
      values: common.map((c) => Math.sqrt(correlation) * c + Math.sqrt(1 - correlation) * rng.normal() + shift),
    }));
  };
  const holm = (metrics: { values: number[] }[]) =>
    adjustPValues(metrics.map(({ values }) => oneSampleT(values).test.p)).filter((p) => p! <= 0.05).length;
  const maxT = (metrics: { values: number[] }[], rng: Rng) =>
    maxTPaired(metrics, { rng, permutations: 499 }).rows.filter((row) => row.adjustedP! <= 0.05).length;

  test("nulls: max-T and Holm flag anything in at most 6 % of 400 runs", () => {
    const flaggedHolm = rate(400, "holm", (rng) => holm(family(rng, 500, 0.3)) > 0);
    const flaggedMaxT = rate(400, "max-t", (rng) => maxT(family(rng, 500, 0.3), rng.fork("flips")) > 0);
    expect(flaggedHolm).toBeLessThanOrEqual(0.06);
    expect(flaggedMaxT).toBeLessThanOrEqual(0.06);
  });

  test("at correlation .8 max-T finds more than Holm", () => {
    let [byMaxT, byHolm] = [0, 0];
    for (let i = 0; i < 60; i++) {
      const rng = rngStream(i, "calibration", "power");
      const metrics = family(rng, 60, 0.8, 0.35);
      byMaxT += maxT(metrics, rng.fork("flips"));
      byHolm += holm(metrics);
    }
    expect(byMaxT).toBeGreaterThan(byHolm);
  });

  test("BH: the mean share of false findings stays below .055", () => {
    let share = 0;
    for (let i = 0; i < 600; i++) {
      const rng = rngStream(i, "calibration", "bh");
      const p = Array.from(
        { length: 40 },
        (_, m) => oneSampleT(normals(rng, 30).map((v) => v + (m < 10 ? 0.7 : 0))).test.p,
      );
      const found = adjustPValues(p, { method: "bh" })
        .map((value, m) => (value! <= 0.05 ? m : -1))
        .filter((m) => m >= 0);
      share += found.length === 0 ? 0 : found.filter((m) => m >= 10).length / found.length / 600;
    }
    expect(share).toBeLessThanOrEqual(0.055);
  });
});

describe("change points (17)", () => {
  const step = (rng: Rng) => [...normals(rng, 30), ...normals(rng, 30).map((value) => value + 2)];
  const found = (at: readonly { index: number }[]) => at.some(({ index }) => Math.abs(index - 30) <= 2);

  test("PELT: few false changes in 200 null series of 60, and a 2σ step at 30 is found within ± 2", () => {
    expect(rate(200, "pelt null", (rng) => pelt(normals(rng, 60)).changes.length > 0)).toBeLessThanOrEqual(0.08);
    expect(rate(200, "pelt step", (rng) => found(pelt(step(rng)).changes))).toBeGreaterThanOrEqual(0.9);
  });

  test("E-divisive likewise", () => {
    const run = (x: number[], rng: Rng) => eDivisive(x, { rng: rng.fork("flips") }).changes;
    expect(rate(200, "energy null", (rng) => run(normals(rng, 60), rng).length > 0)).toBeLessThanOrEqual(0.08);
    expect(rate(200, "energy step", (rng) => found(run(step(rng), rng)))).toBeGreaterThanOrEqual(0.9);
  });
});
