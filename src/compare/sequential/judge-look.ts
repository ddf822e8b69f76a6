import { InvalidInputError } from "../../errors/input-errors.ts";
import type { ComparisonRow, SequentialResult } from "../../schema/report/comparison.ts";
import type { SequentialPlan } from "../../schema/report/sequential-plan.ts";
import { decide } from "../../stats/verdict/decide.ts";
import type { DraftRow } from "../compare-metric.ts";
import type { ResolvedOptions } from "../compare-options.ts";
import { type TakenLook, takeLook } from "./take-look.ts";

/** What the edge knows of a look. */
export interface LookRequest {
  readonly plan: SequentialPlan;
  readonly inputs: readonly (string | null)[];
  readonly at: string;
  readonly measuredBy: string | null;
}

/**
 * The row of a look: the repeated interval in place of the naive one, and p and a second interval only once the plan has
 * stopped. Better and worse need the boundary crossed and the smallest effect reached.
 */
export function judgeLook(
  draft: DraftRow,
  { plan, ...known }: LookRequest,
  options: ResolvedOptions,
): { row: ComparisonRow; taken: TakenLook | null; result: SequentialResult | null } {
  const { row, finding, incomparable } = draft;
  const open = { ...row, ciSimultaneous: null, pAdjusted: null, mde: null, needsMore: null };
  if (incomparable !== null || finding === null) {
    return { row: { ...open, verdict: "incomparable" }, taken: null, result: null };
  }
  const { delta, se, p } = finding;
  if (delta === null || se === null || !(se > 0) || p === null) {
    throw new InvalidInputError(`this look has no test: ${row.reason ?? "nothing varies"}`, {
      hint: "Nothing was added to the plan. Look again when there is more.",
    });
  }
  const sign = row.direction === "lower" ? -1 : 1;
  const taken = takeLook(plan, { ...known, delta, se, p, sign, information: informationOf(draft, plan) });
  const { stopped } = taken.result;
  const crossed = taken.look.decision === "better" || taken.look.decision === "worse";
  const limits = taken.ci === null ? null : turned(taken.ci, sign);
  const verdict = decide({
    goal: "superiority",
    delta: sign * delta,
    se,
    adjustedP: crossed ? 0 : 1,
    ci: limits,
    alpha: plan.alpha,
    minEffect: options.minEffect,
  });
  const left = Math.ceil(plan.maximumInformation - taken.look.information);
  return {
    row: {
      ...open,
      ci: taken.ci,
      ciSecond: stopped?.ci ?? null,
      effectSize: null,
      p: stopped?.p ?? null,
      pAdjusted: stopped?.p ?? null,
      convention: stopped === null ? null : "stagewise",
      method: `group sequential; ${stopped === null ? "boundary" : "stagewise"}`,
      mde: taken.detectable,
      verdict,
      needsMore: verdict === "inconclusive" && stopped === null ? Math.max(1, left) : null,
      notes: [
        ...taken.notes,
        ...(stopped?.estimate == null ? [] : [`Median-unbiased estimate: ${Number(stopped.estimate.toPrecision(5))}.`]),
        ...row.notes.filter((note) => !note.startsWith("Tests: ")),
      ],
      reason: taken.ci === null ? "nothing may be spent yet at this share of the information" : row.reason,
    },
    taken,
    result: taken.result,
  };
}

/** Pairs, or for two groups the harmonic mean of their sizes: the plan must count the same. */
function informationOf({ aligned, row }: DraftRow, plan: SequentialPlan): number {
  const { used } = row.evidence;
  const groups = aligned.bySeed ?? aligned;
  const paired = row.pairing !== null && row.pairing.used !== "none";
  const countsGroups = plan.unit === "values a group";
  const summed = !paired && Math.min(groups.subject.length, groups.reference.length) === 0;
  if (used === null || summed || ["bradley-terry", "standard-error", "history", "bare-numbers"].includes(used)) {
    throw new InvalidInputError("a look needs results by item or by run on both sides", {
      hint: "Totals do not say what a share of the information is.",
    });
  }
  if (countsGroups === paired && plan.unit !== "seeds") {
    throw new InvalidInputError(
      `the plan counts ${plan.unit}, and the sides are ${paired ? `paired by ${row.pairing!.used}` : "not paired"}`,
      {
        hint: paired ? "Compare with --pair-by none, as it was planned." : "Compare with --pair-by, as it was planned.",
      },
    );
  }
  if (paired) return aligned.bySeed?.paired ? aligned.bySeed.pairs.length : aligned.pairs.length;
  return 2 / (1 / groups.subject.length + 1 / groups.reference.length);
}

function turned({ low, high }: { low: number | null; high: number | null }, sign: number) {
  const times = (limit: number | null) => (limit === null ? null : sign * limit);
  return sign === 1 ? { low, high } : { low: times(high), high: times(low) };
}
