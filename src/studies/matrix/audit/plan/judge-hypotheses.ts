import { wilsonLimits } from "../../../../stats/proportions/proportion-intervals.ts";
import { normalQuantile } from "../../../../stats/special/normal-quantile.ts";
import { answerRule, type RunFacts } from "../queries/answer-rule.ts";
import type { BenchmarkNames } from "../queries/benchmark-names.ts";
import type { Hypothesis } from "./audit-plan.ts";

export type HypothesisVerdict = "holds" | "fails" | "inconclusive" | "not testable";

export interface JudgedHypothesis {
  readonly id: string;
  readonly text: string;
  readonly verdict: HypothesisVerdict;
  /** A share, a mean, or the id of a query; null where it cannot be told. */
  readonly observed: number | string | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Runs it rests on. */
  readonly n: number;
  /** Why it is not decided, or what else must be said. */
  readonly reason: string | null;
}

/** What hypotheses are judged by. One for all successful runs, one for those that are not flagged. */
export interface HypothesisEvidence {
  /** Runs that succeeded. */
  readonly facts: readonly RunFacts[];
  /** Runs that failed: either answer is possible for each. */
  readonly failed: number;
  readonly jaccard: {
    readonly value: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly n: number;
  };
  /** The query with the largest |ΔW| among those that are no consequence of the outcome; fields null where unknown. */
  readonly topFork: {
    readonly id: string;
    readonly tier: number;
    readonly fields: readonly string[] | null;
    readonly q: number;
  } | null;
}

/** Two-sided 95 %. */
const z = normalQuantile(0.975);
const alpha = 0.05;

export function judgeHypothesis(
  hypothesis: Hypothesis,
  evidence: HypothesisEvidence,
  names: BenchmarkNames,
): JudgedHypothesis {
  const { id, text, statistic, condition } = hypothesis;
  const base = { id, text, observed: null, low: null, high: null, n: evidence.facts.length, reason: null };
  const untestable = (reason: string) => ({ ...base, verdict: "not testable" as const, reason });
  if (evidence.facts.length === 0) return untestable("no run is left");
  if (statistic.kind === "top_fork") {
    if (condition.op !== "fork") return untestable("a top fork is told by its tier and fields");
    return { ...base, ...judgeFork(condition, evidence) };
  }
  if (condition.op === "fork") return untestable("a number is told by its size");
  if (statistic.kind === "mean_jaccard") {
    const { value, low, high, n } = evidence.jaccard;
    if (value === null) return untestable("under two runs say what they selected");
    return { ...base, n, observed: value, low, high, ...decide(low, high, condition) };
  }
  const answers = evidence.facts.map((facts) => answerRule(statistic.rule, facts, names) === true);
  const yes = answers.filter(Boolean).length;
  const total = answers.length + evidence.failed;
  // A failed run might have said either, so the least and the most there can be are what is bounded.
  const low = wilsonLimits(yes / total, total, z)[0];
  const high = wilsonLimits((yes + evidence.failed) / total, total, z)[1];
  const observed = yes / answers.length;
  if (yes === 0 || yes === answers.length) {
    return { ...untestable(`every run answers ${yes === 0 ? "no" : "yes"}`), observed, low, high };
  }
  return { ...base, observed, low, high, ...decide(low, high, condition) };
}

type Numeric = Exclude<Hypothesis["condition"], { op: "fork" }>;

/** Holds where the whole interval meets the condition, fails where none of it does. */
function decide(
  low: number | null,
  high: number | null,
  condition: Numeric,
): Pick<JudgedHypothesis, "verdict" | "reason"> {
  if (low === null || high === null) return { verdict: "inconclusive", reason: "too few runs for an interval" };
  const [from, to] = region(condition);
  if (low >= from && high <= to) return { verdict: "holds", reason: null };
  return high < from || low > to
    ? { verdict: "fails", reason: null }
    : { verdict: "inconclusive", reason: "the interval holds values on both sides" };
}

function region(condition: Numeric): readonly [number, number] {
  if (condition.op === "between") return condition.value;
  return condition.op === "ge" || condition.op === "gt" ? [condition.value, Infinity] : [-Infinity, condition.value];
}

function judgeFork(
  condition: Extract<Hypothesis["condition"], { op: "fork" }>,
  { topFork }: HypothesisEvidence,
): Pick<JudgedHypothesis, "verdict" | "reason" | "observed"> {
  if (topFork === null) return { verdict: "not testable", observed: null, reason: "no query is left" };
  const { id, tier, fields, q } = topFork;
  if (q > alpha) {
    return { verdict: "inconclusive", observed: id, reason: `it adds no more than chance would, q = ${q.toFixed(2)}` };
  }
  if (tier !== condition.tier) return { verdict: "fails", observed: id, reason: `it is of tier ${tier}` };
  if (fields === null) return { verdict: "inconclusive", observed: id, reason: "its rule is not known" };
  const about = fields.every((field) => field.startsWith(condition.reads));
  return { verdict: about ? "holds" : "fails", observed: id, reason: about ? null : `it reads ${fields.join(", ")}` };
}
