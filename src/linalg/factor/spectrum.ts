import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { finiteVector, type Matrix } from "../matrix.ts";
import { scaleColumns } from "../products/arithmetic.ts";
import { multiplyTranspose } from "../products/multiply.ts";
import { singularValues, svdThin } from "./svd.ts";

/**
 * Moore–Penrose inverse, cols × rows. Singular values at or under `tolerance` · σ₁ count as 0;
 * default max(rows, cols) · ε.
 */
export function pinv(a: Matrix, options: { readonly tolerance?: number } = {}): Matrix {
  const { u, singularValues: values, v } = svdThin(a);
  const cutoff = (options.tolerance ?? Math.max(a.rows, a.cols) * Number.EPSILON) * (values[0] ?? 0);
  const inverses = values.map((value) => (value > cutoff ? 1 / value : 0));
  return multiplyTranspose(scaleColumns(v, inverses), u);
}

/** σ₁/σ_k, k = min(rows, cols), in the 2-norm. null for a singular (σ_k = 0) or empty matrix, never Infinity. */
export function conditionNumber(a: Matrix): number | null {
  const values = singularValues(a);
  const smallest = values.at(-1) ?? 0;
  return smallest === 0 ? null : values[0]! / smallest;
}

/** Σσ²/σ₁², between 1 and the rank. `spectrum`: singular values ≥ 0, any order. null when all are 0 (Rudelson & Vershynin 2007). */
export function stableRank(spectrum: ArrayLike<number>): number | null {
  const values = scaled(spectrum);
  return values === null ? null : sum(values.map((value) => value * value));
}

/** exp(−Σp·ln p), p = σ/Σσ, 0·ln 0 = 0. `spectrum`: singular values ≥ 0, any order. null when all are 0 (Roy & Vetterli 2007). */
export function effectiveRank(spectrum: ArrayLike<number>): number | null {
  const values = scaled(spectrum);
  return values === null ? null : exponentOfEntropy(values);
}

/** exp(−Σq·ln q), q = σ²/Σσ²: as `effectiveRank`, of energies instead of values. null when all are 0. */
export function entropyRank(spectrum: ArrayLike<number>): number | null {
  const values = scaled(spectrum);
  return values === null ? null : exponentOfEntropy(values.map((value) => value * value));
}

/** (Σσ²)²/Σσ⁴. `spectrum`: singular values ≥ 0, any order. null when all are 0. */
export function participationRatio(spectrum: ArrayLike<number>): number | null {
  const energies = scaled(spectrum)?.map((value) => value * value);
  return energies === undefined ? null : sum(energies) ** 2 / sum(energies.map((energy) => energy * energy));
}

/**
 * Smallest k whose k largest values hold at least `share` of Σσ² (within 1e-12, against rounding). 0 when all are 0.
 * `spectrum`: singular values ≥ 0, any order; share in (0, 1]. Throws InvalidOptionError, InvalidNumberError.
 */
export function energyRank(spectrum: ArrayLike<number>, share: number): number {
  if (!(share > 0 && share <= 1)) throw new InvalidOptionError("share", share, "share lies in (0, 1]");
  const energies = scaled(spectrum)?.map((value) => value * value) ?? new Float64Array(0);
  energies.sort((x, y) => y - x);
  const total = sum(energies);
  let held = 0;
  for (let k = 0; k < energies.length; k++) {
    held += energies[k]!;
    if (held / total >= share - 1e-12) return k + 1;
  }
  return energies.length;
}

/** Values over the largest, so that no square leaves the range; null when the largest is 0. */
function scaled(spectrum: ArrayLike<number>): Float64Array | null {
  const values = finiteVector("spectrum", spectrum);
  let largest = 0;
  for (const value of values) {
    if (value < 0) throw new InvalidOptionError("spectrum", value, "singular values are at least 0");
    if (value > largest) largest = value;
  }
  return largest === 0 ? null : values.map((value) => value / largest);
}

function exponentOfEntropy(weights: Float64Array): number {
  const total = sum(weights);
  let entropy = 0;
  for (const weight of weights) if (weight > 0) entropy -= (weight / total) * Math.log(weight / total);
  return Math.exp(entropy);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
