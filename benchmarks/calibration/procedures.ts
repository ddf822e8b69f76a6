import { krippendorffAlpha } from "../../src/stats/agreement/index.ts";
import {
  adjustPValues,
  bootstrapCrossed,
  bootstrapIqm,
  bootstrapRatio,
  clusteredWilson,
  maxTPaired,
  oneSampleT,
  permutationTest,
  ppiMean,
  type Rng,
  rngStream,
  roganGladen,
  signFlipTest,
  tostPaired,
  welch,
} from "../../src/stats/index.ts";
import {
  aggregateBattles,
  bradleyTerry,
  strengthDifference,
  winProbability,
} from "../../src/stats/paired-comparisons/index.ts";
import { confidenceSequence } from "../../src/stats/sequential/index.ts";
import { eDivisive, pelt } from "../../src/stats/series/index.ts";
import { holds, normals, rate, type Study, type StudyRow, seed } from "./study.ts";

/** A study whose rows are single rates. */
function single(
  id: string,
  page: string,
  title: string,
  column: string,
  rates: Readonly<Record<string, readonly [sets: number, happens: (rng: Rng) => boolean]>>,
): Study {
  function* rows(): Iterable<StudyRow> {
    for (const [label, [sets, happens]] of Object.entries(rates)) {
      yield { label, sets, rates: [rate(sets, `${id} ${label}`, happens)] };
    }
  }
  return { id, page, title, columns: [column], rows };
}

const rejects = (p: number | null) => p !== null && p <= 0.05;
const draws = (rng: Rng, resamples = 999) => ({ rng: rng.fork("draws"), resamples });

const permutation = (n: number, m: number) =>
  [4000, (rng: Rng) => rejects(permutationTest(normals(rng, n), normals(rng, m), draws(rng)).p)] as const;

function clustersOf(rng: Rng, clusters: number, size: number, between: number, within: number): number[][] {
  return Array.from({ length: clusters }, () => {
    const common = between * rng.normal();
    return normals(rng, size, within).map((value) => common + value);
  });
}
const total = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0);

const nulls = single("nulls", "permutation", "True nulls rejected at 5 %", "rejected", {
  "permutation, 3 v 20": permutation(3, 20),
  "permutation, 5 v 5": permutation(5, 5),
  "permutation, 10 v 40": permutation(10, 40),
  "Welch, 5 of threefold spread v 20": [4000, (rng) => rejects(welch(normals(rng, 5, 3), normals(rng, 20)).test.p)],
  "sign-flip by cluster, 16 × 5": [4000, (rng) => rejects(signFlipTest(clustersOf(rng, 16, 5, 1, 0.5).map(total)).p)],
  "sign-flip, 12 pairs": [4000, (rng) => rejects(signFlipTest(normals(rng, 12)).p)],
});

/** 36 clusters of 5, the intraclass correlation near one half. */
const clusters = (rng: Rng) => clustersOf(rng, 36, 5, 0.85, 0.9);

const clustered = single("clustered", "bootstrap", "Mean of 36 clusters of 5", "coverage", {
  "bootstrap over clusters": [
    3000,
    (rng) => holds(bootstrapRatio(clusters(rng).map(total), new Array(36).fill(5), draws(rng)).ci, 0),
  ],
  "t over rows, as if independent": [3000, (rng) => holds(oneSampleT(clusters(rng).flat()).estimate.ci, 0)],
});

const clusteredShare = single("clustered-share", "proportions", "Share in 40 clusters of 5, p = .3", "coverage", {
  "`clusteredWilson`": [
    4000,
    (rng) => {
      const ones = Array.from({ length: 40 }, () => {
        const own = rng.float() < 0.3 ? 1 : 0;
        return total(Array.from({ length: 5 }, () => (rng.float() < 0.6 ? own : rng.float() < 0.3 ? 1 : 0)));
      });
      return holds(clusteredWilson(ones, new Array(40).fill(5)).ci, 0.3);
    },
  ],
});

