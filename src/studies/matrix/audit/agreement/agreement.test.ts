import { describe, expect, test } from "vitest";
import { rngStream } from "../../../../stats/chance/rng-stream.ts";
import { referenceAudit } from "../testing/reference-audit.ts";
import { averageLinkage } from "./average-linkage.ts";
import { checkQueries } from "./check-queries.ts";
import { adjustedRand, meanSilhouette } from "./cluster-quality.ts";
import { clusterRuns } from "./cluster-runs.ts";
import { correctedAgreement } from "./corrected-agreement.ts";
import { rankForks } from "./forks.ts";
import { plainAgreement } from "./plain-agreement.ts";
import { type ResponseMatrix, withQueries } from "./response-matrix.ts";
import { parseResponses, responsesCsv } from "./response-table.ts";
import { shuffledAgreement } from "./shuffled-agreement.ts";
import { tvdMi } from "./tvd-mi.ts";

function matrixOf(rows: readonly string[]): ResponseMatrix {
  return {
    queries: rows.map((_, q) => ({ id: `q${q}`, tier: 1, description: `question ${q}` })),
    runs: Array.from(rows[0]!, (_, run) => `run${run}`),
    answers: rows.map((row) => Uint8Array.from(row, Number)),
  };
}

/** Runs that share nothing but each query's share of yes. */
function unrelated(seed: number, queries: number, runs: number): ResponseMatrix {
  const rng = rngStream(seed, "unrelated");
  return matrixOf(
    Array.from({ length: queries }, (_, q) => {
      const share = 0.2 + (0.6 * q) / queries;
      return Array.from({ length: runs }, () => (rng.float() < share ? "1" : "0")).join("");
    }),
  );
}

describe("TVD-MI", () => {
  test("is ½ΣΣ|P(x,y) − P(x)P(y)|, by definition", () => {
    const matrix = unrelated(1, 40, 5);
    const { information } = tvdMi(matrix);
    for (const [i, j] of [
      [0, 1],
      [2, 4],
      [3, 0],
    ] as const) {
      let sum = 0;
      for (const x of [0, 1]) {
        for (const y of [0, 1]) {
          const share = (f: (row: Uint8Array) => boolean) => matrix.answers.filter(f).length / 40;
          const joint = share((row) => row[i] === x && row[j] === y);
          sum += Math.abs(joint - share((row) => row[i] === x) * share((row) => row[j] === y));
        }
      }
      expect(information[i]![j]).toBeCloseTo(sum / 2, 12);
    }
  });

  test("is ½ for two runs that always agree or always differ on balanced queries, and 0 where one never varies", () => {
    const { information } = tvdMi(matrixOf(["1101", "1101", "0011", "0011"]));
    expect([information[0]![1], information[0]![2], information[0]![3]]).toEqual([0.5, 0.5, 0]);
  });

  test("has no mean where there is no pair or no query", () => {
    expect(tvdMi({ answers: [Uint8Array.of(1)], runs: ["a"] }).mean).toBeNull();
    expect(tvdMi({ answers: [], runs: ["a", "b"] }).mean).toBeNull();
  });
});

