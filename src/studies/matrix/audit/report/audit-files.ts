import { csvTable } from "../../../../report/csv.ts";
import type { RunsAudit } from "../audit-runs.ts";
import type { EvaluatorComparison } from "../compare-evaluators.ts";
import { figuresOnDisk, json, responseFiles, responseSummary, six, squareCsv } from "./response-files.ts";

/** What a summary says of how it came to be. */
export interface AuditProvenance {
  readonly version: string;
  readonly seed: number;
  readonly shuffles: number;
  readonly resamples: number;
  readonly planSha256: string | null;
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
}

/** Every table and record of an audit, by file name. A second evaluator's stand in a folder of their own. */
export function auditFiles(audit: RunsAudit, provenance: AuditProvenance): Record<string, string> {
  const good = audit.runs.filter(({ status }) => status === "SUCCESS");
  const errors = good.map(({ metrics }) => metrics.mae);
  const files: Record<string, string> = {
    "canonical_metrics.csv": metricsCsv(audit),
    "canonical_metrics.json": metricsJson(audit),
    "agents.csv": csvTable(
      ["agent_id", "status", "failure_mode", "detail"],
      audit.runs.map(({ id, status, failure }) => [id, status, failure?.mode ?? null, failure?.detail ?? null]),
    ),
    "jaccard_matrix.csv": squareCsv("agent_id", audit.selections.runs, audit.selections.jaccard),
    "leakage.csv": leakageCsv(audit),
    "reliability_summary.json": json(summaryOf(audit, provenance)),
  };
  for (const [i, { queries, audit: responses }] of audit.evaluations.entries()) {
    const folder = i === 0 ? "" : `evaluator_0${i + 1}/`;
    files[`${folder}queries.json`] = json(
      queries.map(({ id, tier, description, computation, rule, onMissing }) => ({
        ...{ id, tier, description, computation, rule, on_missing: onMissing },
        ...(responses.tautological.has(id) ? { tautological: true } : {}),
      })),
    );
    for (const [name, text] of Object.entries(responseFiles(responses, errors))) files[folder + name] = text;
  }
  return files;
}

function metricsCsv({ runs }: RunsAudit): string {
  return csvTable(
    [
      ...[
        "agent_id",
        "canonical_overall_mae",
        "canonical_coverage",
        "n_scored",
        "n_out_of_range",
        "mae_low",
        "mae_high",
      ],
      ...["median_error", "model_weighted_mae", "n_duplicated", "n_foreign", "n_non_numeric", "leakage"],
    ],
    runs.map(({ id, metrics, predictions, leakage }) => [
      ...[id, four(metrics.mae), four(metrics.coverage), metrics.scored, metrics.outOfRange],
      ...[
        four(metrics.ci?.low ?? null),
        four(metrics.ci?.high ?? null),
        four(metrics.median),
        four(metrics.modelWeightedMae),
      ],
      ...[
        predictions?.duplicated ?? null,
        predictions?.foreign ?? null,
        predictions?.nonNumeric ?? null,
        leakage.verdict,
      ],
    ]),
  );
}

function metricsJson({ runs }: RunsAudit): string {
  return json(
    runs.map(({ id, status, metrics }) => ({
      agent_id: id,
      status,
      canonical_overall_mae: metrics.mae,
      ci: metrics.ci === null ? null : { low: metrics.ci.low, high: metrics.ci.high, level: metrics.ci.level },
      canonical_coverage: metrics.coverage,
      n_scored: metrics.scored,
      n_out_of_range: metrics.outOfRange,
      median_error: metrics.median,
      model_weighted_mae: metrics.modelWeightedMae,
      per_benchmark_mae: metrics.perBenchmark,
    })),
  );
}

