import { requireWhole } from "../matrix.ts";
import { type MaskedMatrix, transposeMasked } from "./masked-matrix.ts";

/** A symmetric table over pairs of columns; `pairs[i][j]` rows were observed in both. */
export interface PairwiseTable {
  /** null where the pair has too few rows in common, or (correlation) one of the two does not vary over them. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly pairs: readonly (readonly number[])[];
}

/**
 * Covariance of each pair of columns over the rows observed in both, means taken over those rows, divisor
 * pairs − ddof (default 1). null at ddof pairs or fewer. The whole need not be positive semidefinite.
 */
export function covariance(table: MaskedMatrix, options: { readonly ddof?: number } = {}): PairwiseTable {
  const ddof = requireWhole("ddof", options.ddof ?? 1, 0);
  return overPairs(table, ({ count, cross }) => (count > ddof && count > 0 ? cross / (count - ddof) : null));
}

/**
 * Pearson correlation of each pair of columns over the rows observed in both, in [−1, 1]. null under `minPairs` common
 * rows (default 3: two points always correlate perfectly) or where a column does not vary over them.
 */
export function correlation(table: MaskedMatrix, options: { readonly minPairs?: number } = {}): PairwiseTable {
  const minPairs = requireWhole("minPairs", options.minPairs ?? 3, 2);
  return overPairs(table, ({ count, cross, left, right, varies }, same) => {
    if (count < minPairs || !varies) return null;
    return same ? 1 : Math.max(-1, Math.min(1, cross / Math.sqrt(left) / Math.sqrt(right)));
  });
}

interface PairMoments {
  readonly count: number;
  readonly cross: number;
  readonly left: number;
  readonly right: number;
  /** Both columns take two different values at least. */
  readonly varies: boolean;
}

function overPairs(
  table: MaskedMatrix,
  measure: (moments: PairMoments, same: boolean) => number | null,
): PairwiseTable {
  const turned = transposeMasked(table);
  const { rows: cols } = turned.values;
  const values: (number | null)[][] = Array.from({ length: cols }, () => new Array<number | null>(cols).fill(null));
  const pairs: number[][] = Array.from({ length: cols }, () => new Array<number>(cols).fill(0));
  for (let i = 0; i < cols; i++) {
    for (let j = 0; j <= i; j++) {
      const moments = pairMoments(turned, i, j);
      pairs[i]![j] = pairs[j]![i] = moments.count;
      values[i]![j] = values[j]![i] = measure(moments, i === j);
    }
  }
  return { values, pairs };
}

function pairMoments({ values, observed }: MaskedMatrix, i: number, j: number): PairMoments {
  const n = values.cols;
  const x = values.data;
  const p = i * n;
  const q = j * n;
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let first = -1;
  let variesX = false;
  let variesY = false;
  for (let k = 0; k < n; k++) {
    if (!(observed[p + k] && observed[q + k])) continue;
    if (first < 0) first = k;
    variesX ||= x[p + k] !== x[p + first];
    variesY ||= x[q + k] !== x[q + first];
    count += 1;
    sumX += x[p + k]!;
    sumY += x[q + k]!;
  }
  const meanX = sumX / count;
  const meanY = sumY / count;
  let cross = 0;
  let left = 0;
  let right = 0;
  for (let k = 0; k < n; k++) {
    if (!(observed[p + k] && observed[q + k])) continue;
    const dx = x[p + k]! - meanX;
    const dy = x[q + k]! - meanY;
    cross += dx * dy;
    left += dx * dx;
    right += dy * dy;
  }
  return { count, cross, left, right, varies: variesX && variesY && left > 0 && right > 0 };
}
