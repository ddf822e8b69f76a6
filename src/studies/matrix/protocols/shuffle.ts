import type { Rng } from "../../../stats/chance/rng.ts";

/** Fisher and Yates from the end, on a copy. */
export function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
