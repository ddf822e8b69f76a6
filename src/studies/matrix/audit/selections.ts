import { bootstrap } from "../../../stats/bootstrap/bootstrap.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import type { Interval } from "../../../stats/records.ts";
import { logGamma } from "../../../stats/special/log-gamma.ts";
import type { BenchmarkNames } from "./queries/benchmark-names.ts";

/** How far the runs selected the same benchmarks. */
export interface Selections {
  /** Runs that say what they selected. */
  readonly runs: readonly string[];
  /** jaccard[i][j] = |A∩B|/|A∪B|, symmetric, 1 on the diagonal. */
  readonly jaccard: readonly Float64Array[];
  /** Over pairs; null under two runs. */
  readonly mean: number | null;
  /** Over draws of runs. */
  readonly ci: Interval | null;
  /** Mean for subsets of the same sizes drawn at random from all benchmarks. */
  readonly expected: number | null;
  readonly frequency: readonly { readonly key: string; readonly runs: number }[];
  /** Selected names that are no benchmark of the table. */
  readonly unknown: readonly string[];
}

/** `selected` holds names or ids as written; an empty selection is a selection. */
export function compareSelections(
  selected: readonly { readonly id: string; readonly names: readonly string[] }[],
  names: BenchmarkNames,
  options: { readonly rng: Rng; readonly resamples: number },
): Selections {
  const sets = selected.map((run) => new Set(run.names.map((name) => names.key(name))));
  const n = sets.length;
  const jaccard = sets.map((a, i) => Float64Array.from(sets, (b, j) => (i === j ? 1 : overlap(a, b))));
  const counts = new Map<string, number>();
  for (const set of sets) for (const key of set) counts.set(key, (counts.get(key) ?? 0) + 1);
  const estimate =
    n < 3
      ? null
      : bootstrap(
          Float64Array.from({ length: n }, (_, run) => run),
          (runs) => meanOverDifferent(jaccard, runs),
          { ...options, range: [0, 1], ...(n < 10 ? { method: "t" as const } : {}) },
        );
  return {
    runs: selected.map(({ id }) => id),
    jaccard,
    mean: meanOverPairs(n, (i, j) => jaccard[i]![j]!),
    ci: estimate?.ci ?? null,
    expected: meanOverPairs(n, (i, j) =>
      expectedJaccard(sets[i]!.size, sets[j]!.size, Math.max(names.known.size, sets[i]!.size, sets[j]!.size)),
    ),
    frequency: [...counts]
      .map(([key, runs]) => ({ key, runs }))
      .toSorted((a, b) => b.runs - a.runs || (a.key < b.key ? -1 : 1)),
    unknown: [...counts.keys()].filter((key) => !names.known.has(key)).toSorted(),
  };
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size;
  const all = a.size + b.size - shared;
  return all === 0 ? 1 : shared / all;
}

/** E|A∩B|/|A∪B| for independent uniform subsets of sizes a and b of p items: the overlap is hypergeometric. */
export function expectedJaccard(a: number, b: number, p: number): number {
  if (a + b === 0) return 1;
  const choose = (n: number, k: number) => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  let mean = 0;
  for (let shared = Math.max(0, a + b - p); shared <= Math.min(a, b); shared++) {
    const chance = Math.exp(choose(a, shared) + choose(p - a, b - shared) - choose(p, b));
    mean += (chance * shared) / (a + b - shared);
  }
  return mean;
}

function meanOverPairs(n: number, value: (i: number, j: number) => number): number | null {
  let [sum, pairs] = [0, 0];
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      sum += value(i, j);
      pairs++;
    }
  }
  return pairs === 0 ? null : sum / pairs;
}

/** Two draws of one run are no pair. */
function meanOverDifferent(jaccard: readonly Float64Array[], runs: Float64Array): number | null {
  let [sum, pairs] = [0, 0];
  for (let i = 1; i < runs.length; i++) {
    for (let j = 0; j < i; j++) {
      if (runs[i] === runs[j]) continue;
      sum += jaccard[runs[i]!]![runs[j]!]!;
      pairs++;
    }
  }
  return pairs === 0 ? null : sum / pairs;
}