function judged(rng: Rng) {
  const unit = () => {
    const y = rng.float() < 0.3 ? 1 : 0;
    return [y, rng.float() < (y ? 0.9 : 0.3) ? 1 : 0] as const;
  };
  const labelled = Array.from({ length: 150 }, unit);
  const unlabelled = Array.from({ length: 4000 }, () => unit()[1]);
  const count = (y: number, f: number) => labelled.filter(([a, b]) => a === y && b === f).length;
  return {
    sample: { labels: labelled.map(([y]) => y), predictions: labelled.map(([, f]) => f), unlabelled },
    counts: {
      positive: { successes: total(unlabelled), n: 4000 },
      sensitivity: { successes: count(1, 1), n: count(1, 1) + count(1, 0) },
      specificity: { successes: count(0, 0), n: count(0, 0) + count(0, 1) },
    },
  };
}

const fewLabels: Study = {
  id: "few-labels",
  page: "calibration",
  title: "A judge of sensitivity .9 and specificity .7, prevalence .3; 150 labels, 4,000 others",
  columns: ["coverage", "mean width"],
  *rows() {
    const ways = {
      "judge alone": ({ sample }: ReturnType<typeof judged>) => oneSampleT(sample.unlabelled).estimate.ci,
      "labels alone": ({ sample }: ReturnType<typeof judged>) => ppiMean(sample, { lambda: 0 }).ci,
      "PPI, λ = 1": ({ sample }: ReturnType<typeof judged>) => ppiMean(sample, { lambda: 1 }).ci,
      "PPI++": ({ sample }: ReturnType<typeof judged>) => ppiMean(sample).ci,
      "Rogan–Gladen": ({ counts }: ReturnType<typeof judged>) => roganGladen(counts).ci,
    };
    const planned: Partial<Record<keyof typeof ways, readonly number[]>> = {
      "labels alone": [0.954, 0.146],
      "PPI, λ = 1": [0.949, 0.149],
      "PPI++": [0.95, 0.123],
    };
    const sets = 1500;
    const found = Object.entries(ways).map(([label, way]) => ({ label, way, held: 0, width: 0 }));
    for (let set = 0; set < sets; set++) {
      const data = judged(rngStream(seed, "calibration", "few labels", String(set)));
      for (const entry of found) {
        const ci = entry.way(data);
        if (holds(ci, 0.3)) entry.held++;
        entry.width += ci ? (ci.high! - ci.low!) / sets : 0;
      }
    }
    for (const { label, held, width } of found) {
      const before = planned[label as keyof typeof ways];
      yield { label, sets, rates: [held / sets, width], ...(before ? { planned: before } : {}) };
    }
  },
};

const strengths = [0.6, 0.2, 0, -0.2, -0.6];
const battles = single(
  "battles",
  "bradley-terry",
  "Difference of the first and last of 5 players, 300 battles",
  "coverage",
  {
    "`strengthDifference`": [
      3000,
      (rng) => {
        const list = { first: [] as number[], second: [] as number[], score: [] as number[] };
        for (let b = 0; b < 300; b++) {
          const i = rng.integer(5);
          const j = (i + 1 + rng.integer(4)) % 5;
          list.first.push(i);
          list.second.push(j);
          list.score.push(rng.float() < winProbability(strengths, i, j) ? 1 : 0);
        }
        return holds(strengthDifference(bradleyTerry(aggregateBattles(list, 5)), 0, 4).ci, 1.2);
      },
    ],
  },
);

/** Interval α of three raters whose truth has variance 1 and errors 1: ½. */
const agreement = single("agreement", "agreement", "Interval α = .5 of 3 raters", "coverage", {
  "`krippendorffAlpha`, 30 units": [500, (rng) => holds(alphaOf(rng, 30), 0.5)],
  "`krippendorffAlpha`, 100 units": [500, (rng) => holds(alphaOf(rng, 100), 0.5)],
});
const alphaOf = (rng: Rng, units: number) =>
  krippendorffAlpha(clustersOf(rng, units, 3, 1, 1), { metric: "interval", ...draws(rng, 1000) }).ci;

const aggregates = single("aggregates", "aggregates", "Interquartile mean over 10 tasks of one law", "coverage", {
  "`bootstrapIqm`, 5 runs": [500, (rng) => holds(iqmOf(rng, 5), 0)],
  "`bootstrapIqm`, 10 runs": [500, (rng) => holds(iqmOf(rng, 10), 0)],
});
const iqmOf = (rng: Rng, runs: number) =>
  bootstrapIqm(
    Array.from({ length: 10 }, () => normals(rng, runs)),
    draws(rng, 1000),
  ).ci;

