import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import type { Rng } from "../chance/rng.ts";
import { requireOpenShare } from "../input-checks.ts";
import type { Estimate, Interval, ReasonCode } from "../records.ts";

/** How limits are read from the replicates; docs/statistics/bootstrap.md says when each is right. */
export type BootstrapMethod = "percentile" | "basic" | "bca" | "studentised" | "t";

export interface BootstrapOptions {
  /** Where the draws come from. Give each metric its own stream, e.g. rngStream(seed, metricId). */
  rng: Rng;
  /** Replicates, at least 200. "auto" doubles from 2,000 until the limits settle to 2 % of the width. Default 10,000. */
  resamples?: number | "auto";
  /** Nominal coverage, default 0.95. */
  level?: number;
  /** Default: for means t up to 4 units, studentised up to 100, BCa beyond; BCa from 10 units for anything else. */
  method?: BootstrapMethod;
  /** Further methods to report in `intervals`. */
  also?: readonly BootstrapMethod[];
  /** Possible values of the estimate; limits beyond are clipped, with a note. */
  range?: readonly [low: number, high: number];
  /** How replicates equal to the estimate count in BCa's z₀. "mid" (default): half. "strict": not at all. */
  z0?: "mid" | "strict";
  /** Keep the replicates in the result, e.g. for a histogram. Default false. */
  keepReplicates?: boolean;
}

export interface BootstrapEstimate extends Estimate {
  resamples: number;
  /** Mean of the replicates minus the estimate. */
  bias: number | null;
  /** Standard deviation of the replicates. */
  bootstrapSe: number | null;
  /** Every interval asked for. */
  intervals: Partial<Record<BootstrapMethod, Interval>>;
  /** Methods asked for that could not answer, and why. */
  refused: readonly { method: BootstrapMethod; reason: ReasonCode }[];
  /** Bias correction and acceleration, where BCa was computed. */
  bca: { z0: number; acceleration: number } | null;
  /** Replicates on which the statistic, or its standard error where needed, was undefined. */
  degenerate: number;
  replicates?: Float64Array;
}

/** Checked options with defaults. */
export interface ResolvedOptions {
  rng: Rng;
  resamples: number | "auto";
  level: number;
  method: BootstrapMethod | undefined;
  also: readonly BootstrapMethod[];
  range: readonly [number, number] | undefined;
  z0: "mid" | "strict";
  keepReplicates: boolean;
}

const methods: readonly string[] = ["percentile", "basic", "bca", "studentised", "t"];

/** Throws InvalidOptionError for a level outside (0,1), fewer than 200 resamples, or an unknown method. */
export function resolveOptions(options: BootstrapOptions): ResolvedOptions {
  const resamples = options.resamples ?? 10_000;
  if (resamples !== "auto" && !(Number.isSafeInteger(resamples) && resamples >= 200)) {
    throw new InvalidOptionError("resamples", resamples, 'resamples is "auto" or a whole number of at least 200');
  }
  for (const method of [options.method, ...(options.also ?? [])]) {
    if (method !== undefined && !methods.includes(method)) {
      throw new InvalidOptionError("method", method, `a bootstrap method is one of ${methods.join(", ")}`);
    }
  }
  return {
    rng: options.rng,
    resamples,
    level: requireOpenShare("level", options.level ?? 0.95),
    method: options.method,
    also: options.also ?? [],
    range: options.range,
    z0: options.z0 ?? "mid",
    keepReplicates: options.keepReplicates ?? false,
  };
}
