import { quantileOf } from "../describe/quantile.ts";
import type { ReasonCode } from "../records.ts";
import { normalCdf } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { studentTQuantile } from "../special/student-t.ts";
import type { OrderStatistics } from "./order-statistics.ts";

/** Two limits with their Monte-Carlo error, or the reason why there are none. */
export type Limits = { low: number; high: number; error: { low: number; high: number } | null } | ReasonCode;

/** θ*₍α/2₎ and θ*₍1−α/2₎. */
export function percentileLimits(sorted: OrderStatistics, level: number): Limits {
  return between(sorted, (1 - level) / 2, (1 + level) / 2);
}

/** 2θ̂ − θ*₍1−α/2₎ and 2θ̂ − θ*₍α/2₎. */
export function basicLimits(sorted: OrderStatistics, level: number, estimate: number): Limits {
  const limits = between(sorted, (1 - level) / 2, (1 + level) / 2);
  return typeof limits === "string" ? limits : mirrored(limits, 2 * estimate, 1);
}

/** θ* at the shares of `bcaShares`. Efron 1987. */
export function bcaLimits(sorted: OrderStatistics, level: number, z0: number, acceleration: number): Limits {
  const shares = bcaShares(level, z0, acceleration);
  if (shares === null) return "bca-undefined";
  const limits = between(sorted, shares[0], shares[1]);
  return limits === "no-variation" ? "bca-undefined" : limits;
}

/** Φ(z₀ + (z₀+z)/(1 − a(z₀+z))), z = ±z₁₋α/₂: where BCa reads its limits. `null` where a side is undefined. */
export function bcaShares(level: number, z0: number, acceleration: number): [low: number, high: number] | null {
  if (!Number.isFinite(z0) || !Number.isFinite(acceleration)) return null;
  const shares = [(1 - level) / 2, (1 + level) / 2].map((p) => {
    const shifted = z0 + normalQuantile(p);
    const stretch = 1 - acceleration * shifted;
    return stretch <= 0 ? Number.NaN : normalCdf(z0 + shifted / stretch);
  }) as [number, number];
  return shares.some(Number.isNaN) ? null : shares;
}

/** θ̂ − q₁₋α/₂·se and θ̂ − q_α/₂·se of the sorted t* = (θ*−θ̂)/se*. */
export function studentisedLimits(sortedT: OrderStatistics, level: number, estimate: number, se: number): Limits {
  const limits = between(sortedT, (1 - level) / 2, (1 + level) / 2);
  return typeof limits === "string" ? limits : mirrored(limits, estimate, se);
}

/** θ̂ ± t·se. */
export function tLimits(level: number, estimate: number, se: number, df: number): Limits {
  if (!Number.isFinite(se) || !(df >= 1)) return "too-few";
  if (se === 0) return "no-variation";
  const half = studentTQuantile((1 + level) / 2, df) * se;
  return { low: estimate - half, high: estimate + half, error: null };
}

/** BCa's bias correction Φ⁻¹(f), f the share of replicates below θ̂; those equal within rounding count half or not. */
export function biasCorrection(replicates: Float64Array, estimate: number, ties: "mid" | "strict"): number {
  const slack = 1e-12 * Math.max(1, Math.abs(estimate));
  let below = 0;
  let equal = 0;
  for (let i = 0; i < replicates.length; i++) {
    const difference = replicates[i]! - estimate;
    if (difference < -slack) below++;
    else if (difference <= slack) equal++;
  }
  const share = (below + (ties === "mid" ? equal / 2 : 0)) / replicates.length;
  return normalQuantile(share);
}

/** Half the gap of the replicates ⌈√(Bp(1−p))⌉ ranks on either side: how far the p-quantile may be off. */
export function quantileError(sorted: OrderStatistics, p: number): number {
  const last = sorted.length - 1;
  const spread = Math.ceil(Math.sqrt(sorted.length * p * (1 - p)));
  const low = Math.max(0, Math.floor(last * p) - spread);
  const high = Math.min(last, Math.ceil(last * p) + spread);
  return (sorted.at(high)! - sorted.at(low)!) / 2;
}

function between(sorted: OrderStatistics, low: number, high: number): Limits {
  const at = (rank: number) => sorted.at(rank)!;
  const limits = { low: quantileOf(sorted.length, at, low), high: quantileOf(sorted.length, at, high) };
  if (limits.low === limits.high) return "no-variation";
  return {
    ...limits,
    error: { low: quantileError(sorted, low), high: quantileError(sorted, high) },
  };
}

/** centre − scale·limits, which swaps the sides. */
function mirrored(limits: Exclude<Limits, string>, centre: number, scale: number): Limits {
  const error = limits.error && { low: limits.error.high * scale, high: limits.error.low * scale };
  return { low: centre - scale * limits.high, high: centre - scale * limits.low, error };
}
