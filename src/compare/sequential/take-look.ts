import { InvalidInputError } from "../../errors/input-errors.ts";
import type { IntervalRecord } from "../../schema/interval.ts";
import type { SequentialResult } from "../../schema/report/comparison.ts";
import type { SequentialLook, SequentialPlan } from "../../schema/report/sequential-plan.ts";
import { repeatedInterval, stagewiseEstimate } from "../../stats/sequential/after-stopping.ts";
import {
  conditionalPower,
  type SequentialBoundary,
  spendingBoundary,
} from "../../stats/sequential/group-sequential.ts";
import { normalQuantile } from "../../stats/special/normal-quantile.ts";
import { recordOf } from "../estimate/finding.ts";
import { lookHash } from "./check-plan.ts";

/** What one look has to go by. */
export interface LookEvidence {
  readonly delta: number;
  readonly se: number;
  readonly p: number;
  /** 1, or -1 where less is better. */
  readonly sign: 1 | -1;
  readonly information: number;
  readonly inputs: readonly (string | null)[];
  readonly at: string;
  /** When the newest evidence was complete, where the sides say; for telling a plan that came too late. */
  readonly measuredBy: string | null;
}

export interface TakenLook {
  readonly look: SequentialLook;
  /** False where the same evidence was looked at before: the look is shown again and nothing is added. */
  readonly isNew: boolean;
  readonly result: SequentialResult;
  /** value ± z_k·se: holds at every look, stopped or not. */
  readonly ci: IntervalRecord | null;
  readonly detectable: number | null;
  readonly notes: readonly string[];
}

/** Under this chance to cross at the end, going on is hardly worth its cost. */
const futileBelow = 0.2;
const sameShare = 1e-9;

/**
 * Looks at the data under a plan: the boundary at this share of the information, whether it is crossed, and estimates
 * that allow for having stopped. The statistic is the normal quantile of the comparison's own p, so that few units are
 * held to their t or exact distribution (the significance-level approach of Jennison and Turnbull 2000, 3.3).
 */
export function takeLook(plan: SequentialPlan, evidence: LookEvidence): TakenLook {
  const { delta, information, inputs } = evidence;
  const last = plan.history.at(-1);
  const again = last !== undefined && sameInputs(last.inputs, inputs);
  const before = again ? plan.history.slice(0, -1) : plan.history;
  const fraction = again ? last.fraction : Math.min(1, information / plan.maximumInformation);
  if (!again) refuseUseless(last, fraction, plan);
  const boundary = boundaryAt(plan, [...before.map((look) => look.fraction), fraction]);
  const limit = boundary.z.at(-1)!;
  const z = Math.sign(delta) * evidence.sign * Math.max(0, -normalQuantile(Math.max(evidence.p, 1e-300) / 2));
  // Near no difference the quotient says nothing about the spread.
  const se = Math.abs(z) > 1 ? Math.abs(delta / z) : evidence.se;
  const ahead = boundaryAhead(plan, boundary);
  const power = fraction < 1 ? conditionalPower(z, fraction, ahead.at(-1)!.limit) : null;
  const crossed = Math.abs(z) >= limit;
  const decision = crossed
    ? z > 0
      ? ("better" as const)
      : ("worse" as const)
    : power === null
      ? ("not-shown" as const)
      : power < futileBelow
        ? ("futile" as const)
        : ("continue" as const);
  const unsealed: SequentialLook = {
    look: before.length + 1,
    at: again ? last.at : evidence.at,
    planned: isPlanned(plan, fraction),
    postHoc: again ? last.postHoc : postHocAt(plan, evidence),
    information,
    fraction,
    delta,
    se,
    z,
    boundary: finite(limit),
    spent: boundary.spent.at(-1)!,
    conditionalPower: power,
    decision,
    inputs: [...inputs],
    planHash: plan.contentHash,
    previous: before.at(-1)?.hash ?? null,
    hash: "",
  };
  const look = { ...unsealed, hash: lookHash(unsealed) };
  const path = [...before, look];
  const level = 1 - plan.alpha;
  const over = crossed || power === null;
  return {
    look,
    isNew: !again,
    result: {
      planHash: plan.contentHash,
      analysis: path.some(({ postHoc }) => postHoc) ? "post-hoc" : "planned",
      looks: path.map((taken) => ({
        fraction: taken.fraction,
        z: taken.z,
        boundary: taken.boundary,
        decision: taken.decision,
      })),
      ahead: over ? [] : ahead.map(({ share, limit: at }) => ({ fraction: share, boundary: finite(at) })),
      conditionalPower: power,
      stopped: over ? afterStopping(delta, se, boundary, level) : null,
    },
    ci: recordOf(repeatedInterval({ value: delta, se, boundary }, level)),
    detectable: Number.isFinite(limit) ? (limit + normalQuantile(0.8)) * se : null,
    notes: notesOf(plan, look, before.length === 0),
  };
}

