import type { ErrorPlace } from "../../../errors/assay-error.ts";
import { InvalidInputError } from "../../../errors/input-errors.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { detectLeakage, type LeakageFinding } from "../leakage/detect-leakage.ts";
import type { HonestReference } from "../leakage/honest-reference.ts";
import {
  type AgreementFigures,
  type AuditDraws,
  auditResponses,
  headlineOf,
  type ResponseAudit,
  type ResponseOptions,
} from "./audit-responses.ts";
import { compareEvaluators, type EvaluatorComparison } from "./compare-evaluators.ts";
import { type AuditPlan, exploratoryReason } from "./plan/audit-plan.ts";
import { type JudgedHypothesis, judgeHypothesis } from "./plan/judge-hypotheses.ts";
import { type RunFacts, valueAt } from "./queries/answer-rule.ts";
import { type AskedRuns, askRuns } from "./queries/ask-runs.ts";
import type { BenchmarkNames } from "./queries/benchmark-names.ts";
import { checkRules, fieldsOfRule } from "./queries/check-rules.ts";
import type { Query } from "./queries/query-set.ts";
import { type CanonicalMetrics, canonicalMetrics } from "./runs/canonical-metrics.ts";
import { type JudgedRun, judgeRun } from "./runs/judge-run.ts";
import type { RunFiles } from "./runs/read-runs.ts";
import { compareSelections, type Selections } from "./selections.ts";

/** One analysis with everything the audit measured of it. */
export interface AuditedRun extends JudgedRun {
  readonly metrics: CanonicalMetrics;
  readonly leakage: LeakageFinding;
  readonly flagged: boolean;
}

/** A set of queries and what it found. */
export interface Evaluation {
  readonly name: string;
  readonly queries: readonly Query[];
  readonly dropped: AskedRuns["dropped"];
  readonly audit: ResponseAudit;
  /** The headline without flagged runs; null where none is flagged or under two are left. */
  readonly withoutFlagged: AgreementFigures | null;
}

/** Error and overlap over some of the runs. */
export interface RunFigures {
  readonly runs: number;
  readonly meanMae: number | null;
  readonly medianMae: number | null;
  readonly shareUnderTen: number | null;
  /** What the share could be, whatever the analyses that failed would have reached. */
  readonly shareBounds: readonly [low: number, high: number] | null;
  readonly meanJaccard: number | null;
}

export interface RunsAudit {
  readonly runs: readonly AuditedRun[];
  readonly evaluations: readonly Evaluation[];
  readonly evaluators: EvaluatorComparison | null;
  readonly selections: Selections;
  readonly figures: { readonly all: RunFigures; readonly withoutFlagged: RunFigures };
  readonly hypotheses: readonly JudgedHypothesis[];
  /** Why the hypotheses are exploratory; null where the plan is as frozen. */
  readonly exploratory: string | null;
  readonly reference: Pick<HonestReference, "builtIn" | "largestBuiltIn" | "floorMae">;
  /** Held-out cells. */
  readonly cells: number;
}

export interface AuditInput {
  readonly runs: readonly RunFiles[];
  readonly reference: HonestReference;
  readonly names: BenchmarkNames;
  readonly plan: AuditPlan;
  /** Why the plan's findings are exploratory beyond what it shows itself, such as what an event log says. */
  readonly exploratory?: string | null;
  /** One set, or two for two evaluators. */
  readonly querySets: readonly QuerySet[];
}

export interface QuerySet {
  readonly name: string;
  readonly queries: readonly Query[];
  /** Constant queries are refused; otherwise they are left out and said. */
  readonly refuseConstant: boolean;
  readonly place?: ErrorPlace;
}

/**
 * Audits the analyses: what they delivered, how good it is, whether they agree beyond chance, on what they part, and
 * whether their predictions know what they should not. Throws InvalidInputError for rules with unknown fields or free
 * thresholds, for constant queries of a set that refuses them, and where under two analyses succeeded.
 */
export function auditRuns(input: AuditInput, draws: AuditDraws): RunsAudit {
  const { reference, names, plan } = input;
  const runs = input.runs.map((files) => auditRun(files, reference, draws));
  const good = runs.filter(({ status }) => status === "SUCCESS");
  if (good.length < 2) {
    throw new InvalidInputError(`${good.length} of ${runs.length} analyses succeeded; agreement needs two`, {
      place: { ...(input.runs[0] === undefined ? {} : { file: input.runs[0].folder }) },
      hint: runs.find(({ failure }) => failure !== null)?.failure?.detail ?? "Add analyses.",
    });
  }
  const facts = good.map(factsOf);
  const hypothesisRules = plan.hypotheses.flatMap(({ id, text, statistic }): Query[] =>
    statistic.kind === "share"
      ? [{ id, tier: 1, description: text, computation: text, rule: statistic.rule, onMissing: "no" }]
      : [],
  );
  checkRules(hypothesisRules, plan.bins, facts);
  const evaluations = input.querySets.map((set) => evaluate(set, good, facts, input, draws));
  const [first, second] = evaluations;
  const selections = selectionsOf(good, names, draws);
  return {
    runs,
    evaluations,
    evaluators: first && second ? compareEvaluators([first.name, second.name], first.audit, second.audit) : null,
    selections,
    figures: {
      all: figuresOf(good, runs.length - good.length, selections),
      withoutFlagged: figuresOf(
        good.filter(({ flagged }) => !flagged),
        runs.filter(({ status, flagged }) => status === "FAILURE" && !flagged).length,
        selections,
      ),
    },
    hypotheses: plan.hypotheses.map((hypothesis) => {
      const about = good.filter(({ flagged }) => hypothesis.subset === "successful" || !flagged);
      const jaccard = about.length === good.length ? selections : selectionsOf(about, names, draws);
      return judgeHypothesis(
        hypothesis,
        {
          facts: about.map(factsOf),
          failed: runs.length - good.length,
          jaccard: {
            value: jaccard.mean,
            low: jaccard.ci?.low ?? null,
            high: jaccard.ci?.high ?? null,
            n: jaccard.runs.length,
          },
          topFork: first === undefined ? null : topForkOf(first),
        },
        names,
      );
    }),
    exploratory: exploratoryReason(plan) ?? input.exploratory ?? null,
    reference: { builtIn: reference.builtIn, largestBuiltIn: reference.largestBuiltIn, floorMae: reference.floorMae },
    cells: reference.cells.length,
  };
}

