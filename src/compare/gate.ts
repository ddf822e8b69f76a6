/** Limits a metric must keep. */
export interface GateLimits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export type GateVerdict = "pass" | "fail" | "inconclusive";

/**
 * Whether an estimate keeps its limits, as far as its interval can tell: `fail` when the whole interval lies beyond a
 * limit, `pass` when all of it lies within both, else `inconclusive`. Without an interval nothing can be told.
 */
export function gateVerdict(
  ci: { readonly low: number | null; readonly high: number | null } | null,
  limits: GateLimits,
): GateVerdict {
  if (ci === null || ci.low === null || ci.high === null) return "inconclusive";
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = limits;
  if (ci.low > max || ci.high < min) return "fail";
  return ci.high <= max && ci.low >= min ? "pass" : "inconclusive";
}

/** "≤ 0.1", "≥ 0.9", "between 0.2 and 0.8". */
export function limitWords({ min, max }: GateLimits): string {
  if (min !== undefined && max !== undefined) return `between ${min} and ${max}`;
  return max !== undefined ? `≤ ${max}` : `≥ ${min ?? "anything"}`;
}
