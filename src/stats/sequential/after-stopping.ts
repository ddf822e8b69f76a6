import { requireOpenShare } from "../input-checks.ts";
import type { Estimate, Interval } from "../records.ts";
import { findRoot } from "../special/find-root.ts";
import { crossingChances, type Look } from "./boundary-crossing.ts";
import type { SequentialBoundary } from "./group-sequential.ts";

/** The state at the last look taken: the estimate and its standard error there, in the unit of the estimate. */
export interface StoppedState {
  value: number;
  se: number;
  boundary: Pick<SequentialBoundary, "looks" | "z">;
}

/** The repeated interval at the last look, value ± z_k·se: valid at every look, stopped or not. Jennison and Turnbull 1984. */
export function repeatedInterval({ value, se, boundary }: StoppedState, level = 0.95): Interval | null {
  const z = boundary.z.at(-1);
  if (z === undefined || !Number.isFinite(z)) return null;
  return {
    low: value - z * se,
    high: value + z * se,
    level: requireOpenShare("level", level),
    method: "repeated",
    sides: "two",
  };
}

/**
 * p, median-unbiased estimate and interval after stopping, by the stagewise order: stopping earlier is more extreme, then
 * z at the same look. The naive estimate and interval are biased away from 0 after an early stop and are not given.
 * Tsiatis, Rosner and Mehta 1984.
 */
export function stagewiseEstimate(state: StoppedState, level = 0.95): Estimate & { p: number | null } {
  const half = (1 - requireOpenShare("level", level)) / 2;
  const { value, se, boundary } = state;
  const n = boundary.looks.length;
  const t = boundary.looks.at(-1)!;
  const z = value / se;
  const above = (drift: number) => chanceAbove(boundary, z, drift);
  const p = Math.min(1, 2 * Math.min(above(0), 1 - above(0)));
  /** An estimate of δ gives drift δ/se/√t per full information. */
  const unit = se * Math.sqrt(t);
  const centre = z / Math.sqrt(t);
  const reach = 8 / Math.sqrt(boundary.looks[0]!);
  const solve = (target: number) => {
    const drift = findRoot((d) => above(d) - target, centre - reach, centre + reach, 1e-8);
    return drift === null ? null : drift * unit;
  };
  const [middle, low, high] = [solve(0.5), solve(half), solve(1 - half)];
  const method = "stagewise";
  const notes = ["median-unbiased"];
  if (middle === null || low === null || high === null) {
    return { value: middle, se: null, ci: null, method, n, reason: "not-converged", notes, p };
  }
  return { value: middle, se: null, ci: { low, high, level, method, sides: "two" }, method, n, notes, p };
}

/** Chance to stop above at an earlier look, or to reach the last one and be above z there. */
function chanceAbove(boundary: StoppedState["boundary"], z: number, drift: number): number {
  const last = boundary.looks.length - 1;
  const looks = boundary.looks.map((t, k): Look => {
    const limit = boundary.z[k]!;
    return k === last ? { t, upper: z, lower: -Infinity } : { t, upper: limit, lower: -limit };
  });
  return crossingChances(looks, drift).upper.reduce((sum, p) => sum + p, 0);
}
