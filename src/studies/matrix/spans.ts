import type { MaskedView } from "./masked-view.ts";

/** max − min of each column's visible scores; 1 for an empty one. */
export function spansOf({ columns, benchmarks }: MaskedView): Float64Array {
  return Float64Array.from(benchmarks, (_benchmark, j) => {
    const values = columns.value.subarray(columns.start[j]!, columns.start[j + 1]!);
    if (values.length === 0) return 1;
    const high = values.reduce((most, value) => Math.max(most, value));
    const low = values.reduce((least, value) => Math.min(least, value));
    return Math.max(high - low, 1e-9);
  });
}

/** Whether a column has two different visible scores: without them it has no range, and nothing can be said in its points. */
export function hasRange({ columns }: MaskedView, benchmark: number): boolean {
  const values = columns.value.subarray(columns.start[benchmark]!, columns.start[benchmark + 1]!);
  return values.some((value) => value !== values[0]);
}
