import { csvTable } from "../../../report/csv.ts";
import type { ReportDocument, Section } from "../../../report/document.ts";
import { picturesOf } from "../../../report/document.ts";
import { renderHtml } from "../../../report/html.ts";
import { renderMarkdown } from "../../../report/markdown.ts";
import { pictureFiles } from "../../../report/picture-files.ts";
import type { Picture } from "../../../report/pictures/picture.ts";
import { number, plural } from "../../../report/words.ts";
import { evaluationRecord, perBenchmark } from "../evaluate/evaluation-record.ts";
import { byName } from "../names.ts";
import { rankRecord } from "../rank/rank-record.ts";
import { evaluationDocument } from "../report/evaluation-document.ts";
import { matrixPicture } from "../report/matrix-picture.ts";
import { performanceMatrixCsv } from "../report/performance-matrix.ts";
import { rankPicture, whyTheyDiffer } from "../report/rank-text.ts";
import { selectionPicture } from "../report/selection-text.ts";
import { selectionRecord } from "../select/selection-record.ts";
import type { Analysis } from "./analyze.ts";
import { resultsSummary } from "./results-summary.ts";

/** Every file of an analysis by name, but for `records.json` and `extraction.json`, which bear the time and the tool. */
export function analysisFiles(
  analysis: Analysis,
  provenance: Record<string, unknown>,
): Record<string, string | Uint8Array> {
  const { extracted, cleaned, rank, selection, masked } = analysis;
  const summary = resultsSummary(analysis, provenance);
  const document = analysisDocument(analysis);
  return {
    "performance_matrix.csv": performanceMatrixCsv(extracted.table),
    "cleaned_matrix.csv": performanceMatrixCsv(cleaned),
    "singular_values.json": json(rankRecord(rank)),
    "selected_benchmarks.json": json(selectionRecord(selection, cleaned)),
    "prediction_results.json": json(predictionResults(analysis)),
    ...(masked === null ? {} : { "canonical_predictions.csv": maskedPredictions(analysis, masked) }),
    "results_summary.json": json(summary),
    "report.md": renderMarkdown(document),
    "report.html": renderHtml(document),
    ...pictureFiles(picturesOf(document)),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function predictionResults({ development, proofs, extracted }: Analysis) {
  const own = development.predictors[0]!;
  const record = evaluationRecord(development, extracted.table, proofs);
  const { ci } = own.clipped.mae;
  return {
    overall_mae: own.clipped.mae.value,
    per_benchmark_mae: byName(
      perBenchmark(own.values.clipped, development.cells, extracted.table),
      extracted.table.benchmarks,
    ),
    scale: "normalised 0-100",
    overall_mae_raw: own.unclipped.mae.value,
    protocol: record.protocol,
    n_cells: development.cells.length,
    n_models: development.models.length,
    ci: ci === null ? null : { low: ci.low, high: ci.high, level: ci.level, method: ci.method },
    predictors: record.predictors,
    differences: record.differences,
    leak_proof: record.leak_proof,
  };
}

function maskedPredictions(
  { extracted: { table }, predictor }: Analysis,
  { mask, evaluation }: NonNullable<Analysis["masked"]>,
): string {
  const own = evaluation.predictors[0]!;
  const at = new Map(
    evaluation.cells.map(({ model, benchmark }, i) => [
      `${table.models[model]!.id} ${table.benchmarks[benchmark]!.id}`,
      i,
    ]),
  );
  const model = new Map(table.models.map((entry) => [entry.id, entry]));
  const benchmark = new Map(table.benchmarks.map((entry) => [entry.id, entry]));
  return csvTable(
    [
      "model_id",
      "model_name",
      "benchmark_id",
      "benchmark_name",
      "y_pred",
      "y_low",
      "y_high",
      "level",
      "predictor",
      "support",
      "clipped",
      "status",
    ],
    mask.pairs.map(({ modelId, benchmarkId }) => {
      const i = at.get(`${modelId} ${benchmarkId}`)!;
      const value = own.values.clipped[i]!;
      const interval = own.intervals?.[i];
      const estimate = own.run.estimates[i];
      return [
        modelId,
        model.get(modelId)!.name,
        benchmarkId,
        benchmark.get(benchmarkId)!.name,
        value,
        interval?.low ?? null,
        interval?.high ?? null,
        interval?.level ?? null,
        own.values.own[i] === null ? "mean" : predictor.id,
        estimate?.support.benchmarkScores ?? null,
        value !== own.values.value[i],
        value === null ? "missing" : "estimated",
      ];
    }),
  );
}

/** `report.md`: table, rank, probes, development protocol, masked scores. */
export function analysisDocument(analysis: Analysis): ReportDocument {
  const { extracted, cleaned, rank, selection, development, proofs, masked } = analysis;
  const { table, extraction } = extracted;
  const part = (evaluation: typeof development, prefix: string, own: typeof proofs): Section[] =>
    evaluationDocument(evaluation, own, table, extraction.source).sections.map((section) => ({
      ...section,
      id: `${prefix}-${section.id}`,
      heading: `${prefix === "masked" ? "Masked scores" : "Other models"}: ${section.heading.toLowerCase()}`,
      blocks: section.blocks.map((block) =>
        block.kind === "picture"
          ? { ...block, picture: { ...block.picture, name: `${prefix}-${block.picture.name}` } }
          : block,
      ),
    }));
  const last = selection.steps[selection.order.length];
  const own = masked?.evaluation.predictors[0];
  return {
    title: "A table of scores: what follows from what",
    lead: [
      {
        kind: "list",
        items: [
          `${table.models.length} models × ${table.benchmarks.length} benchmarks, ${plural(table.cells.length, "score")}, ${(100 * extraction.missingFraction).toFixed(1)} % missing.`,
          whyTheyDiffer(rank),
          `Mean error on ${masked === null ? "held-out scores" : "models outside the mask"}: ${figure(development.predictors[0]!.clipped.mae)} normalised points.`,
          ...(own === undefined
            ? []
            : [
                `Mean error on the masked scores: ${figure(own.clipped.mae)} clipped, ${figure(own.unclipped.mae)} not.`,
              ]),
          `${plural(selection.order.length, "benchmark")} chosen to tell of the others: ${selection.order.map((j) => cleaned.benchmarks[j]!.name).join(", ")}. Error on other scores ${number(last?.error, 2)}, without them ${number(last?.unprobed, 2)}.`,
        ],
      },
    ],
    sections: [
      {
        id: "table",
        heading: "The table",
        blocks: [{ kind: "picture", picture: tablePicture(analysis), caption: "" }],
      },
      { id: "rank", heading: "Rank", blocks: [{ kind: "picture", picture: rankPicture(rank, false), caption: "" }] },
      {
        id: "selection",
        heading: "Probes",
        blocks: [{ kind: "picture", picture: selectionPicture(selection, false), caption: "" }],
      },
      ...part(development, "development", proofs),
      ...(masked === null ? [] : part(masked.evaluation, "masked", []).filter(({ id }) => id !== "masked-proof")),
    ],
    footer: `Seed ${analysis.options.seed}. Data: ${extraction.source.map(({ path, sha256 }) => `${path} (sha256 ${sha256.slice(0, 12)}…)`).join(", ")}.`,
    simulated: false,
  };
}

function tablePicture({ extracted: { table }, missing, masked }: Analysis): Picture {
  const hidden = new Set(masked?.evaluation.cells.map(({ model, benchmark }) => `${model} ${benchmark}`));
  const visible = table.cells.filter(({ model, benchmark }) => !hidden.has(`${model} ${benchmark}`));
  return matrixPicture({ ...table, cells: visible }, missing, [], false);
}

function figure({
  value,
  ci,
}: {
  value: number | null;
  ci: { low: number | null; high: number | null } | null;
}): string {
  return `${number(value, 2)}${ci === null ? "" : ` [${number(ci.low, 2)}, ${number(ci.high, 2)}]`}`;
}
