import { meanOf, varianceOf } from "../describe/moments.ts";
import { medianSorted } from "../describe/quantile.ts";
import { ranks, tieCorrection, tieSizes } from "../describe/ranks.ts";
import { finiteCopy } from "../input-checks.ts";
import type { ReasonCode, TestResult } from "../records.ts";
import { chiSquareSurvival } from "../special/chi-square.ts";
import { fSurvival } from "../special/f-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

type Groups = readonly ArrayLike<number>[];

/** One-way analysis of variance: F test that independent groups have one mean, given one variance. Fisher 1925. */
export function anova(groups: Groups): TestResult {
  const lists = copies(groups);
  const n = total(lists);
  const k = lists.length;
  if (k < 2 || lists.some((list) => list.length === 0) || n <= k) return unknown("ANOVA", n, "too-few");
  const centre = meanOf(lists.flatMap((list) => Array.from(list)));
  const between = lists.reduce((sum, list) => sum + list.length * (meanOf(list) - centre) ** 2, 0) / (k - 1);
  const within = lists.reduce((sum, list) => sum + squares(list), 0) / (n - k);
  if (within === 0) return unknown("ANOVA", n, "no-variation");
  return fResult("ANOVA", between / within, k - 1, n - k, n);
}

/** Welch's (1951) analysis of variance, for groups with unequal variances; 2 values or more in each. */
export function welchAnova(groups: Groups): TestResult {
  const lists = copies(groups);
  const [n, k] = [total(lists), lists.length];
  if (k < 2 || lists.some((list) => list.length < 2)) return unknown("Welch ANOVA", n, "too-few");
  const parts = lists.map((list) => ({ w: list.length / varianceOf(list), mean: meanOf(list), df: list.length - 1 }));
  if (parts.some((part) => !Number.isFinite(part.w))) return unknown("Welch ANOVA", n, "no-variation");
  const w = parts.reduce((sum, part) => sum + part.w, 0);
  const centre = parts.reduce((sum, part) => sum + part.w * part.mean, 0) / w;
  const spread = parts.reduce((sum, part) => sum + (1 - part.w / w) ** 2 / part.df, 0);
  const between = parts.reduce((sum, part) => sum + part.w * (part.mean - centre) ** 2, 0) / (k - 1);
  const f = between / (1 + (2 * (k - 2) * spread) / (k * k - 1));
  return fResult("Welch ANOVA", f, k - 1, (k * k - 1) / (3 * spread), n);
}

/** Kruskal and Wallis's (1952) rank test over independent groups, H with tie correction, χ² with k−1 df. */
export function kruskalWallis(groups: Groups): TestResult {
  const lists = copies(groups);
  const [n, k] = [total(lists), lists.length];
  if (k < 2 || lists.some((list) => list.length === 0)) return unknown("Kruskal-Wallis", n, "too-few");
  const pool = Float64Array.from(lists.flatMap((list) => Array.from(list)));
  const sizes = tieSizes(pool);
  const all = ranks(pool);
  let start = 0;
  let sum = 0;
  for (const list of lists) {
    const own = all.subarray(start, start + list.length).reduce((part, rank) => part + rank, 0);
    sum += own ** 2 / list.length;
    start += list.length;
  }
  const correction = 1 - tieCorrection(sizes) / (n ** 3 - n);
  if (!(correction > 0)) return unknown("Kruskal-Wallis", n, "no-variation");
  const h = ((12 * sum) / (n * (n + 1)) - 3 * (n + 1)) / correction;
  return chiResult("Kruskal-Wallis", Math.max(0, h), k - 1, n, tied(sizes));
}

/**
 * Friedman's (1937) rank test over `treatments` measured on the same blocks (one list per treatment, places are blocks),
 * with tie correction, χ² with k−1 df.
 */
export function friedman(treatments: Groups): TestResult {
  const lists = copies(treatments);
  const [k, n] = [lists.length, lists[0]?.length ?? 0];
  if (k < 2 || n < 2 || lists.some((list) => list.length !== n)) return unknown("Friedman", n, "too-few");
  const sums = new Float64Array(k);
  let correction = 0;
  let ties = 0;
  for (let block = 0; block < n; block++) {
    const row = Float64Array.from(lists, (list) => list[block]!);
    const sizes = tieSizes(row);
    correction += tieCorrection(sizes);
    ties += tied(sizes);
    ranks(row).forEach((rank, treatment) => {
      sums[treatment]! += rank;
    });
  }
  const scale = 1 - correction / (n * (k ** 3 - k));
  if (!(scale > 0)) return unknown("Friedman", n, "no-variation");
  const square = sums.reduce((sum, rank) => sum + rank ** 2, 0);
  return chiResult("Friedman", ((12 * square) / (n * k * (k + 1)) - 3 * n * (k + 1)) / scale, k - 1, n, ties);
}

