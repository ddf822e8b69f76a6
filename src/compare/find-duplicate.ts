import { InvalidInputError } from "../errors/input-errors.ts";
import type { Observation } from "./side.ts";

/**
 * The error for the first observation that stands there twice: the same item, seed and repeat of one metric. null where
 * there is none, and for lists without ids, where equal values are different runs.
 */
export function findDuplicate(
  metricId: string,
  observations: readonly Observation[],
  file: string,
): InvalidInputError | null {
  const seen = new Map<string, Observation>();
  for (const [index, observation] of observations.entries()) {
    const { itemId, seed, repeat, line } = observation;
    if (itemId === null && seed === null) continue;
    const key = JSON.stringify([itemId, seed, repeat]);
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, observation);
      continue;
    }
    const what = [
      itemId === null ? null : `item "${itemId}"`,
      seed === null ? null : `seed ${seed}`,
      repeat === null ? null : `repeat ${repeat}`,
    ];
    const lines =
      line === null || before.line === null
        ? `positions ${observations.indexOf(before) + 1} and ${index + 1}`
        : `lines ${before.line} and ${line}`;
    return new InvalidInputError(`${what.filter(Boolean).join(", ")} of ${metricId} is there twice: ${lines}`, {
      place: { file, ...(line === null ? {} : { line }) },
      hint: "Remove one, or tell them apart with a column repeat or seed.",
    });
  }
  return null;
}
