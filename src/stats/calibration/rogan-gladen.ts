import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { percentileLimits } from "../bootstrap/bootstrap-limits.ts";
import type { Rng } from "../chance/rng.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { requireCount, requireOpenShare } from "../input-checks.ts";
import type { Estimate, Interval } from "../records.ts";
import { binomialPmf } from "../special/binomial.ts";
import { normalQuantile } from "../special/normal-quantile.ts";

/** How many of how many. */
export interface Count {
  successes: number;
  n: number;
}

export interface RoganGladenSample {
  /** Units the judge called positive. */
  positive: Count;
  /** Truly positive units that the judge called positive. */
  sensitivity: Count;
  /** Truly negative units that the judge called negative. */
  specificity: Count;
}

export interface RoganGladenOptions {
  level?: number;
  /** For the interval by bootstrap of all three parts; without it, by the delta method. */
  rng?: Rng;
  resamples?: number;
}

/**
 * The true share of positives behind a judge of known error rates: (p + sp − 1)/(se + sp − 1), clipped to [0,1] with a
 * note. se + sp ≤ 1: `not-identified`, for the judge then knows nothing. An empty part: `too-few`. Rogan and Gladen 1978.
 */
export function roganGladen(sample: RoganGladenSample, options: RoganGladenOptions = {}): Estimate {
  const parts = [sample.positive, sample.sensitivity, sample.specificity] as const;
  for (const [i, part] of parts.entries()) checkCount(["positive", "sensitivity", "specificity"][i]!, part);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const n = sample.positive.n;
  const unknown = { value: null, se: null, ci: null, method: "Rogan-Gladen", n, notes: [] };
  if (parts.some((part) => part.n === 0)) return { ...unknown, reason: "too-few" };
  const [p, se, sp] = parts.map((part) => part.successes / part.n) as [number, number, number];
  const raw = corrected(p, se, sp);
  if (Number.isNaN(raw)) return { ...unknown, reason: "not-identified" };
  const youden = se + sp - 1;
  const variance =
    ((p * (1 - p)) / n +
      (raw ** 2 * se * (1 - se)) / sample.sensitivity.n +
      ((1 - raw) ** 2 * sp * (1 - sp)) / sample.specificity.n) /
    youden ** 2;
  const notes: string[] = [];
  const value = clip(raw);
  if (value !== raw) notes.push(`clipped from ${raw.toPrecision(4)}`);
  const base = { value, se: Math.sqrt(variance) || null, method: "Rogan-Gladen", n };
  if (options.rng) {
    const drawn = bootstrapInterval(parts, level, options.rng, options.resamples ?? 10_000);
    return typeof drawn === "string" ? { ...base, ci: null, reason: drawn, notes } : { ...base, ci: drawn, notes };
  }
  if (variance === 0) return { ...base, ci: null, reason: "no-variation", notes };
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  const ci: Interval = { low: clip(raw - half), high: clip(raw + half), level, method: "delta", sides: "two" };
  if (ci.low === ci.high) return { ...base, ci: null, reason: "no-variation", notes };
  return { ...base, ci, notes };
}

/** NaN where the judge knows nothing. */
function corrected(p: number, se: number, sp: number): number {
  return se + sp - 1 <= 1e-12 ? Number.NaN : (p + sp - 1) / (se + sp - 1);
}

function clip(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function checkCount(name: string, count: Count): void {
  requireCount(`${name}.n`, count.n);
  if (requireCount(`${name}.successes`, count.successes) > count.n) {
    throw new InvalidOptionError(`${name}.successes`, count.successes, `there are at most n = ${count.n} of them`);
  }
}

function bootstrapInterval(
  parts: readonly Count[],
  level: number,
  rng: Rng,
  resamples: number,
): Interval | "degenerate-resamples" | "no-variation" {
  const draws = parts.map(binomialSampler);
  const values: number[] = [];
  for (let start = 0; start < resamples; start += blockSize) {
    const source = blockStream(rng, start);
    for (let b = start; b < Math.min(start + blockSize, resamples); b++) {
      const [p, se, sp] = draws.map((draw) => draw(source)) as [number, number, number];
      const value = corrected(p, se, sp);
      if (!Number.isNaN(value)) values.push(clip(value));
    }
  }
  if (values.length < 0.99 * resamples) return "degenerate-resamples";
  const limits = percentileLimits(Float64Array.from(values).sort(), level);
  if (typeof limits === "string") return "no-variation";
  const stream = rng.stream.join("/");
  const { low, high, error } = limits;
  const frame = { low, high, level, method: "percentile", sides: "two" as const, resamples, seed: rng.seed, stream };
  return error === null ? frame : { ...frame, monteCarloError: error };
}

/** Draws the share of successes among n resampled units, by searching the binomial distribution. */
function binomialSampler({ successes, n }: Count): (rng: Rng) => number {
  const cumulative = new Float64Array(n + 1);
  let total = 0;
  for (let k = 0; k <= n; k++) {
    total += binomialPmf(k, n, successes / n);
    cumulative[k] = total;
  }
  return (rng) => {
    const u = rng.float() * total;
    let [low, high] = [0, n];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > u) high = middle;
      else low = middle + 1;
    }
    return low / n;
  };
}