/** Levene's (1960) test of equal spread: ANOVA on distances from the group's mean, or (Brown–Forsythe) its median. */
export function levene(groups: Groups, options: { centre?: "mean" | "median" } = {}): TestResult {
  const lists = copies(groups);
  const distances = lists.map((list) => {
    const sorted = Float64Array.from(list).sort();
    const centre = options.centre === "mean" ? meanOf(list) : (medianSorted(sorted) ?? 0);
    return list.map((value) => Math.abs(value - centre));
  });
  return { ...anova(distances), method: `Levene ${options.centre ?? "median"}` };
}

/** Bartlett's (1937) test of equal variances. For normal values only: skewness looks like unequal spread to it. */
export function bartlett(groups: Groups): TestResult {
  const lists = copies(groups);
  const [n, k] = [total(lists), lists.length];
  if (k < 2 || lists.some((list) => list.length < 2)) return unknown("Bartlett", n, "too-few");
  const variances = lists.map(varianceOf);
  if (variances.some((variance) => variance === 0)) return unknown("Bartlett", n, "no-variation");
  const df = n - k;
  const pooled = lists.reduce((sum, list) => sum + squares(list), 0) / df;
  const logs = lists.reduce((sum, list, j) => sum + (list.length - 1) * Math.log(variances[j]!), 0);
  const inverse = lists.reduce((sum, list) => sum + 1 / (list.length - 1), 0) - 1 / df;
  return chiResult("Bartlett", (df * Math.log(pooled) - logs) / (1 + inverse / (3 * (k - 1))), k - 1, n, 0);
}

/** Fligner and Killeen's (1976) test of equal spread: normal scores of ranked distances from the group medians. */
export function flignerKilleen(groups: Groups, options: { tieTolerance?: number } = {}): TestResult {
  const lists = copies(groups);
  const [n, k] = [total(lists), lists.length];
  if (k < 2 || lists.some((list) => list.length === 0)) return unknown("Fligner-Killeen", n, "too-few");
  const distances = lists.flatMap((list) => {
    const centre = medianSorted(Float64Array.from(list).sort())!;
    return Array.from(list, (value) => Math.abs(value - centre));
  });
  const scores = ranks(distances, options).map((rank) => normalQuantile(0.5 + rank / (2 * (n + 1))));
  const centre = meanOf(scores);
  const spread = varianceOf(scores);
  if (spread === 0) return unknown("Fligner-Killeen", n, "no-variation");
  let start = 0;
  let sum = 0;
  for (const list of lists) {
    sum += list.length * (meanOf(scores.subarray(start, start + list.length)) - centre) ** 2;
    start += list.length;
  }
  return chiResult("Fligner-Killeen", sum / spread, k - 1, n, tied(tieSizes(distances, options)));
}

function copies(groups: Groups): Float64Array[] {
  return groups.map((group, i) => finiteCopy(`groups[${i}]`, group));
}

function total(lists: readonly Float64Array[]): number {
  return lists.reduce((sum, list) => sum + list.length, 0);
}

function tied(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size - 1, 0);
}

function squares(list: Float64Array): number {
  return list.length < 2 ? 0 : varianceOf(list) * (list.length - 1);
}

const upperTail = { alternative: "two-sided", convention: "upper-tail", zeros: 0 } as const;

function fResult(method: string, f: number, df1: number, df2: number, n: number): TestResult {
  return { ...upperTail, statistic: f, df: [df1, df2], p: fSurvival(f, df1, df2), method, exact: true, n, ties: 0 };
}

function chiResult(method: string, statistic: number, df: number, n: number, ties: number): TestResult {
  return { ...upperTail, statistic, df, p: chiSquareSurvival(statistic, df), method, exact: false, n, ties };
}

function unknown(method: string, n: number, reason: ReasonCode): TestResult {
  return { ...upperTail, statistic: null, p: null, method, exact: false, n, ties: 0, reason };
}
