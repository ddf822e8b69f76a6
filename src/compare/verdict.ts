import type { ComparisonRow } from "../schema/report/comparison.ts";
import { minimumDetectableEffect } from "../stats/planning/minimum-detectable-effect.ts";
import { decide, needsMore } from "../stats/verdict/decide.ts";
import type { DraftRow } from "./compare-metric.ts";
import type { ResolvedOptions } from "./compare-options.ts";

/**
 * Completes a row: its corrected p, minimum detectable effect, verdict, and about how many more units would settle it.
 * `share` is what this row may spend of alpha in its family; intervals that decide are as wide as that asks.
 */
export function judge(
  { row, finding, incomparable }: DraftRow,
  family: { readonly p: number | null; readonly ci: ComparisonRow["ciSimultaneous"]; readonly share: number },
  options: ResolvedOptions,
): ComparisonRow {
  const { p: pAdjusted, ci: ciSimultaneous, share } = family;
  const base = { ...row, ciSimultaneous, pAdjusted };
  if (incomparable !== null || finding === null) {
    return { ...base, mde: null, verdict: "incomparable", needsMore: null };
  }
  const { goal } = options;
  const alpha = options.alpha * share;
  const sign = row.direction === "lower" ? -1 : 1;
  const decisive = finding.intervalAt(1 - 2 * alpha);
  const ci = decisive && (sign === 1 ? decisive : { low: negated(decisive.high), high: negated(decisive.low) });
  const evidence = {
    goal,
    delta: finding.delta === null ? null : sign * finding.delta,
    se: finding.se,
    adjustedP: pAdjusted,
    ci: ci === null ? null : { low: ci.low, high: ci.high },
    alpha: options.alpha,
    minEffect: options.minEffect,
    ...(options.margin === undefined ? {} : { margin: options.margin }),
  };
  const decided = decide(evidence);
  const verdict = options.missing === "bound" ? heldByBounds(decided, row, sign, options) : decided;
  const notes = [
    ...row.notes,
    ...(goal === "superiority" || ci === null ? [] : [decisiveNote(goal, ci, 1 - alpha)]),
    ...(verdict === decided ? [] : [`The bounds of what is missing do not bear "${decided}" out.`]),
  ];
  const inconclusive = verdict === "inconclusive";
  const freedom = finding.df === null ? {} : { df: finding.df };
  const mde = finding.se !== null && finding.se > 0 ? minimumDetectableEffect(finding.se, { alpha, ...freedom }) : null;
  const known = { ...evidence, alpha, n: finding.units.n, ...freedom };
  return { ...base, notes, mde, verdict, needsMore: inconclusive && verdict === decided ? needsMore(known) : null };
}

/** A finding that some value of what is missing would undo is no finding. */
function heldByBounds(
  verdict: ReturnType<typeof decide>,
  { bounds }: DraftRow["row"],
  sign: number,
  { minEffect, margin = 0 }: ResolvedOptions,
): ReturnType<typeof decide> {
  if (bounds === null) return verdict;
  const [low, high] = sign === 1 ? [bounds.low, bounds.high] : [-bounds.high, -bounds.low];
  const holds = {
    better: low > 0,
    worse: high < 0,
    equivalent: low > -(margin || minEffect) && high < (margin || minEffect),
    "non-inferior": low > -margin,
    "not-non-inferior": high < -margin,
    "not-equivalent": low > margin || high < -margin,
    inconclusive: true,
  } satisfies Record<typeof verdict, boolean>;
  return holds[verdict] ? verdict : "inconclusive";
}

/** Which limits decided: they are narrower than the interval that is shown. */
function decisiveNote(
  goal: ResolvedOptions["goal"],
  { low, high }: { low: number | null; high: number | null },
  level: number,
): string {
  const limit = (value: number | null) => (value === null ? "open" : String(Number(value.toPrecision(5))));
  const percent = Number((100 * level).toPrecision(4));
  return goal === "non-inferiority"
    ? `Decided by the one-sided ${percent} % limits, with + for better: lower ${limit(low)}, upper ${limit(high)}.`
    : `Decided by two one-sided tests: the ${Number((200 * level - 100).toPrecision(4))} % interval is [${limit(low)}, ${limit(high)}], with + for better.`;
}

function negated(limit: number | null): number | null {
  return limit === null ? null : -limit;
}
