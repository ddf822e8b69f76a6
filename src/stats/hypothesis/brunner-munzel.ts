import type { Rng } from "../chance/rng.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { varianceOf } from "../describe/moments.ts";
import { ranks } from "../describe/ranks.ts";
import { finiteCopy, requireOpenShare } from "../input-checks.ts";
import { tailProbability } from "../means/t-comparison.ts";
import type { Alternative, Estimate, TestResult } from "../records.ts";
import { studentTQuantile } from "../special/student-t.ts";

export interface BrunnerMunzelOptions {
  level?: number;
  /** Default two-sided. "greater": the first argument tends to be greater. */
  alternative?: Alternative;
  /** For the permutation version, used below 10 a side and under complete separation. */
  rng?: Rng;
  /** Default 10,000. */
  resamples?: number;
}

/**
 * p = P(a > b) + ½P(a = b), the chance that a value of the first sample beats one of the second, with an interval on the
 * logit scale, and Brunner and Munzel's (2000) test of p = ½, which allows unequal spreads. df by Satterthwaite. Below
 * 10 a side the p-value is of the studentised permutation test (Neubert and Brunner 2007) when there is an `rng`.
 * Under 2 a side: `too-few`. Every value of one sample above the other: `ci: null`, `separated`.
 */
export function brunnerMunzel(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BrunnerMunzelOptions = {},
): { estimate: Estimate; test: TestResult } {
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const alternative = options.alternative ?? "two-sided";
  const n = x.length + y.length;
  const method = "Brunner-Munzel";
  const frame = { alternative, n, ties: 0, zeros: 0, exact: false };
  const symmetric = { ...frame, convention: "symmetric" as const, method };
  if (x.length < 2 || y.length < 2) {
    return {
      estimate: { value: null, se: null, ci: null, method, n, reason: "too-few", notes: [] },
      test: { ...symmetric, statistic: null, p: null, reason: "too-few" },
    };
  }
  const fit = placements(x, y);
  const few = Math.min(x.length, y.length) < 10;
  const permuted = options.rng && (few || fit.se === 0) ? permute(x, y, fit, alternative, options) : null;
  const estimate = logitEstimate(fit, n, level);
  if (permuted) return { estimate, test: { ...frame, convention: "doubled", ...permuted } };
  if (fit.se === 0) {
    return { estimate, test: { ...symmetric, statistic: null, p: null, reason: estimate.reason ?? "no-variation" } };
  }
  const statistic = (fit.p - 0.5) / fit.se;
  const p = tailProbability(statistic, fit.df, alternative);
  return { estimate, test: { ...symmetric, statistic, df: fit.df, p } };
}

interface Placements {
  p: number;
  se: number;
  df: number;
}

/** p̂ and its standard error from placements: rank in the pool minus rank in the own sample. */
function placements(x: Float64Array, y: Float64Array): Placements {
  const [n, m] = [x.length, y.length];
  const pooled = ranks(Float64Array.from([...x, ...y]));
  const [ownX, ownY] = [ranks(x), ranks(y)];
  const placeX = ownX.map((rank, i) => pooled[i]! - rank);
  const placeY = ownY.map((rank, j) => pooled[n + j]! - rank);
  const p = placeX.reduce((sum, place) => sum + place, 0) / (n * m);
  const partX = varianceOf(placeX) / (n * m * m);
  const partY = varianceOf(placeY) / (m * n * n);
  const total = partX + partY;
  const df = total ** 2 / (partX ** 2 / (n - 1) + partY ** 2 / (m - 1));
  return { p, se: Math.sqrt(total), df };
}

function logitEstimate({ p, se, df }: Placements, n: number, level: number): Estimate {
  const method = "Brunner-Munzel, logit";
  if (p === 0 || p === 1) return { value: p, se: null, ci: null, method, n, reason: "separated", notes: [] };
  if (se === 0) return { value: p, se: null, ci: null, method, n, reason: "no-variation", notes: [] };
  const half = (studentTQuantile((1 + level) / 2, df) * se) / (p * (1 - p));
  const logit = Math.log(p / (1 - p));
  const share = (z: number) => 1 / (1 + Math.exp(-z));
  const ci = { low: share(logit - half), high: share(logit + half), level, method, sides: "two" as const };
  return { value: p, se, ci, method, n, notes: [] };
}

/** The statistic of shuffled samples; a shuffle without spread counts as ±∞ by the side it falls on. */
function permute(
  x: Float64Array,
  y: Float64Array,
  fit: Placements,
  alternative: Alternative,
  options: BrunnerMunzelOptions,
): Pick<TestResult, "statistic" | "p" | "method" | "monteCarloError"> {
  const draws = options.resamples ?? 10_000;
  const pool = Float64Array.from([...x, ...y]);
  const studentise = (f: Placements) => (f.se > 0 ? (f.p - 0.5) / f.se : f.p === 0.5 ? 0 : (f.p - 0.5) * 1e12);
  const observed = studentise(fit);
  const slack = 1e-12 * Math.max(1, Math.abs(observed));
  let [greater, less] = [0, 0];
  for (let start = 0; start < draws; start += blockSize) {
    const source = blockStream(options.rng!, start);
    for (let b = start; b < Math.min(start + blockSize, draws); b++) {
      for (let i = pool.length - 1; i > 0; i--) {
        const j = source.integer(i + 1);
        [pool[i], pool[j]] = [pool[j]!, pool[i]!];
      }
      const drawn = studentise(placements(pool.subarray(0, x.length), pool.subarray(x.length)));
      if (drawn >= observed - slack) greater++;
      if (drawn <= observed + slack) less++;
    }
  }
  const [above, below] = [(greater + 1) / (draws + 1), (less + 1) / (draws + 1)];
  const p =
    alternative === "greater" ? above : alternative === "less" ? below : Math.min(1, 2 * Math.min(above, below));
  const statistic = fit.se > 0 ? observed : null;
  return { statistic, p, method: "Brunner-Munzel permutation", monteCarloError: Math.sqrt((p * (1 - p)) / draws) };
}
