import type { Rng } from "../../../../stats/chance/rng.ts";
import { quantileSorted } from "../../../../stats/describe/quantile.ts";
import { adjustPValues } from "../../../../stats/multiplicity/adjust-p-values.ts";
import { packRuns, sharedYes } from "./packed-runs.ts";
import { type ResponseMatrix, yesCount } from "./response-matrix.ts";
import { pairsOf } from "./tvd-mi.ts";

/** What one query adds to the agreement of the runs. */
export interface Fork {
  /** Place in the matrix. */
  readonly query: number;
  /** W with the query less W without it. */
  readonly delta: number;
  readonly without: number;
  /** The same when this query alone is answered by chance, the others as they are. */
  readonly chance: { readonly mean: number; readonly low: number; readonly high: number };
  /** Two-sided: shuffles at least as far from their mean, (1 + #)/(1 + shuffles). */
  readonly p: number;
  /** Benjamini–Hochberg over the queries. */
  readonly q: number;
}

/**
 * Every query's contribution ΔW = W − W⁻, ranked by size. The null deals the query's own answers out to the runs anew and
 * leaves the others alone, so that it says what a query of that share of yes adds by chance. Needs two runs and two
 * queries; else empty.
 */
export function rankForks(
  matrix: ResponseMatrix,
  options: { readonly rng: Rng; readonly shuffles: number },
): readonly Fork[] {
  const { answers, runs, queries } = matrix;
  if (runs.length < 2 || queries.length < 2) return [];
  const forks = answers.map((row, query) => {
    const table = pairTable(answers, query, runs.length);
    const yes = Array.from(row.keys()).filter((run) => row[run] === 1);
    const delta = table.delta(Int32Array.from(yes));
    const rng = options.rng.fork(queries[query]!.id);
    return {
      query,
      delta,
      without: table.without,
      ...shuffled(table, yesCount(row), runs.length, delta, rng, options),
    };
  });
  const adjusted = adjustPValues(
    forks.map(({ p }) => p),
    { method: "bh" },
  );
  return forks
    .map((fork, i) => ({ ...fork, q: adjusted[i]! }))
    .toSorted((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || a.query - b.query);
}

interface PairTable {
  readonly without: number;
  /** ΔW when these runs, and no others, answer yes. */
  delta(yes: Int32Array): number;
}

/**
 * A pair's part of W depends on a query through its two answers only, v(x,y) = v₀₀ + x·a + y·b + xy·c. Summed over pairs
 * that leaves one number a run and one a pair of runs, so that a shuffle costs as much as the yes answers have pairs.
 */
function pairTable(answers: readonly Uint8Array[], query: number, n: number): PairTable {
  const others = packRuns(answers.toSpliced(query, 1), n);
  const all = answers.length;
  const rest = all - 1;
  let [withoutSum, base] = [0, 0];
  const single = new Float64Array(n);
  const both = new Float64Array(n * n);
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [shared, yi, yj] = [sharedYes(others, i, j), others.yes[i]!, others.yes[j]!];
      withoutSum += Math.abs(rest * shared - yi * yj);
      const none = Math.abs(all * shared - yi * yj);
      const first = Math.abs(all * shared - (yi + 1) * yj);
      const second = Math.abs(all * shared - yi * (yj + 1));
      const two = Math.abs(all * (shared + 1) - (yi + 1) * (yj + 1));
      base += none;
      single[i]! += first - none;
      single[j]! += second - none;
      both[i * n + j] = both[j * n + i] = two - first - second + none;
    }
  }
  const pairs = pairsOf(n);
  const without = ((2 / rest ** 2) * withoutSum) / pairs;
  const scale = 2 / all ** 2 / pairs;
  const delta = (yes: Int32Array): number => {
    let sum = base;
    for (let k = 0; k < yes.length; k++) {
      const run = yes[k]!;
      sum += single[run]!;
      for (let l = 0; l < k; l++) sum += both[run * n + yes[l]!]!;
    }
    return scale * sum - without;
  };
  return { without, delta };
}

function shuffled(
  table: PairTable,
  many: number,
  n: number,
  observed: number,
  rng: Rng,
  { shuffles }: { readonly shuffles: number },
): Pick<Fork, "chance" | "p"> {
  const order = Int32Array.from({ length: n }, (_, run) => run);
  const values = new Float64Array(shuffles);
  for (let b = 0; b < shuffles; b++) {
    for (let k = 0; k < many; k++) {
      const from = k + rng.integer(n - k);
      const run = order[from]!;
      order[from] = order[k]!;
      order[k] = run;
    }
    values[b] = table.delta(order.subarray(0, many));
  }
  values.sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / shuffles;
  const distance = Math.abs(observed - mean) - 1e-12;
  const far = values.reduce((count, value) => count + (Math.abs(value - mean) >= distance ? 1 : 0), 0);
  return {
    chance: { mean, low: quantileSorted(values, 0.025)!, high: quantileSorted(values, 0.975)! },
    p: (1 + far) / (1 + shuffles),
  };
}
