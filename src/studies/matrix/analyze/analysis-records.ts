import { toDisk } from "../../../schema/codec.ts";
import { collectionKind } from "../../../schema/collection.ts";
import { documentText, sealDocument } from "../../../schema/document.ts";
import { summaryKind } from "../../../schema/report/summary.ts";
import type { ResultItem } from "../../../schema/result-item.ts";
import type { BootstrapEstimate } from "../../../stats/bootstrap/bootstrap-options.ts";
import type { Evaluation } from "../evaluate/evaluate.ts";
import type { Analysis } from "./analyze.ts";

interface Stamp {
  readonly tool: { readonly version: string; readonly commit: string | null };
  readonly createdAt: string;
}

/** `records.json`: the predictions as a collection and the findings as a report, in the form every study shares. */
export function analysisRecords(analysis: Analysis, { tool, createdAt }: Stamp): string {
  const { extracted, development, masked, options } = analysis;
  const items = masked === null ? [] : predictionItems(analysis, masked.evaluation);
  const source = extracted.extraction.source;
  const collection = sealDocument(collectionKind, {
    id: "matrix-predictions",
    createdAt,
    tool,
    kind: "run-set",
    title: "Masked scores as predicted",
    source: { adapter: "matrix", config: { predictor: options.predictor, seed: options.seed } },
    items,
    n: items.length,
    rejects: [],
    unmatchedSubjects: [],
  });
  const rows = [
    ...errorItems(development, "development"),
    ...(masked === null ? [] : errorItems(masked.evaluation, "masked")),
  ];
  const summary = sealDocument(summaryKind, {
    id: "matrix-analysis",
    createdAt,
    tool,
    inputs: source.map(({ path, sha256 }) => ({ role: "data", ref: path, hash: sha256 })),
    config: { ...options },
    counts: { models: extracted.table.models.length, benchmarks: extracted.table.benchmarks.length, rows: rows.length },
    exitCode: masked === null ? 3 : 0,
    study: "matrix",
    rows,
    verdicts: [],
    sections: {},
    planted: null,
    verdict: `rank ${analysis.rank.recommended.rank}`,
  });
  const both = [JSON.parse(documentText(collectionKind, collection)), toDisk(summaryKind.schema, summary)];
  return `${JSON.stringify(both, null, 2)}\n`;
}

function predictionItems({ extracted: { table } }: Analysis, { cells, predictors }: Evaluation): ResultItem[] {
  const own = predictors[0]!;
  return cells.map(({ model, benchmark }, i): ResultItem => {
    const value = own.values.clipped[i]!;
    const interval = own.intervals?.[i];
    const bounded = interval !== undefined && interval.low !== null && interval.high !== null;
    return {
      metricId: "matrix.score",
      subject: table.models[model]!.id,
      benchmark: table.benchmarks[benchmark]!.id,
      value,
      ci:
        bounded && value !== null
          ? {
              low: Math.min(interval.low!, value),
              high: Math.max(interval.high!, value),
              level: interval.level,
              method: "conformal",
              sides: "two",
            }
          : null,
      samplesUsed: Math.max(1, own.run.estimates[i]?.support.benchmarkScores ?? 1),
      status: value === null ? "missing" : "estimated",
      ...(bounded && value !== null ? {} : { reason: interval?.reason ?? "no_prediction" }),
    };
  });
}

function errorItems({ predictors, protocol }: Evaluation, name: string): ResultItem[] {
  return predictors.flatMap(({ run, clipped, unclipped }) => [
    itemOf("matrix.mae_clipped", run.id, clipped.mae, name, protocol.id),
    itemOf("matrix.mae", run.id, unclipped.mae, name, protocol.id),
  ]);
}

function itemOf(
  metricId: string,
  subject: string,
  estimate: BootstrapEstimate,
  task: string,
  benchmark: string,
): ResultItem {
  const { value, ci, se, n, reason, method } = estimate;
  const known = value !== null && ci !== null && ci.low !== null && ci.high !== null;
  return {
    metricId,
    subject,
    benchmark,
    task,
    value,
    ci: known ? { low: ci.low, high: ci.high, level: ci.level, method: ci.method, sides: "two" } : null,
    samplesUsed: n,
    se,
    ...(known ? {} : { reason: reason ?? "too-few" }),
    ...(value === null ? { status: "missing" as const } : {}),
    meta: { method },
  };
}
