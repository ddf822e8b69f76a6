import {
  type EstimatorId,
  type EstimatorInput,
  estimators,
  normalCdf,
  type Rng,
  rngStream,
} from "../../src/stats/index.ts";
import { holds, lawMean, normals, type Study, seed, values } from "./study.ts";

/** Data of which an estimator's true value is known. */
interface Law {
  readonly name: string;
  readonly truth: number;
  input(rng: Rng, n: number): EstimatorInput;
}

const normal = (truth = 0): Law => ({ name: "normal", truth, input: (rng, n) => ({ a: normals(rng, n) }) });
const lognormal = (truth: number): Law => ({
  name: "lognormal",
  truth,
  input: (rng, n) => ({ a: values(rng, n, "lognormal") }),
});
/** Symmetric with heavy tails: t with 3 degrees of freedom. */
const heavy: Law = {
  name: "t, 3 df",
  truth: 0,
  input: (rng, n) => ({ a: normals(rng, n).map((z) => z / Math.hypot(...normals(rng, 3, 1 / Math.sqrt(3)))) }),
};
/** Pairs whose differences have mean `shift` and standard deviation 1, beside a common part of twice that. */
const pairs = (name: "normal" | "lognormal", shift: number): Law => ({
  name: `${name} differences`,
  truth: shift,
  input(rng, n) {
    const b = normals(rng, n, 2);
    return { a: values(rng, n, name).map((d, i) => b[i]! + d - lawMean[name] + shift), b };
  },
});
const correlated = (name: string, truth: number, change: (z: number) => number): Law => ({
  name,
  truth,
  input(rng, n) {
    const a = normals(rng, n);
    const b = a.map((z) => 0.5 * z + Math.sqrt(0.75) * rng.normal());
    return { a: a.map(change), b: b.map(change) };
  },
});
const groups = (name: "normal" | "lognormal", shift = 0, truth = shift): Law => ({
  name: shift === 0 ? `${name}, n v n` : `${name}, n v n, ${shift} apart`,
  truth,
  input: (rng, n) => ({ a: values(rng, n, name).map((value) => value + shift), b: values(rng, n, name) }),
});
const coins = (p: number): Law => ({
  name: `p = ${p}`,
  truth: p,
  input: (rng, n) => ({ a: Array.from({ length: n }, () => (rng.float() < p ? 1 : 0)) }),
});
const twoCoins = (p: number, q: number): Law => ({
  name: `p = ${p} v ${q}`,
  truth: p - q,
  input: (rng, n) => ({ a: coins(p).input(rng, n).a, b: coins(q).input(rng, n).a }),
});
const discordant = (first: number, second: number): Law => ({
  name: `p_b = ${first}, p_c = ${second}`,
  truth: first - second,
  input(rng, n) {
    const u = Array.from({ length: n }, () => rng.float());
    return {
      a: u.map((x) => (x < first || x > 0.6 ? 1 : 0)),
      b: u.map((x) => ((x >= first && x < first + second) || x > 0.6 ? 1 : 0)),
    };
  },
});

const middleHalf = 2 * Math.exp(0.5) * (normalCdf(0.6744897501960817 - 1) - normalCdf(-0.6744897501960817 - 1));
const shares = [coins(0.05), coins(0.2), coins(0.5)];
const twoShares = [twoCoins(0.7, 0.6), twoCoins(0.1, 0.05)];
const pairedShares = [discordant(0.05, 0.05), discordant(0.2, 0.1)];
const bothGroups = [groups("normal"), groups("lognormal")];
const bothPairs = [pairs("normal", 0), pairs("lognormal", 0)];

/** Those of the mean by bootstrap have a study of their own. */
type Covered = Exclude<EstimatorId, "studentised" | "bca" | "basic" | "percentile" | "difference-studentised">;

const laws: Readonly<Record<Covered, readonly Law[]>> = {
  t: [normal(), lognormal(lawMean.lognormal)],
  median: [normal(), lognormal(1)],
  "median-bca": [normal(), lognormal(1)],
  "iqm-bca": [normal(), lognormal(middleHalf)],
  "hodges-lehmann": [normal(), heavy],
  "standard-deviation": [normal(1), lognormal(Math.sqrt((Math.E - 1) * Math.E))],
  "paired-t": bothPairs,
  "paired-studentised": bothPairs,
  "paired-d": [pairs("normal", 0.5)],
  pearson: [
    correlated("normal, ρ = .5", 0.5, (z) => z),
    correlated("lognormal", (Math.exp(0.5) - 1) / (Math.E - 1), Math.exp),
  ],
  spearman: [correlated("any, ρ = .5 of normal scores", (6 / Math.PI) * Math.asin(0.25), (z) => z)],
  kendall: [correlated("any, ρ = .5 of normal scores", 1 / 3, (z) => z)],
  welch: bothGroups,
  "pooled-t": bothGroups,
  "hodges-lehmann-shift": bothGroups,
  "brunner-munzel": [groups("normal", 0, 0.5), groups("normal", 1, normalCdf(Math.SQRT1_2))],
  "cohen-d": [groups("normal", 0.5)],
  "hedges-g": [groups("normal", 0.5)],
  wilson: shares,
  jeffreys: shares,
  "clopper-pearson": shares,
  "agresti-coull": shares,
  newcombe: twoShares,
  "miettinen-nurminen": twoShares,
  tango: pairedShares,
  "newcombe-paired": pairedShares,
};

const sizes = [10, 30, 100];

/** Where more values take longer than the figure is worth. */
const largest: Partial<Record<Covered, number>> = { "hodges-lehmann-shift": 30, kendall: 30 };

/** One study per page: every estimator of the registry on data of which the truth is known. */
export const estimatorStudies: readonly Study[] = [
  ...new Set(Object.keys(laws).map((id) => estimators[id as Covered].docs)),
].map((page) => ({
  id: `estimators-${page}`,
  page,
  title: "Estimators of this page",
  columns: sizes.map((n) => `n = ${n}`),
  *rows() {
    for (const [id, list] of Object.entries(laws) as [Covered, readonly Law[]][]) {
      const { docs, estimate, promises } = estimators[id];
      if (docs !== page) continue;
      const sets = promises.draws ? 500 : docs === "effect-sizes" ? 1000 : 4000;
      for (const law of list)
        yield { label: `\`${id}\`, ${law.name}`, sets, rates: sizes.map((n) => coverage(id, estimate, law, n, sets)) };
    }
  },
}));

function coverage(
  id: Covered,
  estimate: (typeof estimators)[Covered]["estimate"],
  law: Law,
  n: number,
  sets: number,
): number | null {
  if (n > (largest[id] ?? Infinity)) return null;
  let [held, answered] = [0, 0];
  for (let set = 0; set < sets; set++) {
    const rng = rngStream(seed, "calibration", `${id} ${law.name} ${n}`, String(set));
    const { ci } = estimate(law.input(rng, n), { rng, level: 0.95, resamples: 1000 });
    if (ci === null) continue;
    answered++;
    if (holds(ci, law.truth)) held++;
  }
  return answered < 0.5 * sets ? null : held / answered;
}
