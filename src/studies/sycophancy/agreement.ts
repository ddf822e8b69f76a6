import { krippendorffAlpha } from "../../stats/agreement/krippendorff-alpha.ts";
import type { Rng } from "../../stats/index.ts";
import type { AgreementRecord } from "./judge-record.ts";

/** Draws behind a diagnostic: fewer than behind a finding. */
const diagnosticDraws = 2000;

/** Krippendorff's α on the interval metric; with `rng` an interval over whole clusters. */
export function agreement(
  table: readonly (readonly (number | null)[])[],
  clusters: readonly string[],
  rng: Rng | null,
  { level, resamples }: { level: number; resamples: number },
): AgreementRecord {
  const units = table.filter((scores) => scores.filter((score) => score !== null).length > 1).length;
  const { value, ci, reason } = krippendorffAlpha(table, {
    metric: "interval",
    clusters,
    level,
    resamples: Math.min(resamples, diagnosticDraws),
    ...(rng === null ? {} : { rng }),
  });
  return { value, low: ci?.low ?? null, high: ci?.high ?? null, units, reason: reason ?? null };
}
