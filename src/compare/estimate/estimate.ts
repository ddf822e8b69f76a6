import type { Aligned } from "../align.ts";
import type { EvidenceKind } from "../evidence.ts";
import type { Measured } from "../side.ts";
import type { EstimateOptions, Finding } from "./finding.ts";
import { againstHistory } from "./history.ts";
import { pairedShares } from "./paired-binary.ts";
import { clusteredMean, pairedMean } from "./paired-numeric.ts";
import { independentRuns, pairedRuns } from "./runs.ts";
import { bareNumbers, contrast, independentShares, reported } from "./summaries.ts";

/** What the chosen kind of evidence says. The kind must be available: `chooseEvidence` has seen to it. */
export function estimate(
  kind: EvidenceKind,
  aligned: Aligned,
  sides: { readonly subject: Measured; readonly reference: Measured },
  options: EstimateOptions,
): Finding {
  const { subject, reference } = sides;
  switch (kind) {
    case "crossed-items":
      return crossed(aligned, options);
    case "clustered-items":
      return clusteredMean(aligned.pairs, options);
    case "paired-binary":
      return pairedShares(aligned.pairs, options);
    case "paired-numeric":
      return pairedMean(aligned.pairs, options);
    case "runs":
      return runs(aligned, options);
    case "bradley-terry":
      return contrast(subject.fit!, reference.fit!);
    case "standard-error":
      return reported(subject.summary!, reference.summary!);
    case "proportions":
      return independentShares(trialsOf(subject, aligned.subject), trialsOf(reference, aligned.reference), options);
    case "history":
      return againstHistory(aligned.subject, aligned.reference);
    case "bare-numbers":
      return bareNumbers(oneNumber(subject, aligned.subject), oneNumber(reference, aligned.reference));
  }
}

/** Items under several seeds: the seeds are what one more run would add, so their means carry the doubt. */
function crossed(aligned: Aligned, options: EstimateOptions): Finding {
  const found = runs(aligned, options);
  return {
    ...found,
    notes: [
      ...found.notes,
      `Over seed means of ${aligned.pairs.length} common items; the items are taken as they are.`,
    ],
  };
}

function runs({ bySeed, unit, pairedBy, pairs, subject, reference }: Aligned, options: EstimateOptions): Finding {
  if (bySeed !== null) {
    const paired = bySeed.paired && bySeed.pairs.length > 1;
    return paired
      ? pairedRuns(bySeed.pairs, options)
      : independentRuns(bySeed.subject, bySeed.reference, "seeds", options);
  }
  if (pairedBy === "seed") return pairedRuns(pairs, options);
  const name = unit === "item" ? "items" : unit === "seed" ? "seeds" : "runs";
  return independentRuns(subject, reference, name, options);
}

function trialsOf({ summary }: Measured, values: readonly number[]): { successes: number; n: number } {
  if (summary?.n != null) return { successes: Math.round(summary.value! * summary.n), n: summary.n };
  return { successes: values.filter((value) => value === 1).length, n: values.length };
}

function oneNumber({ summary, fit }: Measured, values: readonly number[]): number | null {
  if (summary !== null) return summary.value;
  if (fit !== null) return fit.values[fit.player]!;
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
