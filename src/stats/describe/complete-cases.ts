import { requireSameLength } from "../input-checks.ts";

/** Rows of several columns that are complete, and the places of those that are not. */
export interface CompleteCases {
  columns: number[][];
  kept: number[];
  dropped: number[];
}

/**
 * Drop every row in which any column is missing (null, undefined, NaN or infinite) and say which. The statistics
 * themselves never drop anything. Columns have the same length.
 */
export function completeCases(...columns: readonly ArrayLike<number | null | undefined>[]): CompleteCases {
  for (const [i, column] of columns.entries()) requireSameLength("columns[0]", columns[0]!, `columns[${i}]`, column);
  const result: CompleteCases = { columns: columns.map(() => []), kept: [], dropped: [] };
  for (let row = 0; row < (columns[0]?.length ?? 0); row++) {
    const values = columns.map((column) => column[row]);
    if (values.every((value): value is number => typeof value === "number" && Number.isFinite(value))) {
      values.forEach((value, c) => {
        result.columns[c]!.push(value);
      });
      result.kept.push(row);
    } else {
      result.dropped.push(row);
    }
  }
  return result;
}
