import { InvalidInputError } from "../errors/input-errors.ts";
import type { IntervalRecord } from "../schema/interval.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import { adjustPValues } from "../stats/multiplicity/adjust-p-values.ts";
import { maxTPaired } from "../stats/multiplicity/max-t.ts";
import type { Pair } from "./align.ts";
import type { DraftRow } from "./compare-metric.ts";
import type { ResolvedOptions } from "./compare-options.ts";
import { recordOf } from "./estimate/finding.ts";

/** What the family makes of each row. */
export interface Corrected {
  readonly pAdjusted: (number | null)[];
  /** Intervals that hold for all rows at once; null without max-T. */
  readonly simultaneous: (IntervalRecord | null)[];
}

/** Corrects the rows together. Rows without a p do not count. */
export function correctFamily(drafts: readonly DraftRow[], options: ResolvedOptions): Corrected {
  const p = drafts.map(({ finding }) => finding?.p ?? null);
  const simultaneous = drafts.map(() => null);
  const { correction } = options;
  if (correction === "none") return { pAdjusted: p, simultaneous };
  if (correction === "max-t") return maxT(drafts, options);
  return { pAdjusted: adjustPValues(p, { method: correction }), simultaneous };
}

/** Step-down max-T over rows that are paired by item or seed: one flip of a unit flips it in every row it is in. */
function maxT(drafts: readonly DraftRow[], options: ResolvedOptions): Corrected {
  const answered = drafts.filter(({ finding }) => finding?.p != null);
  const unpaired = answered.find(({ row }) => row.pairing === null || !["item", "seed"].includes(row.pairing.used));
  if (unpaired !== undefined) {
    throw new InvalidInputError(
      `--correction max-t needs pairs, and ${unpaired.row.metricId} is not paired by item or seed`,
      {
        hint: "Use holm, or pair the sides with --pair-by seed.",
      },
    );
  }
  const unitOf = new Map<string, number>();
  const place = (id: string) => {
    const known = unitOf.get(id) ?? unitOf.size;
    unitOf.set(id, known);
    return known;
  };
  const lists = answered.map((draft) => pairsOf(draft));
  const { rows } = maxTPaired(
    lists.map((pairs) => ({
      values: pairs.map(({ subject, reference }) => subject - reference),
      runs: pairs.map(({ id }) => place(id)),
    })),
    { rng: rngStream(options.seed, "compare", "max-t"), permutations: options.resamples, level: options.level },
  );
  const found = new Map(answered.map((draft, i) => [draft, rows[i]!]));
  return {
    pAdjusted: drafts.map((draft) => found.get(draft)?.adjustedP ?? null),
    simultaneous: drafts.map((draft) => recordOf(found.get(draft)?.ci)),
  };
}

function pairsOf({ aligned }: DraftRow): readonly Pair[] {
  return aligned.bySeed?.pairs ?? aligned.pairs;
}
