import { bootstrapRows } from "../bootstrap/bootstrap.ts";
import type { Rng } from "../chance/rng.ts";
import { isConstant, meanOf } from "../describe/moments.ts";
import { ranks, tieSizes } from "../describe/ranks.ts";
import { compensatedSum } from "../describe/sum.ts";
import { finiteCopy, requireOpenShare, requireSameLength } from "../input-checks.ts";
import { type Comparison, tailProbability } from "../means/t-comparison.ts";
import { type Alternative, type ReasonCode, withoutRng } from "../records.ts";
import { normalSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

export interface CorrelationOptions {
  level?: number;
  alternative?: Alternative;
}

export interface KendallOptions extends CorrelationOptions {
  /** For a BCa interval over pairs, from 10 of them; without it the estimate comes alone. */
  rng?: Rng;
  resamples?: number;
}

/** Pearson's r of pairs, with Fisher's z interval and the t test of no correlation. 3 pairs for p, 4 for an interval. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>, options: CorrelationOptions = {}): Comparison {
  return productMoment(...pair(a, b), "Pearson", options, () => 1);
}

/** Spearman's ρ: Pearson's r of mid-ranks, interval by Fisher z with se √((1+r²/2)/(n−3)), t test. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>, options: CorrelationOptions = {}): Comparison {
  const [x, y] = pair(a, b);
  return productMoment(ranks(x), ranks(y), "Spearman", options, (r) => 1 + (r * r) / 2);
}

/**
 * Kendall's τ-b of pairs. p is exact without ties up to 50 pairs (counting inversions), else normal with the variance
 * that ties leave. The interval is a bootstrap over pairs.
 */
export function kendall(a: ArrayLike<number>, b: ArrayLike<number>, options: KendallOptions = {}): Comparison {
  const [x, y] = pair(a, b);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = x.length;
  const alternative = options.alternative ?? "two-sided";
  const method = "Kendall tau-b";
  const tau = tauB(x, y);
  if (n < 2 || tau === null) return unknown(method, n, n < 2 ? "too-few" : "no-variation", alternative);
  const [tiesX, tiesY] = [tieSizes(x), tieSizes(y)];
  const ties = [...tiesX, ...tiesY].reduce((sum, size) => sum + size - 1, 0);
  const exact = ties === 0 && n <= 50;
  const tails = exact
    ? inversionTails(n, ((n * (n - 1)) / 2 - tau.score) / 2)
    : normalTailsOf(tau.score, n, tiesX, tiesY);
  const p = alternative === "two-sided" ? Math.min(1, 2 * Math.min(tails.greater, tails.less)) : tails[alternative];
  const frame = { alternative, convention: "doubled", method, exact, n, ties, zeros: 0 } as const;
  const base = { value: tau.value, se: null, ci: null, method, n };
  const test = { ...frame, statistic: tau.value, p };
  const { rng, resamples = 10_000 } = options;
  if (!rng) return { estimate: { ...base, ...withoutRng }, test };
  const drawn = bootstrapRows([x, y], (u, v) => tauB(u!, v!)?.value ?? null, { rng, resamples, level, range: [-1, 1] });
  const { ci, notes, reason } = drawn;
  return { estimate: { ...base, se: drawn.bootstrapSe, ci, notes, ...(reason ? { reason } : {}) }, test };
}

/** τ-b and its score, concordant minus discordant pairs; `null` where one side is all tied. */
function tauB(x: Float64Array, y: Float64Array): { value: number; score: number } | null {
  const n = x.length;
  const [rankX, rankY] = [ranks(x), ranks(y)];
  let [score, untiedX, untiedY] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [signX, signY] = [Math.sign(rankX[i]! - rankX[j]!), Math.sign(rankY[i]! - rankY[j]!)];
      score += signX * signY;
      untiedX += signX * signX;
      untiedY += signY * signY;
    }
  }
  return untiedX === 0 || untiedY === 0 ? null : { value: score / Math.sqrt(untiedX * untiedY), score };
}

function pair(a: ArrayLike<number>, b: ArrayLike<number>): [Float64Array, Float64Array] {
  requireSameLength("a", a, "b", b);
  return [finiteCopy("a", a), finiteCopy("b", b)];
}

