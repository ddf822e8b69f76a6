import { bootstrapCrossed } from "../../stats/variance/two-level.ts";
import type { Aligned } from "../align.ts";
import type { EvidenceKind } from "../evidence.ts";
import type { Measured } from "../side.ts";
import { type EstimateOptions, type Finding, recordOf } from "./finding.ts";
import { againstHistory } from "./history.ts";
import { pairedShares } from "./paired-binary.ts";
import { clusteredMean, pairedMean } from "./paired-numeric.ts";
import { reported } from "./reported.ts";
import { independentRuns, pairedRuns } from "./runs.ts";
import { bareNumbers, contrast, independentShares } from "./summaries.ts";

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
      return againstHistory(valuesOf(subject, aligned.subject), valuesOf(reference, aligned.reference));
    case "bare-numbers":
      return bareNumbers(oneNumber(subject, aligned.subject), oneNumber(reference, aligned.reference));
  }
}

/** Seeds of one design from which drawing seeds and items anew says more than t over the seeds. */
const crossedFrom = 5;

/**
 * Items under several seeds. Equal seeds on both sides: seeds and items are both drawn anew. Else, and for few seeds, the
 * seed means carry the doubt, however many items there are.
 */
function crossed(aligned: Aligned, options: EstimateOptions): Finding {
  const found = runs(aligned, options);
  const { paired, differences } = aligned.bySeed!;
  if (!paired || differences === null || differences.length < crossedFrom || options.ci !== undefined) {
    const note = `Over seed means of ${aligned.pairs.length} common items; the items are taken as they are.`;
    return { ...found, notes: [...found.notes, note] };
  }
  const at = (level: number, keepReplicates = false) =>
    bootstrapCrossed(differences, {
      ...{ rng: options.rng.fork("crossed"), resamples: options.resamples, level, keepReplicates },
    });
  const { ci, bootstrapSe, notes, replicates } = at(options.level, true);
  return {
    ...found,
    // Drawn over items too, this is the larger and the honest one.
    se: bootstrapSe ?? found.se,
    intervalAt: (level) => recordOf(level === options.level ? ci : at(level).ci),
    second: found.intervalAt(options.level),
    replicates: replicates ?? null,
    method: `two-level crossed; ${found.method.split("; ").at(-1)}`,
    notes: [
      ...notes,
      `Seeds and ${aligned.pairs.length} items are both drawn anew; the second interval takes the items as they are.`,
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

/** A value that was reported alone is a list of one. */
function valuesOf({ summary }: Measured, values: readonly number[]): readonly number[] {
  return values.length === 0 && summary?.value != null ? [summary.value] : values;
}

function oneNumber({ summary, fit }: Measured, values: readonly number[]): number | null {
  if (summary !== null) return summary.value;
  if (fit !== null) return fit.values[fit.player]!;
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
