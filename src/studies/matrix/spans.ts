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
