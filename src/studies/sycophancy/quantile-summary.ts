import { quantileSorted } from "../../stats/describe/quantile.ts";
import type { Quantiles } from "./summary-record.ts";

/** Count, ends and five quantiles (type 7) of a list; null for an empty one. */
export function quantileSummary(values: readonly number[]): Quantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (p: number) => quantileSorted(sorted, p)!;
  return {
    count: sorted.length,
    min: sorted[0]!,
    p5: at(0.05),
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p95: at(0.95),
    max: sorted.at(-1)!,
  };
}
