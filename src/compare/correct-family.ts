import { InvalidInputError } from "../errors/input-errors.ts";
import type { IntervalRecord } from "../schema/interval.ts";
import { rngStream } from "../stats/chance/rng-stream.ts";
import { adjustPValues } from "../stats/multiplicity/adjust-p-values.ts";
import { type MaxTOptions, type MaxTRow, maxTPaired, maxTUnpaired } from "../stats/multiplicity/max-t.ts";
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

/**
 * Step-down max-T (Westfall and Young 1993). Paired rows: one flip of an item, seed or cluster flips it in every row it is
 * in. Independent rows on the same runs: one relabelling of the runs for all metrics.
 */
function maxT(drafts: readonly DraftRow[], options: ResolvedOptions): Corrected {
  const answered = drafts.filter(({ finding }) => finding?.p != null);
  const ways = new Set(answered.map(wayOf));
  if (ways.has(null) || ways.size > 1) {
    const odd = answered.find((draft) => wayOf(draft) === null) ?? answered.at(-1)!;
    throw new InvalidInputError(
      `--correction max-t needs rows that are all paired, or all of the same runs, and ${odd.row.metricId} is not`,
      { hint: "Use holm, or compare the other metrics by themselves." },
    );
  }
  const settings = {
    rng: rngStream(options.seed, "compare", "max-t"),
    permutations: options.resamples,
    level: options.level,
  };
  const rows = ways.has("relabel") ? relabelled(answered, settings) : flipped(answered, settings);
  const found = new Map(answered.map((draft, i) => [draft, rows[i]!]));
  return {
    pAdjusted: drafts.map((draft) => found.get(draft)?.adjustedP ?? null),
    simultaneous: drafts.map((draft) => simultaneousOf(draft, found.get(draft))),
  };
}

/** How the labels of a row may be exchanged. */
function wayOf({ row, aligned }: DraftRow): "flip" | "relabel" | null {
  const used = row.pairing?.used;
  if (used === "item" || used === "seed" || used === "cluster") return "flip";
  return row.evidence.used === "runs" && aligned.bySeed === null ? "relabel" : null;
}

function flipped(drafts: readonly DraftRow[], settings: MaxTOptions): readonly MaxTRow[] {
  const unitOf = new Map<string, number>();
  const place = (kind: string, id: string) => {
    const key = JSON.stringify([kind, id]);
    const known = unitOf.get(key) ?? unitOf.size;
    unitOf.set(key, known);
    return known;
  };
  const lists = drafts.map((draft) => {
    const kind = draft.row.pairing!.used;
    const pairs = draft.aligned.bySeed?.pairs ?? draft.aligned.pairs;
    const groups = Map.groupBy(pairs, (pair) => (kind === "cluster" ? pair.cluster : pair.id));
    return {
      values: [...groups.values()].map((group) =>
        group.reduce((sum, { subject, reference }) => sum + subject - reference, 0),
      ),
      runs: [...groups.keys()].map((id) => place(kind, id)),
    };
  });
  return maxTPaired(lists, settings).rows;
}

function relabelled(drafts: readonly DraftRow[], settings: MaxTOptions): readonly MaxTRow[] {
  const { row: one, aligned: model } = drafts[0]!;
  const inOrder = (ids: readonly string[], values: readonly number[], wanted: readonly string[]) => {
    const byId = new Map(ids.map((id, i) => [id, values[i]!]));
    const found = wanted.flatMap((id) => byId.get(id) ?? []);
    return found.length === wanted.length && ids.length === wanted.length ? found : null;
  };
  const groups = drafts.map(({ row, aligned }) => {
    const { ids, subject, reference } = aligned;
    const first = row.subject === one.subject ? inOrder(ids.subject, subject, model.ids.subject) : null;
    const second = inOrder(ids.reference, reference, model.ids.reference);
    if (first !== null && second !== null) return { first, second };
    throw new InvalidInputError(
      `--correction max-t relabels runs, and ${row.metricId} of ${row.subject} has not the same runs as ${one.metricId} of ${one.subject}`,
      { hint: "Use holm, or compare the metrics of the same runs by themselves." },
    );
  });
  return maxTUnpaired(groups, settings).rows;
}

/** delta ± c·se with the family's c: rows keep their own estimate and error, such as the item-weighted one of clusters. */
function simultaneousOf({ finding }: DraftRow, found: MaxTRow | undefined): IntervalRecord | null {
  const { ci, estimate, statistic } = found ?? { ci: null, estimate: null, statistic: null };
  if (ci?.low == null || ci.high == null || estimate === null || !statistic) return recordOf(ci);
  const { delta, se } = finding!;
  if (delta === null || se === null) return null;
  const times = (ci.high - ci.low) / 2 / Math.abs(estimate / statistic);
  return { ...recordOf(ci)!, low: delta - times * se, high: delta + times * se };
}
