import { medianSorted } from "../describe/quantile.ts";
import { finiteCopy, requireOpenShare } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { signedRankChances } from "./rank-sum-distribution.ts";

/**
 * Centre of a symmetric distribution: the median of all Walsh averages (x_i + x_j)/2, with the interval that inverts the
 * exact signed-rank test, W₍k₎ to W₍M+1−k₎ with the largest k of at most (1−level)/2 in each tail. `level` of the
 * interval is the one achieved. Too few values for the level: `too-few`. Hodges and Lehmann 1963.
 */
export function hodgesLehmann(values: ArrayLike<number>, options: { level?: number } = {}): Estimate {
  const x = finiteCopy("values", values);
  const n = x.length;
  const total = (n * (n + 1)) / 2;
  const walsh = new Float64Array(total);
  for (let i = 0, next = 0; i < n; i++) for (let j = i; j < n; j++) walsh[next++] = (x[i]! + x[j]!) / 2;
  const chances =
    n <= 300
      ? signedRankChances(
          Array.from({ length: n }, (_, i) => i + 1),
          total,
        )
      : null;
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  return invert(walsh, chances, { n, centre: total / 2, sd }, options);
}

/**
 * Shift between two independent samples of one shape: the median of all differences x_i − y_j, with the interval that
 * inverts the exact Mann–Whitney test.
 */
export function hodgesLehmannShift(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: { level?: number } = {},
): Estimate {
  const x = finiteCopy("a", a);
  const y = finiteCopy("b", b);
  const [n, m] = [x.length, y.length];
  const differences = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) differences[i * m + j] = x[i]! - y[j]!;
  const chances = n * m <= 40_000 ? mannWhitneyChances(n, m) : null;
  const sd = Math.sqrt((n * m * (n + m + 1)) / 12);
  return invert(differences, chances, { n: n + m, centre: (n * m) / 2, sd }, options);
}

function invert(
  points: Float64Array,
  chances: Float64Array | null,
  law: { n: number; centre: number; sd: number },
  options: { level?: number },
): Estimate {
  const level = requireOpenShare("level", options.level ?? 0.95);
  const sorted = points.sort();
  const method = chances ? "Hodges-Lehmann exact" : "Hodges-Lehmann normal";
  const base = { value: medianSorted(sorted), se: null, method, n: law.n, notes: [] };
  const half = (1 - level) / 2;
  let k = 0;
  let achieved = level;
  if (chances) {
    let below = 0;
    let tail = 0;
    while (k < chances.length && below + chances[k]! <= half) {
      below += chances[k]!;
      tail = below;
      k++;
    }
    achieved = 1 - 2 * tail;
  } else {
    k = Math.round(law.centre + normalQuantile(half) * law.sd);
  }
  if (k < 1 || sorted.length === 0) return { ...base, ci: null, reason: "too-few" };
  const [low, high] = [sorted[k - 1]!, sorted[sorted.length - k]!];
  if (low === high) return { ...base, ci: null, reason: "no-variation" };
  return { ...base, ci: { low, high, level: achieved, method, sides: "two" } };
}

/**
 * P(U = u) without ties: the coefficients of ∏(1 − q^(m+i))/(1 − q^i), i = 1 … n, over their sum, n being the smaller
 * group. Only the lower half is worked out, where the subtractions keep eleven digits, and mirrored.
 */
function mannWhitneyChances(a: number, b: number): Float64Array {
  const [n, m] = [Math.min(a, b), Math.max(a, b)];
  const last = n * m;
  const half = last >> 1;
  const ways = new Float64Array(last + 1);
  ways[0] = 1;
  let all = 1;
  for (let i = 1; i <= n; i++) {
    for (let u = half; u >= m + i; u--) ways[u]! -= ways[u - m - i]!;
    for (let u = i; u <= half; u++) ways[u]! += ways[u - i]!;
    all *= (m + i) / i;
  }
  for (let u = 0; u <= half; u++) ways[last - u] = ways[u]!;
  return ways.map((count) => count / all);
}
