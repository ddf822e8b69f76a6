import { percentileLimits } from "../bootstrap/bootstrap-limits.ts";
import { groupStrata } from "../bootstrap/strata.ts";
import type { Rng } from "../chance/rng.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { requireCount, requireOpenShare } from "../input-checks.ts";
import type { Interval } from "../records.ts";
import type { PairTable } from "./battles.ts";
import { bradleyTerry } from "./bradley-terry.ts";

export interface RatingsBootstrap {
  /** Percentile intervals of θ (sum 0); `null` where more than 1 % of resamples had no solution. */
  intervals: (Interval | null)[];
  degenerate: number;
  resamples: number;
}

/**
 * Bootstrap of Bradley–Terry strengths: battles (or their clusters) drawn anew, the model fitted again. Default 200
 * resamples. The sandwich intervals of `ratings` are as good and far faster; this is the check on them.
 */
export function bootstrapStrengths(
  table: PairTable,
  options: { rng: Rng; resamples?: number; level?: number; ridge?: number },
): RatingsBootstrap {
  const resamples = requireCount("resamples", options.resamples ?? 200, 200);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const { battles, players, pairOf } = table;
  const count = pairOf.length;
  const clusters = battles.cluster ? groupStrata(count, battles.cluster) : null;
  const draws: Float64Array[] = [];
  let degenerate = 0;
  const score = Float64Array.from(pairOf, (pair, b) =>
    battles.first[b] === table.i[pair] ? battles.score[b]! : 1 - battles.score[b]!,
  );
  for (let start = 0; start < resamples; start += blockSize) {
    const source = blockStream(options.rng, start);
    for (let r = start; r < Math.min(start + blockSize, resamples); r++) {
      const w = new Float64Array(table.w.length);
      const wy = new Float64Array(table.w.length);
      const add = (b: number) => {
        const weight = battles.weight?.[b] ?? 1;
        w[pairOf[b]!]! += weight;
        wy[pairOf[b]!]! += weight * score[b]!;
      };
      if (clusters) {
        for (let c = 0; c < clusters.labels.length; c++) {
          const drawn = source.integer(clusters.labels.length);
          for (const b of clusters.order.subarray(clusters.starts[drawn]!, clusters.starts[drawn + 1]!)) add(b);
        }
      } else {
        for (let b = 0; b < count; b++) add(source.integer(count));
      }
      const fit = bradleyTerry({ ...table, w, wy }, { ridge: options.ridge ?? 0 });
      if (fit.theta) draws.push(fit.theta);
      else degenerate++;
    }
  }
  const usable = degenerate <= 0.01 * resamples;
  const frame = {
    level,
    method: "percentile",
    sides: "two" as const,
    resamples,
    seed: options.rng.seed,
    stream: options.rng.stream.join("/"),
  };
  const intervals = Array.from({ length: players }, (_, p): Interval | null => {
    const limits = usable
      ? percentileLimits(Float64Array.from(draws, (theta) => theta[p]!).sort(), level)
      : "degenerate-resamples";
    if (typeof limits === "string") return null;
    return { low: limits.low, high: limits.high, ...frame, ...(limits.error ? { monteCarloError: limits.error } : {}) };
  });
  return { intervals, degenerate, resamples };
}
