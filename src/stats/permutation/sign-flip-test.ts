import type { Rng } from "../chance/rng.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { meanOf } from "../describe/moments.ts";
import { finiteCopy, requireCount } from "../input-checks.ts";
import type { TestResult } from "../records.ts";
import { type PermutationOptions, permutationFrame, pOf, type Tails } from "./p-value.ts";
import { signFlipTails } from "./sign-flip-distribution.ts";

export interface SignFlipOptions extends PermutationOptions {
  /** Needed only where the exact distribution is out of reach. */
  rng?: Rng;
  /** Draws where not exact, default 100,000. p is (b+1)/(B+1), never 0. */
  resamples?: number;
  /** "exact", "monte-carlo", or "auto" (default): exact whenever it can be. */
  method?: "auto" | "exact" | "monte-carlo";
}

/**
 * Sign-flip permutation test that paired differences (or cluster values) are symmetric about 0; the statistic is their
 * mean, in their unit. Exact for any number of values that share a decimal step with at most 4·10⁶ reachable sums (and
 * 5·10⁸ steps to count the ways to them), and for any real values up to 40; beyond by Monte Carlo. Zeros stay in: they
 * flip to themselves.
 *
 * `null` with `too-few` for no values; with `not-identified` where only draws could answer and no `rng` was given.
 * Fisher 1935; Monte-Carlo p of Davison and Hinkley 1997.
 */
export function signFlipTest(differences: ArrayLike<number>, options: SignFlipOptions = {}): TestResult {
  const x = finiteCopy("differences", differences);
  const frame = {
    statistic: x.length === 0 ? null : meanOf(x),
    ...permutationFrame(options),
    n: x.length,
    ties: 0,
    zeros: x.reduce((count, value) => count + (value === 0 ? 1 : 0), 0),
  };
  const unanswered = { ...frame, p: null, method: "sign-flip", exact: false };
  if (x.length === 0) return { ...unanswered, reason: "too-few" };
  const method = options.method ?? "auto";
  const exact = method === "monte-carlo" ? null : signFlipTails(x);
  if (exact !== null) {
    return { ...frame, p: pOf(exact, frame.alternative, frame.convention), method: "sign-flip exact", exact: true };
  }
  if (method === "exact" || options.rng === undefined) return { ...unanswered, reason: "not-identified" };
  const draws = requireCount("resamples", options.resamples ?? 100_000, 200);
  const tails = drawTails(x, options.rng, draws);
  const p = pOf(tails, frame.alternative, frame.convention);
  const monteCarloError = Math.sqrt((p * (1 - p)) / draws);
  return { ...frame, p, method: "sign-flip monte-carlo", exact: false, monteCarloError };
}

/** Random signs, eight values at a time: a table holds the 256 signed sums of each group of eight. */
function drawTails(x: Float64Array, rng: Rng, draws: number): Tails {
  const groups = Math.ceil(x.length / 8);
  const sums = new Float64Array(groups * 256);
  for (let g = 0; g < groups; g++) {
    for (let bits = 0; bits < 256; bits++) {
      let sum = 0;
      for (let i = 0; i < 8; i++) sum += (bits & (1 << i) ? 1 : -1) * (x[8 * g + i] ?? 0);
      sums[g * 256 + bits] = sum;
    }
  }
  const observed = x.reduce((sum, value) => sum + value, 0);
  const slack = 1e-12 * x.reduce((sum, value) => sum + Math.abs(value), 0);
  let [greater, less, absolute] = [0, 0, 0];
  for (let start = 0; start < draws; start += blockSize) {
    const source = blockStream(rng, start);
    const end = Math.min(start + blockSize, draws);
    for (let b = start; b < end; b++) {
      let total = 0;
      let word = 0;
      for (let g = 0; g < groups; g++) {
        word = (g & 3) === 0 ? source.nextUint32() : word >>> 8;
        total += sums[g * 256 + (word & 255)]!;
      }
      if (total >= observed - slack) greater++;
      if (total <= observed + slack) less++;
      if (Math.abs(total) >= Math.abs(observed) - slack) absolute++;
    }
  }
  const p = (count: number) => (count + 1) / (draws + 1);
  return { greater: p(greater), less: p(less), absolute: p(absolute) };
}
