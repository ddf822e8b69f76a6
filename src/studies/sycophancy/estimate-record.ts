import type { Estimate, TestResult } from "../../stats/index.ts";
import type { EstimateRecord, IntervalRecord } from "./summary-record.ts";

type StatsInterval = NonNullable<Estimate["ci"]>;

/** An estimate of the statistics room as a record of a summary. */
export function estimateRecordOf(id: string, estimate: Estimate, test?: TestResult): EstimateRecord {
  return {
    id,
    value: estimate.value,
    se: estimate.se,
    ci: estimate.ci && intervalRecordOf(estimate.ci),
    ciSecond: null,
    p: test?.p ?? null,
    pAdjusted: null,
    triplets: estimate.n,
    bounds: null,
    planted: null,
    reason: estimate.reason ?? null,
    notes: [...estimate.notes],
  };
}

export function intervalRecordOf({ low, high, ...rest }: StatsInterval): IntervalRecord {
  return { ...rest, low: withoutDust(low!), high: withoutDust(high!) };
}

/** A limit that is 0 but for rounding is 0: its sign decides verdicts. */
function withoutDust(limit: number): number {
  return Math.abs(limit) < 1e-12 ? 0 : limit;
}
