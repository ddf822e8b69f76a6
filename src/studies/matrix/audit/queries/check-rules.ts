import type { ErrorPlace } from "../../../../errors/assay-error.ts";
import { InvalidInputError } from "../../../../errors/input-errors.ts";
import { nearestName } from "../../../../errors/nearest-name.ts";
import { type RunFacts, valueAt } from "./answer-rule.ts";
import type { Query, QueryRule } from "./query-set.ts";

/** Fields every summary has, beside those of the metrics. */
const summaryFields = [
  "data_discovery.raw_schema",
  "data_discovery.extraction_decisions",
  "data_discovery.n_models_raw",
  "data_discovery.n_benchmarks_raw",
  "data.n_models",
  "data.n_benchmarks",
  "data.missing_fraction",
  "data.preprocessing",
  "data.benchmarks_used",
  "rank_analysis.method",
  "rank_analysis.effective_rank",
  "rank_analysis.variance_explained_by_rank",
  "rank_analysis.singular_values",
  "rank_analysis.justification",
  "benchmark_selection.method",
  "benchmark_selection.selected_benchmarks",
  "benchmark_selection.n_selected",
  "benchmark_selection.selection_criterion",
  "prediction.method",
  "prediction.overall_mae",
  "prediction.per_benchmark_mae",
  "prediction.evaluation_protocol",
  "prediction.n_predictor_benchmarks",
  "prediction.achieves_mae_under_5",
  "methodology_notes",
] as const;

/** What the audit itself measured of a run, as rules name it. */
export const metricFields = [
  "metrics.canonical_mae",
  "metrics.canonical_median",
  "metrics.canonical_coverage",
  "metrics.n_scored",
  "metrics.n_out_of_range",
] as const;

/** Edges that thresholds may stand on, by field. */
export type Bins = Readonly<Record<string, readonly number[]>>;

/**
 * Refuses what would let an answer be tuned afterwards: a field no run has, and a numeric threshold that is not an edge of
 * the plan's bins. A comparison of two fields needs no threshold.
 */
export function checkRules(
  queries: readonly Query[],
  bins: Bins,
  runs: readonly RunFacts[],
  place: ErrorPlace = {},
): void {
  const twice = queries.find(({ id }, i) => queries.findIndex((other) => other.id === id) !== i);
  if (twice !== undefined)
    throw fault(twice.id, "this id stands there twice", "Give every query an id of its own.", place);
  for (const { id, rule } of queries) {
    for (const part of partsOf(rule)) {
      for (const field of fieldsOf(part)) {
        if (isKnown(field, runs)) continue;
        const near = nearestName(field, [...summaryFields, ...metricFields]);
        const hint =
          near === null
            ? `Known fields: ${[...summaryFields, ...metricFields].join(", ")}.`
            : `Did you mean "${near}"?`;
        throw fault(id, `no run has a field "${field}"`, hint, place);
      }
      for (const threshold of thresholdsOf(part)) requireEdge(id, fieldsOf(part)[0]!, threshold, bins, place);
    }
  }
}

/** Every field a rule reads, once. */
export function fieldsOfRule(rule: QueryRule): string[] {
  return [...new Set(partsOf(rule).flatMap(fieldsOf))];
}

/** The rules without a rule inside. */
function partsOf(rule: QueryRule): Leaf[] {
  if (rule.op === "and" || rule.op === "or") return rule.rules.flatMap(partsOf);
  if (rule.op === "not") return partsOf(rule.rule);
  return [rule as Leaf];
}

type Leaf = Exclude<QueryRule, { op: "and" | "or" | "not" }>;

function fieldsOf(rule: Leaf): string[] {
  const other = "value" in rule && typeof rule.value === "object" && "field" in rule.value ? [rule.value.field] : [];
  return [rule.field, ...other];
}

function thresholdsOf(rule: Leaf): number[] {
  if (!("value" in rule)) return [];
  const values: readonly unknown[] = Array.isArray(rule.value) ? rule.value : [rule.value];
  return values.filter((value) => typeof value === "number");
}

function isKnown(field: string, runs: readonly RunFacts[]): boolean {
  if ((summaryFields as readonly string[]).includes(field) || (metricFields as readonly string[]).includes(field))
    return true;
  return runs.some((run) => valueAt(run, field) !== undefined);
}

function requireEdge(id: string, field: string, threshold: number, bins: Bins, place: ErrorPlace): void {
  const edges = bins[field];
  if (edges?.includes(threshold)) return;
  const hint =
    edges === undefined
      ? `The plan has no bins for it: declare them before looking at the runs, or compare with another field. It has bins for ${Object.keys(bins).join(", ")}.`
      : `Edges of the plan's bins are ${edges.join(", ")}.`;
  throw fault(id, `${threshold} is a free threshold for ${field}`, hint, place);
}

function fault(id: string, what: string, hint: string, place: ErrorPlace): InvalidInputError {
  return new InvalidInputError(`query ${id}: ${what}`, { place, hint });
}
