import { mcnemar } from "../stats/proportions/paired-proportions.ts";
import { missingDifferenceBounds, missingMeanBounds } from "../stats/variance/missing-bounds.ts";
import type { Aligned, Lost } from "./align.ts";

export type MissingPolicy = "fail" | "drop" | "bound";

/** Share of units without a partner beyond which the rest no longer stands for the whole. */
const tolerated = 0.05;

/** Units that are in no pair: absent on a side, or there without a value. */
export function lostCount(lost: Lost, paired: boolean): number {
  if (!paired) return lost.subjectFailed + lost.referenceFailed;
  return lost.subjectAlone.length + lost.referenceAlone.length + lost.neither;
}

/** Why the sides may not be compared for what is missing, in words; null when they may. */
export function missingFault({ lost, pairedBy, unit }: Aligned, policy: MissingPolicy): string | null {
  if (policy !== "fail") return null;
  const count = lostCount(lost, pairedBy !== "none");
  const words = `${count} of ${lost.all} ${unit}s have no value on both sides`;
  if (lost.all > 0 && count / lost.all > tolerated) {
    return `${words} (${((100 * count) / lost.all).toFixed(1)} %, more than 5 %): --missing drop leaves them out, --missing bound bounds them`;
  }
  const { subjectFailed, referenceFailed } = lost;
  if (subjectFailed + referenceFailed > 0 && mcnemar(subjectFailed, referenceFailed).p! < 0.05) {
    return `failures are unequal, ${subjectFailed} on one side and ${referenceFailed} on the other: --missing drop leaves them out, --missing bound bounds them`;
  }
  return null;
}

/**
 * How far the mean paired difference over all units could lie, were every missing value anywhere in `range`. null without
 * missing units, for independent sides, and where the range is open.
 */
export function missingBounds(
  { subject, reference, lost, pairedBy }: Aligned,
  range: readonly [number, number] | null,
): { low: number; high: number } | null {
  if (pairedBy === "none" || lostCount(lost, true) === 0 || range === null) return null;
  const of = (values: readonly number[]) => missingMeanBounds(values, lost.all - values.length, range);
  return missingDifferenceBounds(of(subject), of(reference));
}
