import { packRuns, sharedYes } from "./packed-runs.ts";
import type { ResponseMatrix } from "./response-matrix.ts";

/** How much pairs of runs tell about one another. */
export interface Agreement {
  /** information[i][j], symmetric; the diagonal is what a run tells about itself, 2p(1 − p). */
  readonly information: readonly Float64Array[];
  /** A run's mean over all others; null with one run. */
  readonly welfare: readonly (number | null)[];
  /** Mean over pairs; null with one run or no query. */
  readonly mean: number | null;
}

/**
 * Mutual information in total variation between the answers of two runs over queries,
 * ½ΣΣ|P̂(x,y) − P̂ᵢ(x)P̂ⱼ(y)|, which for yes and no is 2|P̂₁₁ − pᵢpⱼ|: 0 for unrelated, at most ½.
 *
 * With few queries it is well above 0 for unrelated runs too; read it beside `shuffledAgreement` only.
 * Robertson and Koyejo 2025.
 */
export function tvdMi({ answers, runs }: Pick<ResponseMatrix, "answers" | "runs">): Agreement {
  const packed = packRuns(answers, runs.length);
  const [n, queries] = [runs.length, answers.length];
  const information = Array.from({ length: n }, () => new Float64Array(n));
  const scale = queries === 0 ? 0 : 2 / queries ** 2;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const distance = Math.abs(queries * sharedYes(packed, i, j) - packed.yes[i]! * packed.yes[j]!);
      information[i]![j] = information[j]![i] = scale * distance;
      if (i !== j) sum += distance;
    }
  }
  const known = n > 1 && queries > 0;
  return {
    information,
    welfare: information.map((row, i) => (known ? (sumOf(row) - row[i]!) / (n - 1) : null)),
    mean: known ? (scale * sum) / pairsOf(n) : null,
  };
}

export function pairsOf(runs: number): number {
  return (runs * (runs - 1)) / 2;
}

function sumOf(row: Float64Array): number {
  let sum = 0;
  for (const value of row) sum += value;
  return sum;
}
