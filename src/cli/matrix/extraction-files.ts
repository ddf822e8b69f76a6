import { textTable } from "../../report/text-table.ts";
import { documentText } from "../../schema/document.ts";
import { matrixExtractionKind } from "../../schema/matrix-extraction.ts";
import type { ExtractedTable } from "../../studies/matrix/extract.ts";
import { performanceMatrixCsv } from "../../studies/matrix/report/performance-matrix.ts";
import { plainText } from "../plain-text.ts";

/** The files of `extract`, by name. */
export function extractionFiles({ table, extraction }: ExtractedTable): {
  "performance_matrix.csv": string;
  "extraction.json": string;
} {
  return {
    "performance_matrix.csv": performanceMatrixCsv(table),
    "extraction.json": documentText(matrixExtractionKind, extraction),
  };
}

const listed = 10;

/** What was found, for a terminal. */
export function extractionText({ extraction }: ExtractedTable, width: number): string {
  const { nModels, nBenchmarks, nRows, nCells, missingFraction, decisions, issues, zeros, rejected, nRejected } =
    extraction;
  const lines = [
    `${nModels} models × ${nBenchmarks} benchmarks, ${count(nCells)} cells from ${count(nRows)} records (${(100 * missingFraction).toFixed(1)} % missing)`,
    `read as: ${extraction.shape}  --map '${extraction.mapping.map}'`,
    "",
    textTable(
      {
        columns: [
          { label: "decision", align: "left" },
          { label: "choice", align: "left" },
          { label: "why", align: "left" },
        ],
        rows: decisions.map(({ step, choice, why }) => [step, choice, why]),
      },
      width,
    ),
  ];
  const conflicts = extraction.duplicates.filter(({ kind }) => kind === "conflict");
  if (conflicts.length > 0) {
    lines.push(
      "conflicting scores",
      textTable(
        {
          columns: [
            { label: "model", align: "left" },
            { label: "benchmark", align: "left" },
            { label: "values", align: "left" },
            { label: "kept", align: "right" },
          ],
          rows: conflicts
            .slice(0, listed)
            .map(({ modelId, benchmarkId, values, kept }) => [modelId, benchmarkId, values.join(" | "), figure(kept)]),
        },
        width,
      ),
      ...more(conflicts.length),
    );
  }
  if (zeros.length > 0) {
    const names = zeros.slice(0, listed).map(({ modelId, benchmarkId }) => `${modelId}/${benchmarkId}`);
    lines.push(`zeros (${zeros.length}, ${zeros[0]!.kept ? "kept" : "left out"}): ${names.join(", ")}`, "");
  }
  for (const { code, benchmarkId, detail } of issues)
    lines.push(`issue ${code}${benchmarkId === null ? "" : ` on ${benchmarkId}`}: ${detail}`);
  for (const { where, value, why } of rejected.slice(0, listed))
    lines.push(`not a score: "${value}" at ${where} (${why})`);
  if (nRejected > listed) lines.push(`… and ${count(nRejected - listed)} more that are no scores`);
  const { models, benchmarks } = extraction.orphans;
  if (models.length + benchmarks.length > 0)
    lines.push(`without a record of their own: ${[...models, ...benchmarks].slice(0, listed).join(", ")}`);
  return `${plainText(lines.join("\n")).trimEnd()}\n`;
}

function more(total: number): string[] {
  return total > listed ? [`… and ${total - listed} more`, ""] : [];
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function figure(value: number): string {
  return String(Number(value.toPrecision(12)));
}
