import { type GateLimits, type GateVerdict, gateVerdict, limitWords } from "../../../compare/gate.ts";
import type { Run } from "../../../schema/run.ts";

/** One gated estimate. */
export interface Gated {
  readonly metric: string;
  readonly model: string;
  readonly ci: { readonly low: number | null; readonly high: number | null } | null;
}

export interface CheckedGates {
  readonly rows: readonly (Gated & { readonly limits: GateLimits; readonly verdict: GateVerdict })[];
  readonly text: string;
  /** 1 when a gate failed, 4 when one could not be told and that matters, else 0. */
  readonly exitCode: number;
}

interface RecordedMetric {
  readonly id: string;
  readonly gate?: GateLimits;
  readonly minEffect?: number;
}

/** The metrics the runs' suite declares. */
export function recordedMetrics(runs: readonly Run[]): readonly RecordedMetric[] {
  const scoring = runs[0]?.details?.["scoring"] as { metrics?: readonly RecordedMetric[] } | undefined;
  return scoring?.metrics ?? [];
}

/** Holds estimates against the gates their suite declares. */
export function checkGates(
  metrics: readonly RecordedMetric[],
  estimates: readonly Gated[],
  strict: boolean,
): CheckedGates {
  const rows = estimates.flatMap((one) => {
    const limits = metrics.find((metric) => metric.id === one.metric)?.gate;
    return limits === undefined ? [] : [{ ...one, limits, verdict: gateVerdict(one.ci, limits) }];
  });
  const words = { pass: "kept by", fail: "broken by", inconclusive: "cannot be told for" } as const;
  const lines = [...new Set(rows.map((row) => row.metric))].flatMap((metric) =>
    (["fail", "inconclusive", "pass"] as const).flatMap((verdict) => {
      const those = rows.filter((row) => row.metric === metric && row.verdict === verdict);
      return those.length === 0
        ? []
        : [
            `gate ${metric} ${limitWords(those[0]!.limits)}: ${words[verdict]} ${those.map((row) => row.model).join(", ")}`,
          ];
    }),
  );
  const failed = rows.some((row) => row.verdict === "fail");
  const open = rows.some((row) => row.verdict === "inconclusive");
  return {
    rows,
    text: lines.length === 0 ? "" : `${lines.join("\n")}\n`,
    exitCode: failed ? 1 : strict && open ? 4 : 0,
  };
}
