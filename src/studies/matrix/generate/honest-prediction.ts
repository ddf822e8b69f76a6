import { cholesky } from "../../../linalg/factor/cholesky.ts";
import { choleskySolve } from "../../../linalg/factor/cholesky-solve.ts";
import { matrixFromRows } from "../../../linalg/matrix.ts";
import { dot, type LatentScores } from "./latent-scores.ts";

export interface HonestPrediction {
  /** Standardised. */
  readonly mean: number;
  /** Standard deviation of the score about it, its own noise included. */
  readonly sd: number;
}

/**
 * What can at best be said of one cell from others of the same model, with the true loadings and noise: the posterior of
 * z ~ N(0, I) given those cells.
 */
export function honestPrediction(
  { loadings, noise }: Pick<LatentScores, "loadings" | "noise">,
  seen: readonly { readonly benchmark: number; readonly score: number }[],
  target: number,
): HonestPrediction {
  const rank = loadings[0]!.length;
  const precision = Array.from({ length: rank }, (_, a) => Array.from({ length: rank }, (_, b) => (a === b ? 1 : 0)));
  const weighted = new Array<number>(rank).fill(0);
  for (const { benchmark, score } of seen) {
    const [row, variance] = [loadings[benchmark]!, noise[benchmark]!];
    for (let a = 0; a < rank; a++) {
      weighted[a]! += (row[a]! * score) / variance;
      for (let b = 0; b < rank; b++) precision[a]![b]! += (row[a]! * row[b]!) / variance;
    }
  }
  const factor = cholesky(matrixFromRows(precision));
  const own = loadings[target]!;
  const mean = dot(own, Array.from(choleskySolve(factor, weighted)));
  const spread = dot(own, Array.from(choleskySolve(factor, own)));
  return { mean, sd: Math.sqrt(noise[target]! + spread) };
}