function productMoment(
  x: Float64Array,
  y: Float64Array,
  method: string,
  options: CorrelationOptions,
  inflation: (r: number) => number,
): Comparison {
  const level = requireOpenShare("level", options.level ?? 0.95);
  const alternative = options.alternative ?? "two-sided";
  const n = x.length;
  if (n < 3) return unknown(method, n, "too-few", alternative);
  if (isConstant(x) || isConstant(y)) return unknown(method, n, "no-variation", alternative);
  const [dx, dy] = [centred(x), centred(y)];
  const sum = (f: (i: number) => number) => compensatedSum(Float64Array.from(x, (_, i) => f(i)));
  const norm = Math.sqrt(sum((i) => dx[i]! ** 2)) * Math.sqrt(sum((i) => dy[i]! ** 2));
  const raw = sum((i) => dx[i]! * dy[i]!) / norm;
  const perfect = 1 - Math.abs(raw) < 1e-14;
  const r = perfect ? Math.sign(raw) : raw;
  const frame = {
    alternative,
    convention: "symmetric",
    method,
    exact: method === "Pearson",
    n,
    ties: 0,
    zeros: 0,
  } as const;
  const t = perfect ? Math.sign(r) * 1e8 * Math.sqrt(n - 2) : r * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
  const test = { ...frame, statistic: r, df: n - 2, p: tailProbability(t, n - 2, alternative) };
  const value = { value: r, method, n };
  if (n < 4) return { estimate: { ...value, se: null, ci: null, reason: "too-few", notes: [] }, test };
  if (perfect) return { estimate: { ...value, se: null, ci: null, reason: "no-variation", notes: [] }, test };
  const zSe = Math.sqrt(inflation(r) / (n - 3));
  const half = normalQuantile((1 + level) / 2) * zSe;
  const ci = {
    low: Math.tanh(Math.atanh(r) - half),
    high: Math.tanh(Math.atanh(r) + half),
    level,
    sides: "two" as const,
  };
  const se = zSe * (1 - r * r);
  return { estimate: { ...value, se, ci: { ...ci, method: "Fisher z" }, notes: [] }, test };
}

function centred(x: Float64Array): Float64Array {
  const centre = meanOf(x);
  return x.map((value) => value - centre);
}

/** Tails of the number of inversions of a random order; few inversions mean strong agreement. */
function inversionTails(n: number, inversions: number): { greater: number; less: number } {
  let chances = Float64Array.of(1);
  for (let i = 2; i <= n; i++) {
    const next = new Float64Array(chances.length + i - 1);
    for (let k = 0; k < next.length; k++) {
      for (let j = 0; j < i; j++) next[k]! += (chances[k - j] ?? 0) / i;
    }
    chances = next;
  }
  const tails = { greater: 0, less: 0 };
  chances.forEach((chance, k) => {
    if (k <= inversions) tails.greater += chance;
    if (k >= inversions) tails.less += chance;
  });
  return tails;
}

function normalTailsOf(score: number, n: number, tiesX: readonly number[], tiesY: readonly number[]) {
  const sum = (sizes: readonly number[], f: (t: number) => number) => sizes.reduce((total, t) => total + f(t), 0);
  const cubic = (t: number) => t * (t - 1) * (2 * t + 5);
  const pairs = (t: number) => t * (t - 1);
  const triples = (t: number) => t * (t - 1) * (t - 2);
  const variance =
    (n * (n - 1) * (2 * n + 5) - sum(tiesX, cubic) - sum(tiesY, cubic)) / 18 +
    (sum(tiesX, pairs) * sum(tiesY, pairs)) / (2 * n * (n - 1)) +
    (n > 2 ? (sum(tiesX, triples) * sum(tiesY, triples)) / (9 * n * (n - 1) * (n - 2)) : 0);
  const z = score / Math.sqrt(variance);
  return { greater: normalSurvival(z), less: normalSurvival(-z) };
}

function unknown(method: string, n: number, reason: ReasonCode, alternative: Alternative): Comparison {
  const frame = { alternative, convention: "symmetric", method, exact: false, n, ties: 0, zeros: 0 } as const;
  return {
    estimate: { value: null, se: null, ci: null, method, n, reason, notes: [] },
    test: { ...frame, statistic: null, p: null, reason },
  };
}
