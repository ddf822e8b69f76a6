import { krippendorffAlpha } from "../../../../stats/agreement/krippendorff-alpha.ts";
import type { Rng } from "../../../../stats/chance/rng.ts";
import type { Estimate } from "../../../../stats/records.ts";
import { packRuns, sharedYes } from "./packed-runs.ts";
import type { ResponseMatrix } from "./response-matrix.ts";
import { pairsOf } from "./tvd-mi.ts";

/** How often runs answer alike, beside what each run's own share of yes would give by chance. */
export interface PlainAgreement {
  /** Krippendorff's α, nominal; queries are units, runs are raters. */
  readonly alpha: Estimate;
  /** Mean over pairs of the share of queries answered alike; null with one run or no query. */
  readonly agreement: number | null;
  /** Mean over pairs of pᵢpⱼ + (1 − pᵢ)(1 − pⱼ). */
  readonly chance: number | null;
}

export function plainAgreement(
  matrix: ResponseMatrix,
  options: { readonly rng: Rng; readonly resamples: number },
): PlainAgreement {
  const alpha = krippendorffAlpha(
    matrix.answers.map((row) => Array.from(row)),
    { metric: "nominal", rng: options.rng, resamples: options.resamples },
  );
  const n = matrix.runs.length;
  const queries = matrix.answers.length;
  if (n < 2 || queries === 0) return { alpha, agreement: null, chance: null };
  const packed = packRuns(matrix.answers, n);
  let [alike, chance] = [0, 0];
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [yi, yj] = [packed.yes[i]! / queries, packed.yes[j]! / queries];
      alike += 1 - yi - yj + (2 * sharedYes(packed, i, j)) / queries;
      chance += yi * yj + (1 - yi) * (1 - yj);
    }
  }
  return { alpha, agreement: alike / pairsOf(n), chance: chance / pairsOf(n) };
}
