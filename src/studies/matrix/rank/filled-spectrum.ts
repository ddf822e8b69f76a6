import { singularValues } from "../../../linalg/factor/svd.ts";
import { type Matrix, zeros } from "../../../linalg/matrix.ts";
import type { MaskedView } from "../masked-view.ts";

/**
 * Every column as z-scores (divisor n; a constant column becomes 0), holes filled with 0, the column's mean. Filling with
 * the mean flattens the spectrum: it adds noise of its own size and takes none of the structure away.
 */
export function filledScores({ models, benchmarks, columns }: MaskedView): Matrix {
  const filled = zeros(models.length, benchmarks.length);
  for (let j = 0; j < benchmarks.length; j++) {
    const [from, to] = [columns.start[j]!, columns.start[j + 1]!];
    const { mean, sd } = moments(columns.value.subarray(from, to));
    for (let k = from; k < to; k++) {
      filled.data[columns.index[k]! * benchmarks.length + j] = sd < 1e-8 ? 0 : (columns.value[k]! - mean) / sd;
    }
  }
  return filled;
}

/** Singular values of the filled table, greatest first. */
export function filledSpectrum(view: MaskedView): Float64Array {
  return singularValues(filledScores(view));
}

function moments(values: Float64Array): { readonly mean: number; readonly sd: number } {
  const n = Math.max(1, values.length);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  return { mean, sd: Math.sqrt(variance) };
}
