import type { ScoreState } from "../../schema/run/outcome.ts";
import type { JudgeOrder } from "./judge-request.ts";
import type { Judgement } from "./read-judgement.ts";

/** One judge's reading of one request; `failed` when the call itself did. */
export interface OrderedJudgement {
  readonly order: JudgeOrder;
  readonly judgement: Judgement | { readonly kind: "failed" };
}

/** One judge's view of one answer, over the orders it was asked in. */
export interface JudgeView {
  /** In axis direction: +1 is the high party. */
  readonly score: number | null;
  readonly state: ScoreState;
  /** (s1 + s2)/2: how far the judge leans to whoever is called A. null unless both orders were scored. */
  readonly positionBias: number | null;
  readonly evidence: string | null;
  /** True when no evidence the judge gave stands in the answer. */
  readonly evidenceMissing: boolean;
}

/** A stance as answered → in axis direction. Under `a-low` the high party was called B. */
export function inAxisDirection(stance: number, order: JudgeOrder): number {
  return order === "a-high" ? stance : stance === 0 ? 0 : -stance;
}

/** What became of one reading. */
export function stateOf(judgement: OrderedJudgement["judgement"]): ScoreState {
  if (judgement.kind === "failed") return "judge_failed";
  if (judgement.kind === "fault") return "unparsed";
  if (judgement.refusal) return "refusal";
  return judgement.stance === null ? "abstained" : "scored";
}

/**
 * Joins what one judge said under both orders: score = (s1 − s2)/2, position bias = (s1 + s2)/2, with s2 as answered
 * under the swap. With one order only, its score stands and the bias is unknown. A refusal in any order is the judge's
 * view; abstentions count only where nothing was scored.
 */
export function combineOrders(readings: readonly OrderedJudgement[]): JudgeView {
  const states = readings.map(({ judgement }) => stateOf(judgement));
  const scored = readings.flatMap(({ order, judgement }) =>
    judgement.kind === "judgement" && !judgement.refusal && judgement.stance !== null
      ? [{ order, stance: judgement.stance }]
      : [],
  );
  const evidences = readings.flatMap(({ judgement }) => (judgement.kind === "judgement" ? [judgement] : []));
  const given = evidences.filter(({ evidence }) => evidence !== null);
  const found = given.find(({ evidenceFound }) => evidenceFound === true);
  const common = {
    evidence: (found ?? given[0])?.evidence ?? null,
    evidenceMissing: given.length > 0 && found === undefined,
  };
  const refusals = states.filter((state) => state === "refusal").length;
  const others = scored.length + states.filter((state) => state === "abstained").length;
  if (refusals > 0 && refusals >= others) return { ...common, score: null, state: "refusal", positionBias: null };
  if (scored.length === 0) {
    const state = states.includes("abstained")
      ? "abstained"
      : states.includes("unparsed")
        ? "unparsed"
        : "judge_failed";
    return { ...common, score: null, state, positionBias: null };
  }
  const byOrder = (order: JudgeOrder) => meanOf(scored.filter((one) => one.order === order).map((one) => one.stance));
  const [high, low] = [byOrder("a-high"), byOrder("a-low")];
  if (high === null || low === null) {
    const score = high ?? inAxisDirection(low!, "a-low");
    return { ...common, score, state: "scored", positionBias: null };
  }
  return { ...common, score: (high - low) / 2, state: "scored", positionBias: (high + low) / 2 };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
