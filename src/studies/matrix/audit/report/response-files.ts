import { type CsvCell, csvTable } from "../../../../report/csv.ts";
import { yesCount } from "../agreement/response-matrix.ts";
import { responsesCsv } from "../agreement/response-table.ts";
import type { AgreementFigures, Effect, ResponseAudit } from "../audit-responses.ts";

/** The files that follow from the answers alone, by name. Figures in tables have six decimals. */
export function responseFiles(audit: ResponseAudit, errors?: readonly (number | null)[]): Record<string, string> {
  const { matrix, agreement, asGiven, forks } = audit;
  const nullMean = asGiven.chance?.mean ?? null;
  const beyond = (value: number | null) => (value === null || nullMean === null ? null : six(value - nullMean));
  return {
    "response_matrix.csv": responsesCsv(matrix),
    "response_matrix.json": json({
      schema: "assay/response-matrix@1",
      runs: matrix.runs,
      queries: matrix.queries.map(({ id, tier, description }, q) => ({
        id,
        tier,
        description,
        responses: Array.from(matrix.answers[q]!),
        agreement_rate:
          Math.max(yesCount(matrix.answers[q]!), matrix.runs.length - yesCount(matrix.answers[q]!)) /
          matrix.runs.length,
      })),
      constant_left_out: audit.constant,
    }),
    "tvdmi_matrix.csv": squareCsv("agent_id", matrix.runs, agreement.information),
    ...(nullMean === null
      ? {}
      : {
          // Dealt out anew, all pairs are alike: what chance gives one pair is what it gives their mean.
          "tvdmi_corrected_matrix.csv": squareCsv(
            "agent_id",
            matrix.runs,
            agreement.information.map((row) => row.map((value) => value - nullMean)),
          ),
        }),
    "welfare.csv": csvTable(
      ["agent_id", "welfare", "welfare_corrected"],
      matrix.runs.map((run, i) => [run, six(agreement.welfare[i] ?? null), beyond(agreement.welfare[i] ?? null)]),
    ),
    "fork_contributions.csv": csvTable(
      [
        ...["rank", "query_id", "tier", "description", "delta_W", "W_minus_q", "p", "q", "tautological", "repeats"],
        ...[
          "null_mean",
          "null_low",
          "null_high",
          "mae_d",
          "mae_d_low",
          "mae_d_high",
          "rank_d",
          "rank_d_low",
          "rank_d_high",
        ],
      ],
      forks.map((fork, i) => {
        const { id, tier, description } = matrix.queries[fork.query]!;
        return [
          ...[i + 1, id, tier, description, six(fork.delta), six(fork.without), six(fork.p), six(fork.q)],
          ...[fork.tautological, fork.repeats, six(fork.chance.mean), six(fork.chance.low), six(fork.chance.high)],
          ...effectCells(fork.maeEffect),
          ...effectCells(fork.rankEffect),
        ];
      }),
    ),
    "clusters.json": json(clustersOf(audit, errors)),
  };
}

/** W and what belongs to it, as the summary has it. */
export function figuresOnDisk({ queries, runs, w, chance, corrected }: AgreementFigures) {
  return {
    n_queries: queries,
    n_runs: runs,
    W: w,
    null: chance === null ? null : { mean: chance.mean, sd: chance.sd, z: chance.z, p: chance.p },
    W_corrected:
      corrected === null
        ? null
        : {
            value: corrected.value,
            low: corrected.ci?.low ?? null,
            high: corrected.ci?.high ?? null,
            level: corrected.ci?.level ?? null,
            method: corrected.ci?.method ?? null,
            ...(corrected.ci === null ? { reason: corrected.reason ?? "too-few" } : {}),
          },
  };
}

/** All of a set of queries but the matrix itself, as the summary has it. */
export function responseSummary(audit: ResponseAudit) {
  const { matrix, checks, plain, clusters } = audit;
  const id = (q: number) => matrix.queries[q]!.id;
  return {
    headline: figuresOnDisk(audit.headline),
    as_given: figuresOnDisk(audit.asGiven),
    left_out_of_headline: audit.leftOut,
    checks: {
      constant: audit.constant,
      minority_below_20_percent: checks.lopsided.map(({ query, minority }) => ({ query_id: id(query), minority })),
      dependent_pairs: checks.pairs.map(({ query, later, kind, share }) => ({
        query_ids: [id(query), id(later)],
        kind,
        share,
      })),
      tautological: matrix.queries.filter((query) => audit.tautological.has(query.id)).map((query) => query.id),
    },
    krippendorff_alpha: {
      value: plain.alpha.value,
      low: plain.alpha.ci?.low ?? null,
      high: plain.alpha.ci?.high ?? null,
      ...(plain.alpha.ci === null ? { reason: plain.alpha.reason ?? null } : {}),
    },
    agreement: { mean: plain.agreement, by_chance: plain.chance },
    clusters:
      clusters === null
        ? null
        : { k: clusters.k, silhouette: clusters.silhouette, stability: clusters.stability, stable: clusters.stable },
    top_forks: audit.forks.slice(0, 3).map(({ query, delta, p, q }) => ({ query_id: id(query), delta_W: delta, p, q })),
  };
}

function clustersOf({ clusters, matrix }: ResponseAudit, errors?: readonly (number | null)[]) {
  if (clusters === null) return { schema: "assay/run-clusters@1", clusters: null, reason: "too-few" };
  const members = Array.from({ length: clusters.k }, (_, label) =>
    [...matrix.runs.keys()].filter((run) => clusters.labels[run] === label),
  );
  return {
    schema: "assay/run-clusters@1",
    verdict: clusters.stable ? "stable" : "no stable clusters",
    k: clusters.k,
    silhouette: clusters.silhouette,
    stability: clusters.stability,
    candidates: clusters.candidates,
    clusters: members.map((runs) => ({
      runs: runs.map((run) => matrix.runs[run]!),
      modal_answers: Object.fromEntries(
        matrix.queries.map(({ id }, q) => [id, modal(runs.map((run) => matrix.answers[q]![run]!))]),
      ),
      mean_mae: errors === undefined ? null : meanOf(runs.flatMap((run) => errors[run] ?? [])),
    })),
  };
}

/** The commoner answer; null where both are as common. */
function modal(answers: readonly number[]): number | null {
  const yes = answers.reduce((sum, answer) => sum + answer, 0);
  return 2 * yes === answers.length ? null : 2 * yes > answers.length ? 1 : 0;
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function effectCells(effect: Effect | null): CsvCell[] {
  return [six(effect?.value ?? null), six(effect?.low ?? null), six(effect?.high ?? null)];
}

export function squareCsv(corner: string, names: readonly string[], rows: readonly ArrayLike<number>[]): string {
  return csvTable(
    [corner, ...names],
    names.map((name, i) => [name, ...Array.from(rows[i]!, (value) => six(value))]),
  );
}

export function six(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(6));
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
