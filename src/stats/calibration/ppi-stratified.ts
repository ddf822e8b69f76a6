import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireOpenShare, requirePositive } from "../input-checks.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { type PpiEstimate, type PpiSample, ppiMean } from "./ppi-mean.ts";

/** One stratum of the sample and its share of the population; shares are taken relative to their sum. */
export interface PpiStratum extends PpiSample {
  share: number;
}

/**
 * PPI++ for a mean over strata: θ_h with its own λ in each, combined by population share. A stratum without an answer
 * leaves none for the whole, with that stratum's reason.
 */
export function ppiMeanStratified(
  strata: readonly PpiStratum[],
  options: { level?: number; lambda?: number } = {},
): PpiEstimate & { strata: PpiEstimate[] } {
  const level = requireOpenShare("level", options.level ?? 0.95);
  if (strata.length === 0) throw new InvalidOptionError("strata", 0, "there is at least one stratum");
  const total = strata.reduce((sum, stratum, h) => sum + requirePositive(`strata[${h}].share`, stratum.share), 0);
  const parts = strata.map((stratum) => ppiMean(stratum, { ...options, method: "normal" }));
  const method = "PPI++ stratified";
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  const base = { method, n, lambda: null, notes: [], strata: parts };
  const missing = parts.find((part) => part.value === null);
  if (missing) return { ...base, value: null, se: null, ci: null, reason: missing.reason ?? "too-few" };
  const value = parts.reduce((sum, part, h) => sum + (strata[h]!.share / total) * part.value!, 0);
  const variance = parts.reduce((sum, part, h) => sum + ((strata[h]!.share / total) * (part.se ?? 0)) ** 2, 0);
  if (!(variance > 0)) return { ...base, value, se: null, ci: null, reason: "no-variation" };
  const se = Math.sqrt(variance);
  const half = normalQuantile((1 + level) / 2) * se;
  return { ...base, value, se, ci: { low: value - half, high: value + half, level, method, sides: "two" } };
}
