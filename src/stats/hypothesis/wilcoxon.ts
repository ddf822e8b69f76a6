import { ranks, tieCorrection, tieSizes } from "../describe/ranks.ts";
import { finiteCopy } from "../input-checks.ts";
import { type PermutationOptions, permutationFrame, pOf } from "../permutation/p-value.ts";
import type { TestResult } from "../records.ts";
import { normalTails } from "./normal-tails.ts";
import { signedRankTails } from "./rank-sum-distribution.ts";

export interface WilcoxonOptions extends PermutationOptions {
  /** Zeros are dropped (default), ranked and then left out (pratt), or ranked and shared between the sides (split). */
  zeros?: "drop" | "pratt" | "split";
  /** "exact" by counting with ties, up to 300 values; "normal" otherwise. Default: exact where possible. */
  method?: "auto" | "exact" | "normal";
  /** Move the normal statistic ½ towards its mean. Default false. */
  continuity?: boolean;
  /** See `ranks`. */
  tieTolerance?: number;
}

/**
 * Wilcoxon's (1945) signed-rank test that differences are symmetric about 0; the statistic is W₊, the sum of the ranks of
 * the positive ones. Exact with mid-ranks for ties, unlike tools whose "exact" ignores them. No non-zero difference:
 * `too-few`.
 */
export function wilcoxonSignedRank(differences: ArrayLike<number>, options: WilcoxonOptions = {}): TestResult {
  const d = finiteCopy("differences", differences);
  const handling = options.zeros ?? "drop";
  const tolerance = options.tieTolerance === undefined ? {} : { tieTolerance: options.tieTolerance };
  const zeroLimit = options.tieTolerance ?? 1e-10 * Math.max(1, ...d.map(Math.abs));
  const values = d.map((value) => (Math.abs(value) <= zeroLimit ? 0 : value));
  const zeros = values.filter((value) => value === 0).length;
  const used = handling === "drop" ? values.filter((value) => value !== 0) : values;
  const all = ranks(used.map(Math.abs), tolerance);
  const signs = used.map(Math.sign);
  const n = signs.filter((sign) => sign !== 0).length;
  const sizes = tieSizes(values.filter((value) => value !== 0).map(Math.abs), tolerance);
  const ties = sizes.reduce((sum, size) => sum + size - 1, 0);
  const frame = { ...permutationFrame(options), n, ties, zeros };
  if (n === 0) return { ...frame, statistic: null, p: null, method: "Wilcoxon", exact: false, reason: "too-few" };
  const moving = all.filter((_, i) => signs[i] !== 0);
  let statistic = all.reduce((sum, rank, i) => sum + (signs[i]! > 0 ? rank : 0), 0);
  const shared = handling === "split" ? all.reduce((sum, rank, i) => sum + (signs[i] === 0 ? rank / 2 : 0), 0) : 0;
  const method = options.method ?? "auto";
  if (method !== "normal" && (n <= 300 || method === "exact")) {
    const p = pOf(signedRankTails(moving, statistic), frame.alternative, frame.convention);
    return { ...frame, statistic: statistic + shared, p, method: "Wilcoxon exact", exact: true };
  }
  const centre = moving.reduce((sum, rank) => sum + rank, 0) / 2;
  const variance =
    handling === "drop"
      ? (n * (n + 1) * (2 * n + 1)) / 24 - tieCorrection(sizes) / 48
      : moving.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  const tails = normalTails(statistic - centre, Math.sqrt(variance), options.continuity ? 0.5 : 0);
  statistic += shared;
  const p = pOf(tails, frame.alternative, frame.convention);
  return { ...frame, statistic, p, method: "Wilcoxon normal", exact: false };
}