describe("agreement that chance would show", () => {
  test("is what unrelated runs show: p is uniform and the corrected value is 0 on average", () => {
    const results = Array.from({ length: 60 }, (_, seed) => {
      const matrix = unrelated(seed, 20, 24);
      const chance = shuffledAgreement(matrix, { rng: rngStream(seed, "null"), shuffles: 400 })!;
      return { p: chance.p, excess: chance.observed - chance.mean };
    });
    const below = results.filter(({ p }) => p <= 0.5).length;
    expect(below).toBeGreaterThan(18);
    expect(below).toBeLessThan(42);
    expect(Math.abs(results.reduce((sum, { excess }) => sum + excess, 0) / 60)).toBeLessThan(0.0015);
  });

  test("is exceeded by runs that were planted to agree", () => {
    const noise = unrelated(3, 20, 20);
    const matrix = {
      ...noise,
      answers: noise.answers.map((row, q) =>
        row.map((answer, run) => (run % 2 === 0 ? ((q * 7) % 3 === 0 ? 1 : 0) : answer)),
      ),
    };
    const chance = shuffledAgreement(matrix, { rng: rngStream(1, "null"), shuffles: 999 })!;
    expect(chance.p).toBe(0.001);
    const corrected = correctedAgreement(matrix, chance.mean, { rng: rngStream(1, "c"), resamples: 400 });
    expect(corrected.ci!.low).toBeGreaterThan(0);
  });

  test("has an interval that covers 0 for unrelated runs about as often as it says", () => {
    const covered = Array.from({ length: 60 }, (_, seed) => {
      const matrix = unrelated(seed + 100, 20, 24);
      const chance = shuffledAgreement(matrix, { rng: rngStream(seed, "null"), shuffles: 400 })!;
      const { ci, bias } = correctedAgreement(matrix, chance.mean, { rng: rngStream(seed, "c"), resamples: 300 });
      expect(Math.abs(bias!)).toBeLessThan(0.003);
      return ci!.low! <= 0 && ci!.high! >= 0;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThanOrEqual(54);
  });

  test("stays the same bytes under the same seed", () => {
    const matrix = unrelated(5, 12, 9);
    const draw = () => shuffledAgreement(matrix, { rng: rngStream(4, "null"), shuffles: 300 })!.values;
    expect(draw()).toEqual(draw());
  });
});

describe("forks", () => {
  test("add what W loses without them", () => {
    const matrix = unrelated(2, 15, 12);
    const forks = rankForks(matrix, { rng: rngStream(1, "forks"), shuffles: 200 });
    const whole = tvdMi(matrix).mean!;
    for (const { query, delta, without } of forks) {
      const rest = withQueries(
        matrix,
        [...matrix.queries.keys()].filter((q) => q !== query),
      );
      expect(without).toBeCloseTo(tvdMi(rest).mean!, 12);
      expect(delta).toBeCloseTo(whole - without, 12);
    }
    expect(forks.map(({ delta }) => Math.abs(delta))).toEqual(
      forks.map(({ delta }) => Math.abs(delta)).toSorted((a, b) => b - a),
    );
  });

  test("of unrelated runs are rarely called: p at most 0.05 in about one of twenty", () => {
    const forks = Array.from({ length: 20 }, (_, seed) =>
      rankForks(unrelated(seed, 20, 20), { rng: rngStream(seed, "forks"), shuffles: 400 }),
    ).flat();
    const share = forks.filter(({ p }) => p <= 0.05).length / forks.length;
    expect(share).toBeLessThan(0.09);
    expect(share).toBeGreaterThan(0.015);
  });
});

describe("clusters", () => {
  test("join by mean distance, as a worked example does", () => {
    // Mean linkage of 0, 1, 4, 9 on a line: {0,1} at 1, then 4 at 3.5, then 9 at 7⅓.
    const places = [0, 1, 4, 9];
    const cuts = averageLinkage(
      places.map((a) => places.map((b) => Math.abs(a - b))),
      [2, 3],
    );
    expect(Array.from(cuts.get(3)!)).toEqual([0, 0, 1, 2]);
    expect(Array.from(cuts.get(2)!)).toEqual([0, 0, 0, 1]);
  });

  test("are measured by silhouette and adjusted Rand index", () => {
    const places = [0, 1, 10, 11];
    const distance = places.map((a) => places.map((b) => Math.abs(a - b)));
    // By hand: (10.5 − 1)/10.5 for the outer two, (9.5 − 1)/9.5 for the inner two.
    expect(meanSilhouette(distance, Int32Array.of(0, 0, 1, 1))).toBeCloseTo((9.5 / 10.5 + 8.5 / 9.5) / 2, 12);
    expect(meanSilhouette(distance, Int32Array.of(0, 0, 0, 0))).toBeNull();
    // scikit-learn: adjusted_rand_score([0,0,1,2],[0,0,1,1]) = 0.5714285714285714
    expect(adjustedRand(Int32Array.of(0, 0, 1, 2), Int32Array.of(0, 0, 1, 1))).toBeCloseTo(0.5714285714285714, 12);
    expect(adjustedRand(Int32Array.of(1, 1, 0, 0), Int32Array.of(0, 0, 1, 1))).toBe(1);
  });

  test("are called stable where they were planted, and not where there are none", () => {
    const rng = rngStream(1, "planted");
    const camps = matrixOf(
      Array.from({ length: 24 }, () => {
        const answer = [rng.integer(2), rng.integer(2), rng.integer(2)];
        return Array.from({ length: 18 }, (_, run) =>
          rng.float() < 0.04 ? 1 - answer[run % 3]! : answer[run % 3]!,
        ).join("");
      }),
    );
    const found = clusterRuns(camps, { rng: rngStream(1, "stability"), resamples: 100 })!;
    expect(found).toMatchObject({ k: 3, stable: true });
    expect(Array.from(found.labels)).toEqual(Array.from({ length: 18 }, (_, run) => run % 3));
    expect(clusterRuns(unrelated(1, 24, 18), { rng: rngStream(1, "stability"), resamples: 100 })!.stable).toBe(false);
  });
});

describe("checks of queries", () => {
  test("find constant, lopsided, equal and complementary ones", () => {
    const checks = checkQueries(matrixOf(["1111111111", "1000000000", "1111100000", "0000011111", "1111100000"]));
    expect(checks.constant).toEqual([0]);
    expect(checks.lopsided).toEqual([{ query: 1, minority: 1 }]);
    expect(checks.pairs).toEqual([
      { query: 2, later: 3, kind: "complementary", share: 1 },
      { query: 2, later: 4, kind: "equal", share: 1 },
      { query: 3, later: 4, kind: "complementary", share: 1 },
    ]);
  });
});

test("plain agreement is the share of equal answers, beside what the shares of yes give", () => {
  const { agreement, chance, alpha } = plainAgreement(matrixOf(["110", "100", "001", "111"]), {
    rng: rngStream(1, "alpha"),
    resamples: 200,
  });
  // Pairs: runs 0,1 agree on 3 of 4; 0,2 on 1; 1,2 on 2.
  expect(agreement).toBeCloseTo((3 + 1 + 2) / 12, 12);
  const p = [3 / 4, 2 / 4, 2 / 4];
  const alike = (i: number, j: number) => p[i]! * p[j]! + (1 - p[i]!) * (1 - p[j]!);
  expect(chance).toBeCloseTo((alike(0, 1) + alike(0, 2) + alike(1, 2)) / 3, 12);
  // By hand: unequal ordered pairs within queries 4 + 4 + 4 over (3 − 1); 7 ones and 5 noughts among 12 answers.
  expect(alpha.value).toBeCloseTo(1 - (11 * 6) / 70, 12);
});

describe("a response matrix as a file", () => {
  const text = 'query_id,tier,description,a,b\nq1,1,"x, y",0,1\nq2,4,z,1,1\n';
  test("reads what it writes", () => {
    expect(responsesCsv(parseResponses(text, "r.csv"))).toBe(text);
  });
  test.each([
    ["a cell that is neither", text.replace("0,1", "0,maybe"), 2],
    ["a query twice", text.replace("q2", "q1"), 3],
    ["a tier out of range", text.replace("q2,4", "q2,9"), 3],
    ["a missing column", text.replace("tier", "level"), 1],
  ])("is refused with its line for %s", (_, bad, line) => {
    expect(() => parseResponses(bad, "r.csv")).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ file: "r.csv", line }) }),
    );
  });
});

