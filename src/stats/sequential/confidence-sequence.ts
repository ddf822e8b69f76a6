import { finiteCopy, requireCount, requireOpenShare, requirePositive } from "../input-checks.ts";
import type { Estimate } from "../records.ts";

/** ρ of the normal mixture that makes the sequence narrowest at n = `tunedAt`. */
export function mixtureScale(tunedAt: number, alpha = 0.05): number {
  requireCount("tunedAt", tunedAt, 1);
  const logs = -2 * Math.log(requireOpenShare("alpha", alpha));
  return Math.sqrt((logs + Math.log(1 + logs)) / tunedAt);
}

/** Half-width, in standard deviations, of the sequence after n values. */
export function sequenceHalfWidth(n: number, rho: number, alpha = 0.05): number {
  requirePositive("rho", rho);
  const grown = requireCount("n", n, 1) * rho * rho + 1;
  return Math.sqrt((grown / (n * n * rho * rho)) * 2 * Math.log(Math.sqrt(grown) / alpha));
}

/**
 * Confidence sequence of a mean by the normal mixture (Robbins 1970; Waudby-Smith et al. 2021, asymptotic): the
 * intervals after 10, 11, 12, … values hold the mean all at once with probability `level`, so one may look at any time and
 * stop for any reason. Under 10 values: `too-few`. About half as wide again as a fixed-n interval near `tunedAt`.
 */
export function confidenceSequence(
  values: ArrayLike<number>,
  options: { level?: number; tunedAt?: number } = {},
): Estimate[] {
  const x = finiteCopy("values", values);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const alpha = 1 - level;
  const rho = mixtureScale(options.tunedAt ?? 100, alpha);
  const method = "normal mixture sequence";
  let [mean, squares] = [0, 0];
  return Array.from(x, (value, i) => {
    const n = i + 1;
    const before = value - mean;
    mean += before / n;
    squares += before * (value - mean);
    const sd = n < 2 ? 0 : Math.sqrt(squares / (n - 1));
    const base = { value: mean, se: sd > 0 ? sd / Math.sqrt(n) : null, method, n, notes: [] };
    if (n < 10) return { ...base, ci: null, reason: "too-few" as const };
    if (sd === 0) return { ...base, ci: null, reason: "no-variation" as const };
    const half = sd * sequenceHalfWidth(n, rho, alpha);
    return { ...base, ci: { low: mean - half, high: mean + half, level, method, sides: "two" as const } };
  });
}
