import { normalQuantile } from "../../../stats/special/normal-quantile.ts";
import type { WorkingSpace } from "../working-space/working-space.ts";
import { afterPlanning, type KnownAbilities, varianceDrops } from "./known-abilities.ts";
import type { AimValue, Target } from "./next-aim.ts";

/** A benchmark to run, and what it is expected to tell before it is run. */
export interface Suggestion {
  readonly benchmark: number;
  readonly cost: number;
  /** What it is ranked by, before its cost: fall of the variance in squared points, or of the misordered share. */
  readonly gain: number;
  readonly gainPerCost: number;
  /** Fall of the mean 90 % half-width over the targets, in points. What it tells of its own score does not count. */
  readonly shrinkage: number;
  readonly shrinkagePerCost: number;
  /** The targets whose half-width falls most, in the benchmarks' own units; at most three. */
  readonly profits: readonly { readonly benchmark: number; readonly before: number; readonly after: number }[];
}

/** Benchmarks that will have been run, and what is known then. */
export interface PlanState {
  readonly known: KnownAbilities;
  readonly bought: readonly number[];
  /** Fall of the variances so far, by benchmark, in working space. */
  readonly drops: Float64Array;
}

/** What suggestions are judged by. */
export interface PlanContext {
  readonly targets: readonly Target[];
  readonly value: AimValue;
  /** By benchmark. */
  readonly costs: ArrayLike<number>;
}

export function nothingBought(known: KnownAbilities): PlanState {
  return { known, bought: [], drops: new Float64Array(known.model.space.columns.length) };
}

export function afterBuying({ known, bought, drops }: PlanState, benchmark: number): PlanState {
  const more = varianceDrops(known, benchmark);
  return {
    known: afterPlanning(known, benchmark),
    bought: [...bought, benchmark],
    drops: drops.map((drop, t) => drop + more[t]!),
  };
}

/** What one benchmark more is worth by the plan's aim. */
export function gainOf({ known, bought, drops }: PlanState, benchmark: number, { value }: PlanContext): number {
  const more = varianceDrops(known, benchmark);
  const measured = new Set([...bought, benchmark]);
  return (
    value(
      drops.map((drop, t) => drop + more[t]!),
      measured,
    ) - value(drops, measured)
  );
}

export function suggest(state: PlanState, benchmark: number, context: PlanContext): Suggestion {
  const { targets, costs } = context;
  const { space } = state.known.model;
  const more = varianceDrops(state.known, benchmark);
  const gain = gainOf(state, benchmark, context);
  const cost = costs[benchmark]!;
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  const falls = targets
    .filter((target) => target.benchmark !== benchmark && !state.bought.includes(target.benchmark))
    .map((target) => {
      const before = halfWidth(space, target, state.drops[target.benchmark]!);
      const after = halfWidth(space, target, state.drops[target.benchmark]! + more[target.benchmark]!);
      return { target, before, after, points: (before - after) * target.pointsPerUnit };
    });
  const shrinkage =
    total === 0 ? 0 : falls.reduce((sum, { target, points }) => sum + target.weight * points, 0) / total;
  return {
    benchmark,
    cost,
    gain,
    gainPerCost: gain / cost,
    shrinkage,
    shrinkagePerCost: shrinkage / cost,
    profits: falls
      .filter(({ points, target }) => points * target.weight > 0)
      .toSorted((a, b) => b.points * b.target.weight - a.points * a.target.weight)
      .slice(0, mostProfits)
      .map(({ target, before, after }) => ({ benchmark: target.benchmark, before, after })),
  };
}

/** Mean 90 % half-width over the targets as things stand, in points; null where they weigh nothing. */
export function meanHalfWidth(space: WorkingSpace, targets: readonly Target[]): number | null {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return null;
  return (
    targets.reduce((sum, target) => sum + target.weight * target.pointsPerUnit * halfWidth(space, target, 0), 0) / total
  );
}

/** Half of what lies between the 5th and the 95th percentile of a measurement, in the benchmark's unit. */
function halfWidth(space: WorkingSpace, { benchmark, now }: Target, drop: number): number {
  const reach = normal95 * Math.sqrt(Math.max(0, now.variance - drop));
  return (space.toScore(benchmark, now.mean + reach) - space.toScore(benchmark, now.mean - reach)) / 2;
}

const normal95 = normalQuantile(0.95);
const mostProfits = 3;