const crossed = single("crossed", "two-level", "Mean over seeds × items, each part of variance 1", "coverage", {
  "`bootstrapCrossed`, 4 seeds × 50 items": [1000, (rng) => holds(crossedOf(rng, 4, 50), 0)],
  "`bootstrapCrossed`, 10 seeds × 50 items": [1000, (rng) => holds(crossedOf(rng, 10, 50), 0)],
  "`bootstrapCrossed`, 20 seeds × 20 items": [1000, (rng) => holds(crossedOf(rng, 20, 20), 0)],
});
function crossedOf(rng: Rng, seeds: number, items: number) {
  const easy = normals(rng, items);
  const table = normals(rng, seeds).map((own) => easy.map((item) => own + item + rng.normal()));
  return bootstrapCrossed(table, draws(rng, 1000)).ci;
}

function family(rng: Rng, n: number, correlation: number) {
  const common = normals(rng, n);
  const [shared, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)];
  return Array.from({ length: 40 }, () => ({ values: common.map((c) => shared * c + own * rng.normal()) }));
}

const families = single(
  "families",
  "multiplicity",
  "40 null metrics on 100 items, correlation .3: any rejected at 5 %",
  "rejected",
  {
    uncorrected: [600, (rng) => family(rng, 100, 0.3).some(({ values }) => rejects(oneSampleT(values).test.p))],
    Holm: [
      600,
      (rng) => adjustPValues(family(rng, 100, 0.3).map(({ values }) => oneSampleT(values).test.p)).some(rejects),
    ],
    "max-T": [
      600,
      (rng) =>
        maxTPaired(family(rng, 100, 0.3), { rng: rng.fork("flips"), permutations: 999 }).rows.some((row) =>
          rejects(row.adjustedP),
        ),
    ],
  },
);

const equivalence = single(
  "equivalence",
  "equivalence",
  "Claims at 5 %, 30 pairs of which the difference is the margin",
  "claimed",
  {
    "`tostPaired`": [
      4000,
      (rng) =>
        tostPaired(
          normals(rng, 30).map((d) => d + 0.8),
          new Array(30).fill(0),
          0.8,
        ).equivalent === true,
    ],
  },
);

const looks = single(
  "looks",
  "sequential",
  "Streams of 1,000 values watched at every value from 10: truth ever excluded",
  "excluded",
  {
    "`confidenceSequence`, α = .05": [
      1000,
      (rng) => confidenceSequence(normals(rng, 1000)).some(({ n, ci }) => n >= 10 && !holds(ci, 0)),
    ],
    "t interval at every look": [
      200,
      (rng) => {
        const x = normals(rng, 1000);
        return x.some((_, i) => i >= 9 && i % 10 === 9 && !holds(oneSampleT(x.slice(0, i + 1)).estimate.ci, 0));
      },
    ],
  },
);

const stepped = (rng: Rng) => [...normals(rng, 30), ...normals(rng, 30).map((value) => value + 2)];
const near = (changes: readonly { readonly index: number }[]) => changes.some(({ index }) => Math.abs(index - 30) <= 2);
const divide = (x: number[], rng: Rng) => eDivisive(x, { rng: rng.fork("flips") }).changes;

const changes = single("changes", "series", "Series of 60: a change found", "found", {
  "PELT, no change": [1000, (rng) => pelt(normals(rng, 60)).changes.length > 0],
  "PELT, a step of 2σ at 30, within ± 2": [1000, (rng) => near(pelt(stepped(rng)).changes)],
  "E-divisive, no change": [200, (rng) => divide(normals(rng, 60), rng).length > 0],
  "E-divisive, a step of 2σ at 30, within ± 2": [200, (rng) => near(divide(stepped(rng), rng))],
});

export const procedureStudies: readonly Study[] = [
  nulls,
  clustered,
  clusteredShare,
  fewLabels,
  battles,
  agreement,
  aggregates,
  crossed,
  families,
  equivalence,
  looks,
  changes,
];