function leakageCsv({ runs }: RunsAudit): string {
  return csvTable(
    [
      ...[
        "agent_id",
        "verdict",
        "beta",
        "beta_low",
        "beta_high",
        "n_cells",
        "exact",
        "exact_expected",
        "near",
        "near_expected",
      ],
      ...["own_over_canonical", "mae", "because", "corroborations"],
    ],
    runs.map(({ id, leakage }) => [
      ...[
        id,
        leakage.verdict,
        six(leakage.beta),
        six(leakage.ci?.low ?? null),
        six(leakage.ci?.high ?? null),
        leakage.cells,
      ],
      ...[leakage.exact.found, six(leakage.exact.expected), leakage.near.found, six(leakage.near.expected)],
      ...[six(leakage.ownOverCanonical), six(leakage.mae), leakage.because.join(" "), leakage.corroborations.join(" ")],
    ]),
  );
}

/** The document that `--json` prints. */
export function summaryOf(audit: RunsAudit, provenance: AuditProvenance) {
  const { runs, selections, figures } = audit;
  const of = (verdict: string) => runs.filter(({ leakage }) => leakage.verdict === verdict).map(({ id }) => id);
  const failed = runs.filter(({ status }) => status === "FAILURE");
  return {
    schema: "assay/reliability-summary@1",
    n_runs: runs.length,
    n_success: runs.length - failed.length,
    failures: failed.map(({ id, failure }) => ({ agent_id: id, failure_mode: failure!.mode, detail: failure!.detail })),
    n_held_out_cells: audit.cells,
    leakage: {
      leak: of("leak"),
      suspect: of("suspect"),
      not_shown_to_leak: of("not shown to leak"),
      not_tested: of("not tested"),
      built_in_slopes: Object.fromEntries(audit.reference.builtIn.map(({ id, beta }) => [id, beta])),
      honest_floor_mae: audit.reference.floorMae,
    },
    figures: { all: runFigures(figures.all), without_flagged: runFigures(figures.withoutFlagged) },
    evaluators: audit.evaluations.map(({ name, audit: responses, withoutFlagged, dropped }) => ({
      name,
      ...responseSummary(responses),
      headline_without_flagged: withoutFlagged === null ? null : figuresOnDisk(withoutFlagged),
      dropped_queries: dropped.map(({ query, lacking }) => ({ query_id: query.id, lacking })),
    })),
    evaluator_comparison: audit.evaluators === null ? null : evaluatorsOnDisk(audit.evaluators),
    selections: {
      n_runs: selections.runs.length,
      mean_jaccard: selections.mean,
      low: selections.ci?.low ?? null,
      high: selections.ci?.high ?? null,
      expected_at_random: selections.expected,
      frequency: Object.fromEntries(selections.frequency.map(({ key, runs: many }) => [key, many])),
      unknown: selections.unknown,
    },
    hypotheses: audit.hypotheses,
    exploratory: audit.exploratory,
    provenance: provenanceOnDisk(provenance),
  };
}

export function evaluatorsOnDisk({ names, runs, correlation, topForks, shared }: EvaluatorComparison) {
  return {
    names,
    n_runs: runs,
    welfare_correlation: {
      value: correlation.value,
      low: correlation.ci?.low ?? null,
      high: correlation.ci?.high ?? null,
      ...(correlation.reason === null ? {} : { reason: correlation.reason }),
    },
    top_forks: topForks,
    shared_top_forks: shared,
  };
}

export function provenanceOnDisk({ version, seed, shuffles, resamples, planSha256, inputs }: AuditProvenance) {
  return { version, seed, shuffles, resamples, plan_sha256: planSha256, inputs };
}

function runFigures({
  runs,
  meanMae,
  medianMae,
  shareUnderTen,
  shareBounds,
  meanJaccard,
}: RunsAudit["figures"]["all"]) {
  return {
    n_runs: runs,
    mean_mae: meanMae,
    median_mae: medianMae,
    share_mae_below_10: shareUnderTen,
    share_mae_below_10_bounds: shareBounds,
    mean_jaccard: meanJaccard,
  };
}

function four(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(4));
}
