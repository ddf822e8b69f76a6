import { InvalidInputError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import { contentHash } from "../schema/content-hash.ts";
import type { Comparison, ComparisonRow, SequentialResult } from "../schema/report/comparison.ts";
import type { SequentialLook } from "../schema/report/sequential-plan.ts";
import type { Pair } from "./align.ts";
import { chooseMetrics } from "./choose-metrics.ts";
import { compareMetric, type DraftRow } from "./compare-metric.ts";
import { type CompareOptions, type ResolvedOptions, resolveCompareOptions } from "./compare-options.ts";
import { correctFamily } from "./correct-family.ts";
import { exitCodeOf, overallVerdict } from "./overall-verdict.ts";
import { judgeLook, type LookRequest } from "./sequential/judge-look.ts";
import { planOptions } from "./sequential/plan-options.ts";
import type { Side } from "./side.ts";
import { judge } from "./verdict.ts";

/** A comparison without what only the edge knows: the time and the tool. */
export type ComparisonContent = Omit<Comparison, "schema" | "createdAt" | "tool" | "contentHash">;

export interface Compared {
  readonly content: ComparisonContent;
  /** The pairs behind each row, for pictures. */
  readonly pairs: readonly (readonly Pair[])[];
  /** Replicates of each row's difference, for pictures; null where its doubt was not resampled. */
  readonly replicates: readonly (ArrayLike<number> | null)[];
  /** The look to add to the plan's history; null without a plan, and where the same evidence was looked at before. */
  readonly look: SequentialLook | null;
}

/**
 * Compares every side with the reference on every metric they share, by the best evidence both have. One family: all
 * rows are corrected together. The same sides, options and seed give the same content; nothing is read here. With `look`
 * the one row is judged by the boundary of its plan, which fixes alpha, metric and smallest effect.
 */
export function compare(sides: readonly Side[], options: CompareOptions = {}, look?: LookRequest): Compared {
  const resolved = resolveCompareOptions(look === undefined ? options : planOptions(look.plan, options));
  if (look !== undefined && sides.length > 2) {
    throw new InvalidInputError("a look under a plan compares two sides", {
      hint: "Make a plan for each pair of sides, with alpha divided between them.",
    });
  }
  if (sides.length < 2) {
    throw new InvalidInputError("a comparison takes two sides or more", { hint: "assay compare A B" });
  }
  const chosen = referenceOf(sides, resolved.reference);
  const { sides: named, metrics } = chooseMetrics(sides, chosen, resolved.metrics);
  const reference = named[sides.indexOf(chosen)]!;
  const subjects = named.filter((side) => side !== reference);
  const drafts = metrics.flatMap((metricId) =>
    subjects.flatMap((subject) =>
      subject.metrics.has(metricId) ? [compareMetric(metricId, subject, reference, resolved)] : [],
    ),
  );
  const { rows, sequential, taken } = look === undefined ? judged(drafts, resolved) : looked(drafts, look, resolved);
  const verdict = overallVerdict(rows);
  const inputs = named.map((side) => ({
    role: side === reference ? "reference" : "subject",
    ref: side.ref,
    hash: side.hash,
  }));
  const config = configOf(resolved);
  const skipped = subjects.flatMap((subject) =>
    [...subject.metrics.keys()]
      .filter((metric) => !reference.metrics.has(metric))
      .map((metric) => `${subject.label}: ${metric}`),
  );
  const ignored = named.flatMap(({ label, ignored: columns }) => columns.map((column) => `${label}: ${column}`));
  return {
    content: {
      id: `comparison-${contentHash([inputs, config]).slice(0, 12)}`,
      inputs,
      config,
      family: {
        name: subjects.length === 1 ? "metrics of this comparison" : "metrics and subjects of this comparison",
        size: familySize(drafts),
        correction: resolved.correction,
      },
      rows,
      counts: { rows: rows.length, ...tally(rows.map((row) => row.verdict)) },
      verdict,
      exitCode: exitCodeOf(verdict, resolved),
      notes: [
        ...(skipped.length === 0
          ? []
          : [`Not compared, because the reference lacks it: ${skipped.slice(0, 12).join(", ")}.`]),
        ...(ignored.length === 0 ? [] : [`Columns without numbers: ${ignored.slice(0, 12).join(", ")}.`]),
      ],
      ...(sequential === null ? {} : { sequential }),
      study: { figures: drafts.map(figures) },
    },
    look: taken,
    replicates: drafts.map(({ finding }) => finding?.replicates ?? null),
    pairs: drafts.map(({ aligned }) => aligned.bySeed?.pairs ?? aligned.pairs),
  };
}

function referenceOf(sides: readonly Side[], name: string | undefined): Side {
  if (name === undefined) return sides[0]!;
  const found = sides.find(({ ref, label }) => ref === name || label === name);
  if (found !== undefined) return found;
  const names = sides.map(({ label }) => label);
  const nearest = nearestName(name, names);
  throw new InvalidInputError(`no side is called "${name}"`, {
    place: { path: "--reference" },
    hint: nearest === null ? `The sides are ${names.join(", ")}.` : `Did you mean ${nearest}?`,
  });
}

function familySize(drafts: readonly DraftRow[]): number {
  return drafts.filter(({ finding }) => finding?.p != null).length;
}

interface Judged {
  readonly rows: ComparisonRow[];
  readonly sequential: SequentialResult | null;
  readonly taken: SequentialLook | null;
}

function looked([draft]: readonly DraftRow[], look: LookRequest, options: ResolvedOptions): Judged {
  const { row, result, taken } = judgeLook(draft!, look, options);
  return { rows: [row], sequential: result, taken: taken?.isNew ? taken.look : null };
}

function judged(drafts: readonly DraftRow[], options: ResolvedOptions): Judged {
  const { correction } = options;
  const { pAdjusted, simultaneous } = correctFamily(drafts, options);
  // Holding a share of false findings (bh, by) does not widen single intervals; holding any false finding does.
  const shared = correction === "none" || correction === "bh" || correction === "by";
  const share = shared ? 1 : 1 / Math.max(1, familySize(drafts));
  const rows = drafts.map((draft, i) => judge(draft, { p: pAdjusted[i]!, ci: simultaneous[i]!, share }, options));
  return { rows, sequential: null, taken: null };
}

function configOf(options: ResolvedOptions): Comparison["config"] {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return JSON.parse(
    JSON.stringify(
      Object.fromEntries(
        entries.map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
      ),
    ),
  ) as Comparison["config"];
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Figures behind a row that its columns have no place for. */
function figures({ row, finding, effects, aligned }: DraftRow) {
  return {
    metric_id: row.metricId,
    subject: row.subject,
    se: finding?.se ?? null,
    df: finding?.df ?? null,
    units: finding === null ? null : { name: finding.units.name, n: finding.units.n },
    tests: (finding?.tests ?? []).map(({ name, statistic, df, p }) => ({ name, statistic, df, p })),
    effects: effects.map(({ name, value }) => ({ name, value })),
    missing: {
      all: aligned.lost.all,
      subject_absent: aligned.lost.subjectAbsent,
      reference_absent: aligned.lost.referenceAbsent,
      subject_failed: aligned.lost.subjectFailed,
      reference_failed: aligned.lost.referenceFailed,
    },
  };
}
