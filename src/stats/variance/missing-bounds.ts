import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { meanOf } from "../describe/moments.ts";
import { finiteCopy, requireCount, requireFinite } from "../input-checks.ts";

/** The mean of what is there, and the least and largest it could be with what is missing. */
export interface MissingBounds {
  completeCase: number | null;
  low: number;
  high: number;
  missing: number;
}

/**
 * Bounds of a mean when `missing` further values lie anywhere in the metric's range: skipping failed runs is survivor
 * bias, and this is how much it could hide.
 */
export function missingMeanBounds(
  observed: ArrayLike<number>,
  missing: number,
  range: readonly [low: number, high: number],
): MissingBounds {
  const x = finiteCopy("observed", observed);
  requireCount("missing", missing);
  const [floor, ceiling] = [requireFinite("range", range[0]), requireFinite("range", range[1])];
  if (!(floor < ceiling)) throw new InvalidOptionError("range", `${floor}, ${ceiling}`, "it starts below its end");
  const n = x.length + missing;
  const sum = x.length === 0 ? 0 : meanOf(x) * x.length;
  const bound = (edge: number) => (n === 0 ? edge : (sum + missing * edge) / n);
  return { completeCase: x.length === 0 ? null : meanOf(x), low: bound(floor), high: bound(ceiling), missing };
}

/** Bounds of mean(a) − mean(b) when each side misses some values of the same range. */
export function missingDifferenceBounds(a: MissingBounds, b: MissingBounds): { low: number; high: number } {
  return { low: a.low - b.high, high: a.high - b.low };
}