function auditRun(files: RunFiles, reference: HonestReference, { seed, resamples }: AuditDraws): AuditedRun {
  const held = reference.cells.map((cell) => cell.held);
  const judged = judgeRun(files, held);
  const values = judged.predictions?.values ?? held.map(() => null);
  const stream = (what: string) => rngStream(seed, "audit", files.id, what);
  const own = judged.summary === null ? null : valueAt(judged.summary, "prediction.overall_mae");
  const leakage = detectLeakage(reference, values, {
    rng: stream("leakage"),
    resamples: Math.max(200, resamples),
    ownMae: typeof own === "number" && Number.isFinite(own) ? own : null,
  });
  return {
    ...judged,
    metrics: canonicalMetrics(held, values, { rng: stream("mae"), resamples: Math.max(200, resamples) }),
    leakage,
    flagged: leakage.verdict === "leak" || leakage.verdict === "suspect",
  };
}

/** What rules are asked about: the summary, with the audit's own metrics beside it. */
function factsOf({ summary, metrics }: AuditedRun): RunFacts {
  return {
    ...summary,
    metrics: {
      canonical_mae: metrics.mae,
      canonical_median: metrics.median,
      canonical_coverage: metrics.coverage,
      n_scored: metrics.scored,
      n_out_of_range: metrics.outOfRange,
    },
  };
}

function evaluate(
  set: QuerySet,
  good: readonly AuditedRun[],
  facts: readonly RunFacts[],
  { names, plan }: AuditInput,
  draws: AuditDraws,
): Evaluation {
  checkRules(set.queries, plan.bins, facts, set.place);
  const asked = askRuns(
    set.queries,
    good.map(({ id }, i) => ({ id, facts: facts[i]! })),
    names,
  );
  const options: ResponseOptions = {
    ...draws,
    name: set.name,
    tautological: new Set(asked.queries.filter(({ rule }) => fieldsOfRule(rule).some(isOutcome)).map(({ id }) => id)),
    mae: good.map(({ metrics }) => metrics.mae),
    rank: facts.map((run) => {
      const rank = valueAt(run, "rank_analysis.effective_rank");
      return typeof rank === "number" && Number.isFinite(rank) ? rank : null;
    }),
  };
  const audit = auditResponses(asked.matrix, options);
  if (set.refuseConstant) refuseConstant(audit, set.place);
  const kept = [...good.keys()].filter((run) => !good[run]!.flagged);
  return {
    name: set.name,
    queries: asked.queries,
    dropped: asked.dropped,
    audit,
    withoutFlagged: kept.length === good.length || kept.length < 2 ? null : headlineOf(audit, kept, options),
  };
}

/** Throws, naming all of them, where every run answers a query alike. */
export function refuseConstant({ constant, matrix }: ResponseAudit, place: ErrorPlace = {}): void {
  if (constant.length === 0) return;
  throw new InvalidInputError(
    `${constant.length === 1 ? "one query is" : `${constant.length} queries are`} answered alike by all ${matrix.runs.length} runs: ${constant.join(", ")}`,
    { place, hint: "Leave them out, or ask what divides the runs; assay matrix audit --propose-queries drafts a set." },
  );
}

/** The audit explains the error on the held-out cells; what reads it cannot explain it. */
function isOutcome(field: string): boolean {
  return field.startsWith("metrics.canonical_m");
}

function selectionsOf(runs: readonly AuditedRun[], names: BenchmarkNames, { seed, resamples }: AuditDraws): Selections {
  return compareSelections(
    runs.flatMap(({ id, selected }) => (selected === null ? [] : [{ id, names: selected }])),
    names,
    { rng: rngStream(seed, "audit", "jaccard"), resamples: Math.max(200, resamples) },
  );
}

function topForkOf({ audit, queries }: Evaluation) {
  const [top] = audit.headlineForks;
  if (top === undefined) return null;
  const query = queries.find(({ id }) => id === top.id);
  return { id: top.id, tier: top.tier, q: top.q, fields: query === undefined ? null : fieldsOfRule(query.rule) };
}

function figuresOf(runs: readonly AuditedRun[], failed: number, { runs: ids, jaccard }: Selections): RunFigures {
  const errors = runs.flatMap(({ metrics }) => (metrics.mae === null ? [] : [metrics.mae])).toSorted((a, b) => a - b);
  const places = runs.map(({ id }) => ids.indexOf(id)).filter((at) => at >= 0);
  const pairs = places.flatMap((i, k) => places.slice(0, k).map((j) => jaccard[i]![j]!));
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = (errors.length - 1) / 2;
  const under = errors.filter((error) => error < 10).length;
  const all = errors.length + failed;
  return {
    runs: runs.length,
    meanMae: mean(errors),
    medianMae: errors.length === 0 ? null : (errors[Math.floor(middle)]! + errors[Math.ceil(middle)]!) / 2,
    shareUnderTen: errors.length === 0 ? null : under / errors.length,
    shareBounds: all === 0 ? null : [under / all, (under + failed) / all],
    meanJaccard: mean(pairs),
  };
}
