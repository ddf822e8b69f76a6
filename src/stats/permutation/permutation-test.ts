import type { Rng } from "../chance/rng.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { meanOf } from "../describe/moments.ts";
import { finiteCopy, requireCount } from "../input-checks.ts";
import type { TestResult } from "../records.ts";
import { permutationFrame, pOf, type Tails } from "./p-value.ts";
import type { SignFlipOptions } from "./sign-flip-test.ts";
import { subsetSumTails } from "./two-sample-distribution.ts";

/**
 * Permutation test that two independent samples come from one distribution; the statistic is mean(a) − mean(b), in their
 * unit. The pool is always cut at the sizes the groups have. Exact by dynamic programming over (count, sum) for values
 * with a common decimal step, or by listing up to 5·10⁶ choices; else Monte Carlo with p = (b+1)/(B+1).
 *
 * `null` with `too-few` when a sample is empty; with `not-identified` where only draws could answer and there is no `rng`.
 */
export function permutationTest(a: ArrayLike<number>, b: ArrayLike<number>, options: SignFlipOptions = {}): TestResult {
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  const n = x.length + y.length;
  const known = x.length > 0 && y.length > 0;
  const statistic = known ? meanOf(x) - meanOf(y) : null;
  const frame = { statistic, ...permutationFrame(options), n, ties: 0, zeros: 0 };
  const unanswered = { ...frame, p: null, method: "two-sample permutation", exact: false };
  if (!known) return { ...unanswered, reason: "too-few" };
  const exact = options.method === "monte-carlo" ? null : exactTails(x, y);
  if (exact !== null) {
    const p = pOf(exact, frame.alternative, frame.convention);
    return { ...frame, p, method: "two-sample permutation exact", exact: true };
  }
  if (options.method === "exact" || options.rng === undefined) return { ...unanswered, reason: "not-identified" };
  const draws = requireCount("resamples", options.resamples ?? 100_000, 200);
  const p = pOf(drawnTails(x, y, options.rng, draws), frame.alternative, frame.convention);
  const monteCarloError = Math.sqrt((p * (1 - p)) / draws);
  return { ...frame, p, method: "two-sample permutation monte-carlo", exact: false, monteCarloError };
}

/** Of the smaller group's sum, which orders outcomes as the difference of means does. */
function exactTails(x: Float64Array, y: Float64Array): Tails | null {
  const pool = Float64Array.from([...x, ...y]);
  const [small, swapped] = x.length <= y.length ? [x, false] : [y, true];
  const tails = subsetSumTails(
    pool,
    small.length,
    small.reduce((sum, value) => sum + value, 0),
  );
  return tails && swapped ? { ...tails, greater: tails.less, less: tails.greater } : tails;
}

/** Partial Fisher–Yates: only the smaller group is drawn. */
function drawnTails(x: Float64Array, y: Float64Array, rng: Rng, draws: number): Tails {
  const pool = Float64Array.from([...x, ...y]);
  const centre = meanOf(pool);
  for (let i = 0; i < pool.length; i++) pool[i]! -= centre;
  const sign = x.length <= y.length ? 1 : -1;
  const taken = Math.min(x.length, y.length);
  const group = sign === 1 ? pool.slice(0, taken) : pool.slice(x.length);
  const observed = sign * group.reduce((sum, value) => sum + value, 0);
  const slack = 1e-12 * pool.reduce((sum, value) => sum + Math.abs(value), 0);
  let [greater, less, absolute] = [0, 0, 0];
  for (let start = 0; start < draws; start += blockSize) {
    const source = blockStream(rng, start);
    const end = Math.min(start + blockSize, draws);
    for (let b = start; b < end; b++) {
      let sum = 0;
      for (let i = 0; i < taken; i++) {
        const j = i + source.integer(pool.length - i);
        const value = pool[j]!;
        pool[j] = pool[i]!;
        pool[i] = value;
        sum += value;
      }
      const statistic = sign * sum;
      if (statistic >= observed - slack) greater++;
      if (statistic <= observed + slack) less++;
      if (Math.abs(statistic) >= Math.abs(observed) - slack) absolute++;
    }
  }
  const p = (count: number) => (count + 1) / (draws + 1);
  return { greater: p(greater), less: p(less), absolute: p(absolute) };
}
