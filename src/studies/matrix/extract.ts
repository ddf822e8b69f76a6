import type { MatrixExtraction } from "../../schema/matrix-extraction.ts";
import type { ExtractOptions } from "../../sources/score-table/extract-options.ts";
import { type ExtractedTable, extractTable } from "../../sources/score-table/extract-table.ts";
import type { ScoreTable } from "../../sources/score-table/score-table.ts";
import { chooseTransform } from "./working-space/choose-transform.ts";

export type { ExtractedTable } from "../../sources/score-table/extract-table.ts";

/**
 * The table in these files, found as `extractTable` says, with the transform each benchmark gets in working space when
 * all its scores are visible. A predictor chooses again from the cells it may see.
 */
export async function extractMatrix(files: readonly string[], options: ExtractOptions = {}): Promise<ExtractedTable> {
  const { table, extraction } = await extractTable(files, options);
  return { table, extraction: { ...extraction, benchmarks: withTransforms(table, extraction.benchmarks) } };
}

function withTransforms(
  { benchmarks, cells }: ScoreTable,
  rows: MatrixExtraction["benchmarks"],
): MatrixExtraction["benchmarks"] {
  const scores = benchmarks.map((): number[] => []);
  for (const { benchmark, value } of cells) scores[benchmark]!.push(value);
  return rows.map((row, at) => {
    const { kind, reason } = chooseTransform(benchmarks[at]!, scores[at]!);
    return { ...row, transform: kind === "proportion" ? "logit" : "identity", transformReason: reason };
  });
}
