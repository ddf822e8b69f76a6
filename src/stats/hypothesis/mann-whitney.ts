import { ranks, tieCorrection, tieSizes } from "../describe/ranks.ts";
import { finiteCopy } from "../input-checks.ts";
import { type PermutationOptions, permutationFrame, pOf } from "../permutation/p-value.ts";
import type { TestResult } from "../records.ts";
import { normalTails } from "./normal-tails.ts";
import { rankSumTails } from "./rank-sum-distribution.ts";

export interface MannWhitneyOptions extends PermutationOptions {
  /** "exact" by counting with ties while the table fits; "normal" otherwise. Default: exact where possible. */
  method?: "auto" | "exact" | "normal";
  /** Move the normal statistic ½ towards its mean. Default false. */
  continuity?: boolean;
  /** See `ranks`. */
  tieTolerance?: number;
}

/**
 * Mann and Whitney's (1947) test that two independent samples come from one distribution; the statistic is
 * U₁ = #{x > y} + ½#{x = y} over pairs. Not a test of medians, nor of P(x<y) = ½ when spreads differ: see
 * `brunnerMunzel`. An empty sample: `too-few`; all values equal: `no-variation`.
 */
export function mannWhitney(a: ArrayLike<number>, b: ArrayLike<number>, options: MannWhitneyOptions = {}): TestResult {
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  const [n, m] = [x.length, y.length];
  const pool = Float64Array.from([...x, ...y]);
  const tolerance = options.tieTolerance === undefined ? {} : { tieTolerance: options.tieTolerance };
  const sizes = tieSizes(pool, tolerance);
  const ties = sizes.reduce((sum, size) => sum + size - 1, 0);
  const frame = { ...permutationFrame(options), n: n + m, ties, zeros: 0 };
  const unknown = { ...frame, statistic: null, p: null, method: "Mann-Whitney", exact: false };
  if (n === 0 || m === 0) return { ...unknown, reason: "too-few" };
  const pooled = ranks(pool, tolerance);
  const rankSum = pooled.subarray(0, n).reduce((sum, rank) => sum + rank, 0);
  const statistic = rankSum - (n * (n + 1)) / 2;
  const exact = options.method === "normal" ? null : rankSumTails(pooled, n, rankSum);
  if (exact) {
    const p = pOf(exact, frame.alternative, frame.convention);
    return { ...frame, statistic, p, method: "Mann-Whitney exact", exact: true };
  }
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - tieCorrection(sizes) / (total * (total - 1)));
  if (!(variance > 0)) return { ...unknown, statistic, reason: "no-variation" };
  const tails = normalTails(statistic - (n * m) / 2, Math.sqrt(variance), options.continuity ? 0.5 : 0);
  const p = pOf(tails, frame.alternative, frame.convention);
  return { ...frame, statistic, p, method: "Mann-Whitney normal", exact: false };
}
