import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireOpenShare } from "../input-checks.ts";
import { findRoot } from "../special/find-root.ts";
import { normalCdf, normalSurvival } from "../special/normal-distribution.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { advance, crossingChances, exitChances, type Look, startRunning } from "./boundary-crossing.ts";
import { type SpendingOptions, spentAlpha } from "./spending.ts";

/** What |z| must exceed at each look. */
export interface SequentialBoundary {
  /** Information shares of the looks so far, rising, the last at most 1. */
  looks: number[];
  z: number[];
  /** Two-sided error spent up to each look. */
  spent: number[];
}

/**
 * Two-sided limits that spend the error as planned at whatever looks were taken: the chance of any look beyond them is
 * the spent error. Unplanned looks only need their information share. A look that may spend nothing has limit Infinity.
 */
export function spendingBoundary(looks: ArrayLike<number>, options: SpendingOptions = {}): SequentialBoundary {
  const shares = risingShares(looks);
  const spent = shares.map((t) => spentAlpha(t, options));
  const z: number[] = [];
  let running = startRunning();
  shares.forEach((t, k) => {
    const allowed = spent[k]! - (spent[k - 1] ?? 0);
    const excess = (limit: number) => {
      const exits = exitChances(running, { t, upper: limit, lower: -limit }, 0);
      return exits.upper + exits.lower - allowed;
    };
    const limit = allowed < 1e-15 ? Infinity : (findRoot(excess, 0, 12, 1e-12) ?? Infinity);
    z.push(limit);
    const next = shares[k + 1];
    if (next !== undefined) running = advance(running, { t, upper: limit, lower: -limit }, next - t, 0);
  });
  return { looks: shares, z, spent };
}

/** Classical constants for K equally spaced looks: z_k = c (pocock) or c·√(K/k) (obf). Two-sided α. */
export function classicalBoundary(
  family: "pocock" | "obf",
  looks: number,
  alpha = 0.05,
): { c: number; z: number[] } | null {
  requireOpenShare("alpha", alpha);
  const shares = Array.from({ length: looks }, (_, k) => (k + 1) / looks);
  const limits = (c: number) => shares.map((t) => (family === "pocock" ? c : c / Math.sqrt(t)));
  const excess = (c: number) => totalCrossing(shares, limits(c), 0) - alpha;
  const c = findRoot(excess, normalQuantile(1 - alpha / 2) - 1e-9, 6, 1e-10);
  return c === null ? null : { c, z: limits(c) };
}

/** Chance to cross at all when the effect gives the last look a mean z of `drift`. */
export function sequentialPower(boundary: Pick<SequentialBoundary, "looks" | "z">, drift: number): number {
  return totalCrossing(boundary.looks, boundary.z, drift);
}

/** How much more information a boundary needs than one look for the same power: planned n times this. */
export function inflationFactor(
  boundary: Pick<SequentialBoundary, "looks" | "z">,
  options: { alpha?: number; power?: number } = {},
): number | null {
  const power = requireOpenShare("power", options.power ?? 0.8);
  const fixed = normalQuantile(1 - requireOpenShare("alpha", options.alpha ?? 0.05) / 2) + normalQuantile(power);
  const drift = findRoot((d) => sequentialPower(boundary, d) - power, fixed * 0.9, fixed * 2, 1e-9);
  return drift === null ? null : (drift / fixed) ** 2;
}

/**
 * Chance to cross the last limit given z at share t, if the drift stays as estimated so far (or is `drift`). Below .2 it
 * speaks for stopping; not binding, so that ignoring it keeps the error.
 */
export function conditionalPower(z: number, t: number, lastLimit: number, drift = z / Math.sqrt(t)): number {
  if (!(t > 0 && t < 1)) throw new InvalidOptionError("t", t, "an information share before the end lies in (0,1)");
  const centre = z * Math.sqrt(t) + drift * (1 - t);
  const spread = Math.sqrt(1 - t);
  return normalSurvival((lastLimit - centre) / spread) + normalCdf((-lastLimit - centre) / spread);
}

function totalCrossing(shares: readonly number[], z: readonly number[], drift: number): number {
  const looks = shares.map((t, k): Look => ({ t, upper: z[k]!, lower: -z[k]! }));
  const { upper, lower } = crossingChances(looks, drift);
  return upper.reduce((sum, p) => sum + p, 0) + lower.reduce((sum, p) => sum + p, 0);
}

function risingShares(looks: ArrayLike<number>): number[] {
  const shares = Array.from(looks);
  shares.forEach((t, k) => {
    if (!(t > (shares[k - 1] ?? 0) && t <= 1 + 1e-12)) {
      throw new InvalidOptionError(`looks[${k}]`, t, "information shares rise from above 0 to at most 1");
    }
  });
  return shares.map((t) => Math.min(1, t));
}
