import { finiteCopy, requireNonNegative } from "../input-checks.ts";
import { largestMagnitude } from "./moments.ts";

export interface RankOptions {
  /** What equal values get: the mean of their places (default), the first, the last, or consecutive numbers. */
  method?: "mid" | "min" | "max" | "dense";
  /**
   * Sorted neighbours closer than this tie, in the unit of the values. Default 1e-10·max(1, max|x|), because 0.3 − 0.1
   * and 0.2 are the same measurement; name a smaller one for values far below 1.
   */
  tieTolerance?: number;
}

/** Ranks from 1 in the order of the input. Chains of neighbours within the tolerance form one tie. */
export function ranks(values: ArrayLike<number>, options: RankOptions = {}): Float64Array {
  const x = finiteCopy("values", values);
  const result = new Float64Array(x.length);
  const method = options.method ?? "mid";
  tieGroups(x, options.tieTolerance).forEach((group, index) => {
    const first = group.start + 1;
    const last = group.start + group.members.length;
    const rank = method === "mid" ? (first + last) / 2 : method === "min" ? first : method === "max" ? last : index + 1;
    for (const member of group.members) result[member] = rank;
  });
  return result;
}

/** Sizes of the groups of equal values that have two members or more. */
export function tieSizes(values: ArrayLike<number>, options: { tieTolerance?: number } = {}): number[] {
  return tieGroups(finiteCopy("values", values), options.tieTolerance)
    .map((group) => group.members.length)
    .filter((size) => size > 1);
}

/** Σ(t³ − t) over tie groups: the correction of rank-test variances. */
export function tieCorrection(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size ** 3 - size, 0);
}

interface TieGroup {
  /** How many values are smaller. */
  start: number;
  /** Places in the input. */
  members: number[];
}

/** Values grouped by equality, ascending. */
export function tieGroups(x: Float64Array, tieTolerance?: number): TieGroup[] {
  const tolerance =
    tieTolerance === undefined ? defaultTieTolerance(x) : requireNonNegative("tieTolerance", tieTolerance);
  const order = Array.from(x.keys()).sort((i, j) => x[i]! - x[j]!);
  const groups: TieGroup[] = [];
  order.forEach((member, place) => {
    const before = order[place - 1];
    if (before !== undefined && x[member]! - x[before]! <= tolerance) groups.at(-1)!.members.push(member);
    else groups.push({ start: place, members: [member] });
  });
  return groups;
}

/** 1e-10·max(1, max|x|): well above rounding noise, well below any difference that was measured. */
export function defaultTieTolerance(x: ArrayLike<number>): number {
  return 1e-10 * Math.max(1, largestMagnitude(x));
}
