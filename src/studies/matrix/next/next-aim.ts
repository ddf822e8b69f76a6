import type { Moments } from "../predictors/fax/fax-posterior.ts";
import type { WorkingSpace } from "../working-space/working-space.ts";
import { misordering } from "./misordering.ts";

/** What a further score is bought for. */
export type NextAim =
  | { readonly kind: "variance" }
  /** One benchmark's score. */
  | { readonly kind: "target"; readonly benchmark: number }
  /** The order against these other models. */
  | { readonly kind: "rank"; readonly against: readonly number[] };

/** A benchmark without a score that is to be told about. */
export interface Target {
  readonly benchmark: number;
  readonly weight: number;
  /** Where a measurement would lie now, working space. */
  readonly now: Moments;
  /** Points that one of the benchmark's own units is worth. */
  readonly pointsPerUnit: number;
  /** Points that one unit of working space is worth at the expected score. */
  readonly pointsPerWorking: number;
  /** Where the models to be ranked against lie there; without doubt where they were measured. */
  readonly opponents: readonly Moments[];
}

/** What a set of measurements is worth: its variance drops by benchmark, and which benchmarks were measured. */
export type AimValue = (drops: ArrayLike<number>, measured: ReadonlySet<number>) => number;

/**
 * The worth of what falls of the doubt about benchmarks that stay without a score: weighted sum of variances in squared
 * points; or, for an order, weighted mean of the expected chance of a misordered pair, as the share that goes away.
 */
export function aimValue(aim: NextAim, targets: readonly Target[]): AimValue {
  if (aim.kind !== "rank") {
    return (drops, measured) =>
      targets.reduce(
        (sum, { benchmark, weight, pointsPerWorking }) =>
          measured.has(benchmark) ? sum : sum + weight * pointsPerWorking ** 2 * drops[benchmark]!,
        0,
      );
  }
  const pairs = targets.reduce((sum, { weight, opponents }) => sum + weight * opponents.length, 0);
  return (drops, measured) => {
    let sum = 0;
    for (const { benchmark, weight, now, opponents } of targets) {
      if (measured.has(benchmark) || weight === 0) continue;
      for (const other of opponents) {
        const [gap, variance] = [now.mean - other.mean, now.variance + other.variance];
        const drop = Math.min(drops[benchmark]!, now.variance);
        sum += weight * (misordering(gap, variance, 0) - misordering(gap, variance, drop));
      }
    }
    return pairs === 0 ? 0 : sum / pairs;
  };
}

/**
 * Points one of a benchmark's units is worth: percentage points where scores are shares, hundredths of the measured range
 * elsewhere, so that a rating of thousands does not outweigh every percentage.
 */
export function pointsPerUnit({ columns }: WorkingSpace, j: number, span: Float64Array): number {
  const { scale } = columns[j]!;
  return scale.kind === "proportion" ? scale.unit : 100 / span[j]!;
}
