import { percentileLimits } from "../bootstrap/bootstrap-limits.ts";
import type { BootstrapOptions } from "../bootstrap/bootstrap-options.ts";
import { blockSize, blockStream } from "../chance/rng-stream.ts";
import { quantileSorted } from "../describe/quantile.ts";
import { finiteCopy, requireOpenShare } from "../input-checks.ts";
import type { Interval } from "../records.ts";
import { performanceProfile } from "./aggregate-statistics.ts";
import { type ScoreTable, taskLists } from "./score-table.ts";

export interface ProfileBands {
  taus: number[];
  /** Share of runs above each τ, averaged over tasks. */
  profile: number[];
  /** Percentile limits at each τ alone; `null` where no resample differs. */
  pointwise: (Interval | null)[];
  /** Limits that hold at all τ together: the bootstrap quantile of the largest standardised deviation. */
  simultaneous: { low: number[]; high: number[]; level: number; critical: number } | null;
}

/** Performance profile of one system with bands; runs are drawn inside tasks, 2,000 times. `null` for an empty task. */
export function profileBands(
  table: ScoreTable,
  taus: ArrayLike<number>,
  options: BootstrapOptions,
): ProfileBands | null {
  const points = Array.from(finiteCopy("taus", taus));
  const level = requireOpenShare("level", options.level ?? 0.95);
  const resamples = typeof options.resamples === "number" ? options.resamples : 2000;
  const lists = taskLists(table);
  const profile = performanceProfile(lists, points);
  if (profile === null) return null;
  const drawn = drawProfiles(lists, points, options, resamples);
  const frame = {
    level,
    method: "percentile",
    sides: "two" as const,
    resamples,
    seed: options.rng.seed,
    stream: options.rng.stream.join("/"),
  };
  const pointwise = points.map((_, i): Interval | null => {
    const limits = percentileLimits(Float64Array.from(drawn, (draw) => draw[i]!).sort(), level);
    return typeof limits === "string" ? null : { low: limits.low, high: limits.high, ...frame };
  });
  const spreads = points.map((_, i) =>
    Math.sqrt(drawn.reduce((sum, draw) => sum + (draw[i]! - profile[i]!) ** 2, 0) / resamples),
  );
  if (spreads.every((spread) => spread === 0)) return { taus: points, profile, pointwise, simultaneous: null };
  const largest = Float64Array.from(drawn, (draw) =>
    draw.reduce(
      (most, share, i) => Math.max(most, spreads[i]! > 0 ? Math.abs(share - profile[i]!) / spreads[i]! : 0),
      0,
    ),
  ).sort();
  const critical = quantileSorted(largest, level)!;
  const low = profile.map((share, i) => Math.max(0, share - critical * spreads[i]!));
  const high = profile.map((share, i) => Math.min(1, share + critical * spreads[i]!));
  return { taus: points, profile, pointwise, simultaneous: { low, high, level, critical } };
}

function drawProfiles(
  lists: readonly Float64Array[],
  taus: readonly number[],
  options: BootstrapOptions,
  resamples: number,
): Float64Array[] {
  /** above[t][run]: how many τ the run exceeds, τ ascending. */
  const order = Array.from(taus.keys()).sort((a, b) => taus[a]! - taus[b]!);
  const sorted = order.map((i) => taus[i]!);
  const above = lists.map((list) => Int32Array.from(list, (score) => sorted.filter((tau) => score > tau).length));
  const draws: Float64Array[] = [];
  const counts = new Float64Array(taus.length + 1);
  for (let start = 0; start < resamples; start += blockSize) {
    const source = blockStream(options.rng, start);
    for (let b = start; b < Math.min(start + blockSize, resamples); b++) {
      counts.fill(0);
      for (const list of above) {
        for (let run = 0; run < list.length; run++) counts[list[source.integer(list.length)]!]! += 1 / list.length;
      }
      const draw = new Float64Array(taus.length);
      let exceeding = 0;
      for (let k = taus.length; k >= 1; k--) {
        exceeding += counts[k]!;
        draw[order[k - 1]!] = exceeding / lists.length;
      }
      draws.push(draw);
    }
  }
  return draws;
}