const reference = referenceAudit();
describe.skipIf(reference === null)("the published audit of 48 analyses", () => {
  const { matrix, welfare, forks } = reference ?? { matrix: matrixOf(["10", "01"]), welfare: [], forks: [] };

  test("has W, all welfare values and all forks to the digits given", () => {
    const agreement = tvdMi(matrix);
    expect(agreement.mean).toBeCloseTo(0.120319, 6);
    for (const [run, value] of welfare.entries()) expect(agreement.welfare[run]).toBeCloseTo(value, 6);
    const ours = rankForks(matrix, { rng: rngStream(1, "forks"), shuffles: 200 });
    expect(ours.map(({ query }) => matrix.queries[query]!.id)).toEqual(forks.map(({ id }) => id));
    for (const [rank, { delta, without }] of forks.entries()) {
      expect(Math.abs(ours[rank]!.delta - delta)).toBeLessThanOrEqual(5.001e-7);
      expect(Math.abs(ours[rank]!.without - without)).toBeLessThanOrEqual(5.001e-7);
    }
    expect(ours[0]!.delta).toBeCloseTo(0.009732, 6);
  });

  test("shows little beyond what unrelated runs would", () => {
    const chance = shuffledAgreement(matrix, { rng: rngStream(1, "null"), shuffles: 5000 })!;
    expect(Math.abs(chance.mean - 0.1176)).toBeLessThan(0.0003);
    expect(chance.p).toBeGreaterThan(0.03);
    expect(chance.p).toBeLessThan(0.1);
    const { ci } = correctedAgreement(matrix, chance.mean, { rng: rngStream(1, "c"), resamples: 1000 });
    expect(ci!.low).toBeLessThan(0);
  });

  test("asks one thing twice in its two top forks", () => {
    const { pairs } = checkQueries(matrix);
    expect(pairs.map(({ query, later, kind }) => [matrix.queries[query]!.id, matrix.queries[later]!.id, kind])).toEqual(
      [["T1_mae_lt10", "T2_canonical_mae_10_20", "complementary"]],
    );
  });
});
