import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { finiteCopy, requireCount, requireProbability } from "../input-checks.ts";
import type { Alternative, Convention, TestResult } from "../records.ts";
import { binomialCdf, binomialPmf, binomialSurvival } from "../special/binomial.ts";
import { hypergeometricPmf } from "../special/discrete-distributions.ts";
import { normalSurvival } from "../special/normal-distribution.ts";

export interface CountTestOptions {
  alternative?: Alternative;
  /** Two sides as twice the smaller tail (`doubled`) or as all outcomes no likelier than the observed one (`minlike`). */
  convention?: "doubled" | "minlike";
}

/** Outcomes within this relative slack of the observed probability count as no likelier. */
const slack = 1 + 1e-7;

/** Exact binomial test that the chance of success is `p`; the statistic is the share of successes. n = 0: `too-few`. */
export function binomialTest(successes: number, n: number, p = 0.5, options: CountTestOptions = {}): TestResult {
  requireCount("successes", successes);
  requireCount("n", n);
  requireProbability("p", p);
  if (successes > n) throw new InvalidOptionError("successes", successes, `there are at most n = ${n} of them`);
  const tails = {
    greater: binomialSurvival(successes - 1, n, p),
    less: binomialCdf(successes, n, p),
    minlike: () => likelierThan(successes, 0, n, (k) => binomialPmf(k, n, p)),
  };
  return countResult(tails, options, "doubled", n, n === 0 ? null : successes / n, "binomial");
}

/** Sign test that differences are above and below 0 equally often. Zeros are left out and counted. */
export function signTest(differences: ArrayLike<number>, options: CountTestOptions = {}): TestResult {
  const d = finiteCopy("differences", differences);
  const zeros = d.filter((value) => value === 0).length;
  const positive = d.filter((value) => value > 0).length;
  return { ...binomialTest(positive, d.length - zeros, 0.5, options), method: "sign", zeros };
}

/**
 * Fisher's (1935) exact test that rows and columns of [[a, b], [c, d]] are independent, both margins fixed. The statistic
 * is the odds ratio ad/bc, `null` where bc = 0. Two-sided `minlike` by default. An empty table: `too-few`.
 */
export function fisherExact(
  table: readonly [readonly [number, number], readonly [number, number]],
  options: CountTestOptions = {},
): TestResult {
  const [[a, b], [c, d]] = table;
  const n = Object.entries({ a, b, c, d }).reduce((sum, [name, count]) => sum + requireCount(name, count), 0);
  const [successes, failures, drawn] = [a + b, c + d, a + c];
  const pmf = (k: number) => hypergeometricPmf(k, successes, failures, drawn);
  const [low, high] = [Math.max(0, drawn - failures), Math.min(drawn, successes)];
  const sum = (from: number, to: number) => {
    let total = 0;
    for (let k = from; k <= to; k++) total += pmf(k);
    return Math.min(1, total);
  };
  const tails = { greater: sum(a, high), less: sum(low, a), minlike: () => likelierThan(a, low, high, pmf) };
  const ratio = b * c === 0 ? null : (a * d) / (b * c);
  return countResult(tails, options, "minlike", n, ratio, "Fisher exact");
}

/**
 * Score test that two independent proportions are equal: z with the pooled variance. For large groups; `fisherExact`
 * otherwise. Nothing, or nothing but one outcome: `too-few`, `no-variation`.
 */
export function twoProportionZ(
  successes1: number,
  n1: number,
  successes2: number,
  n2: number,
  options: { alternative?: Alternative } = {},
): TestResult {
  for (const [name, x, n] of [["successes1", successes1, n1] as const, ["successes2", successes2, n2] as const]) {
    requireCount("n", n);
    if (requireCount(name, x) > n) throw new InvalidOptionError(name, x, `there are at most n = ${n} of them`);
  }
  const alternative = options.alternative ?? "two-sided";
  const n = n1 + n2;
  const method = "two-proportion z";
  const frame = { alternative, convention: "symmetric", method, exact: false, n, ties: 0, zeros: 0 } as const;
  if (n1 === 0 || n2 === 0) return { ...frame, statistic: null, p: null, reason: "too-few" };
  const pooled = (successes1 + successes2) / n;
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  if (se === 0) return { ...frame, statistic: null, p: null, reason: "no-variation" };
  const z = (successes1 / n1 - successes2 / n2) / se;
  const two = 2 * normalSurvival(Math.abs(z));
  const p = alternative === "two-sided" ? two : normalSurvival(alternative === "greater" ? z : -z);
  return { ...frame, statistic: z, p };
}

function likelierThan(observed: number, low: number, high: number, pmf: (k: number) => number): number {
  const limit = pmf(observed) * slack;
  let total = 0;
  for (let k = low; k <= high; k++) {
    const chance = pmf(k);
    if (chance <= limit) total += chance;
  }
  return Math.min(1, total);
}

function countResult(
  tails: { greater: number; less: number; minlike: () => number },
  options: CountTestOptions,
  defaultConvention: "doubled" | "minlike",
  n: number,
  statistic: number | null,
  method: string,
): TestResult {
  const alternative = options.alternative ?? "two-sided";
  const convention: Convention = options.convention ?? defaultConvention;
  const frame = { alternative, convention, method, exact: true, n, ties: 0, zeros: 0 };
  if (n === 0) return { ...frame, statistic: null, p: null, reason: "too-few" };
  const two = convention === "minlike" ? tails.minlike() : Math.min(1, 2 * Math.min(tails.greater, tails.less));
  return { ...frame, statistic, p: alternative === "two-sided" ? two : tails[alternative] };
}