function sameInputs(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.every((hash, i) => hash !== null && hash === b[i]);
}

function refuseUseless(last: SequentialLook | undefined, fraction: number, plan: SequentialPlan): void {
  if (last === undefined) return;
  if (last.decision === "better" || last.decision === "worse" || last.decision === "not-shown") {
    throw new InvalidInputError(`this plan ended with look ${last.look}: ${last.decision}`, {
      hint: "Its result stands. What was measured since can be compared without --plan, as an analysis of its own.",
    });
  }
  if (fraction <= last.fraction + sameShare) {
    throw new InvalidInputError(
      `there is nothing new since look ${last.look}: ${words(fraction * plan.maximumInformation)} ${plan.unit} now, ${words(last.information)} then`,
      { hint: "A look takes more of the information than the one before. Measure more, then look again." },
    );
  }
}

function boundaryAt(plan: SequentialPlan, shares: readonly number[]): SequentialBoundary {
  const { alpha, spending, sides } = plan;
  return spendingBoundary(shares, { alpha, spending, sides });
}

/** The boundary at the planned looks that are left, given those taken. */
function boundaryAhead(plan: SequentialPlan, { looks }: SequentialBoundary): { share: number; limit: number }[] {
  const now = looks.at(-1)!;
  const left = Array.from({ length: plan.looks }, (_, k) => (k + 1) / plan.looks).filter((t) => t > now + sameShare);
  if (left.length === 0) return [];
  const { z } = boundaryAt(plan, [...looks, ...left]);
  return left.map((share, k) => ({ share, limit: z[looks.length + k]! }));
}

function isPlanned(plan: SequentialPlan, fraction: number): boolean {
  const k = fraction * plan.looks;
  return Math.abs(k - Math.round(k)) / plan.looks < 0.5 / plan.maximumInformation + sameShare;
}

function postHocAt(plan: SequentialPlan, { measuredBy }: LookEvidence): boolean {
  return measuredBy !== null && Date.parse(measuredBy) < Date.parse(plan.createdAt);
}

function afterStopping(
  delta: number,
  se: number,
  boundary: SequentialBoundary,
  level: number,
): SequentialResult["stopped"] {
  const { value, ci, p, reason } = stagewiseEstimate({ value: delta, se, boundary }, level);
  return { estimate: value, ci: recordOf(ci), p, reason: reason ?? null };
}

function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}

const said = {
  continue: "go on",
  futile: "go on, or stop for futility: that binds nobody and costs no error",
  better: "stop, better",
  worse: "stop, worse",
  "not-shown": "the end, nothing shown",
} as const satisfies Record<SequentialLook["decision"], string>;

function notesOf(plan: SequentialPlan, look: SequentialLook, first: boolean): string[] {
  const { fraction, boundary, conditionalPower: power, decision } = look;
  const limit = boundary === null ? "nothing may be spent yet" : `the boundary is ${boundary.toFixed(3)}`;
  const kind = look.planned ? "planned" : "not among those planned, which is allowed";
  return [
    `Look ${look.look} (${kind}) at ${(100 * fraction).toFixed(1)} % of the information, ${words(look.information)} of ${words(plan.maximumInformation)} ${plan.unit}: z ${look.z.toFixed(3)}, ${limit}: ${said[decision]}.`,
    ...(power === null || decision === "better" || decision === "worse"
      ? []
      : [`If the effect stays as it is, the chance to cross at the end is ${power.toFixed(2)}.`]),
    ...(look.information > plan.maximumInformation * (1 + sameShare)
      ? ["More was measured than planned: all that is left of the error is spent at this look."]
      : []),
    ...(look.postHoc
      ? ["Post hoc: the evidence was complete before the plan was made, so the limits promise nothing."]
      : first
        ? [`The plan was made at ${plan.createdAt}, before this first look.`]
        : []),
    "The interval is the repeated one, which holds at every look; an interval for a single look would promise too much.",
  ];
}

function words(value: number): string {
  return String(Number(value.toPrecision(6)));
}
