import type { Rng } from "../chance/rng.ts";

/**
 * One or more statistics of the same resampled units: what the bootstrap engine asks of a scheme. Inside the engine an
 * undefined statistic is NaN; it never leaves it.
 */
export interface ResamplingProblem {
  statistics: readonly ProblemStatistic[];
  /** Independent units drawn: values, pairs, clusters. */
  units: number;
  notes: readonly string[];
  /**
   * Draw one resample. Writes the value of statistic s to out[2s] and, if `withSe`, its standard error on this resample
   * to out[2s+1].
   */
  draw(rng: Rng, out: Float64Array, withSe: boolean): void;
  /** Leave-one-unit-out values of statistic s, one list per independently drawn sample or stratum. */
  jackknife(statistic: number): readonly Float64Array[];
}

export interface ProblemStatistic {
  /** On the sample as it is; NaN where undefined. */
  estimate: number;
  /** Its standard error; NaN where there is none, 0 without variation. */
  se: number;
  df: number;
  /** Means have intervals down to two units, other plug-in statistics from ten. */
  kind: "mean" | "plug-in";
}

/** Jackknife standard error: √Σ_j (n_j−1)/n_j·Σ(θ_j(i) − mean_j)². NaN when a value is, or a sample has one unit. */
export function jackknifeSe(samples: readonly Float64Array[]): number {
  let total = 0;
  for (const values of samples) {
    const n = values.length;
    let centre = 0;
    for (let i = 0; i < n; i++) centre += values[i]! / n;
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (values[i]! - centre) ** 2;
    total += n < 2 ? Number.NaN : ((n - 1) / n) * squares;
  }
  return Math.sqrt(total);
}

/** BCa's acceleration from leave-one-out values, each sample weighted by its own size. NaN where it is 0/0. */
export function jackknifeAcceleration(samples: readonly Float64Array[]): number {
  let cubes = 0;
  let squares = 0;
  for (const values of samples) {
    const n = values.length;
    let centre = 0;
    for (let i = 0; i < n; i++) centre += values[i]! / n;
    for (let i = 0; i < n; i++) {
      const influence = ((n - 1) * (centre - values[i]!)) / n;
      cubes += influence ** 3;
      squares += influence ** 2;
    }
  }
  return cubes / (6 * squares ** 1.5);
}
