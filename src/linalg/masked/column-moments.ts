import { requireWhole } from "../matrix.ts";
import { type MaskedMatrix, observedCounts } from "./masked-matrix.ts";

/**
 * Mean of the observed cells of each column; null, never 0, for a column with none. Summed as differences from the
 * column's first observed cell, so that equal cells have exactly their value as mean; a second pass takes up the rounding.
 */
export function columnMean(table: MaskedMatrix): (number | null)[] {
  const { values, observed } = table;
  const counts = observedCounts(table);
  const means = new Float64Array(values.cols);
  for (let i = observed.length - 1; i >= 0; i--) if (observed[i]) means[i % values.cols] = values.data[i]!;
  for (let pass = 0; pass < 2; pass++) {
    const rest = sumsByColumn(table, (value, j) => value - means[j]!);
    for (let j = 0; j < values.cols; j++) if (counts[j]! > 0) means[j]! += rest[j]! / counts[j]!;
  }
  return Array.from(means, (mean, j) => (counts[j] === 0 ? null : mean));
}

/**
 * Standard deviation of the observed cells of each column about their mean, divisor count − ddof (default 1; 0 for the
 * population form). null for a column with ddof observed cells or fewer, or none. 0 only where all observed are equal.
 */
export function columnSd(table: MaskedMatrix, options: { readonly ddof?: number } = {}): (number | null)[] {
  const ddof = requireWhole("ddof", options.ddof ?? 1, 0);
  const counts = observedCounts(table);
  const means = columnMean(table);
  const squares = sumsByColumn(table, (value, j) => (value - means[j]!) ** 2);
  return Array.from(squares, (sum, j) => (counts[j]! > ddof ? Math.sqrt(sum / (counts[j]! - ddof)) : null));
}

function sumsByColumn({ values, observed }: MaskedMatrix, term: (value: number, j: number) => number): Float64Array {
  const sums = new Float64Array(values.cols);
  for (let i = 0; i < observed.length; i++) {
    if (observed[i]) sums[i % values.cols]! += term(values.data[i]!, i % values.cols);
  }
  return sums;
}
