import type { GeneratedMatrix } from "../../studies/matrix/generate/generate-matrix.ts";

interface GenerationSummary {
  readonly n_models: number;
  readonly n_benchmarks: number;
  readonly n_cells: number;
  readonly n_records: number;
  readonly fill: number;
  readonly rank: number;
  readonly missing: string;
  readonly seed: number | string;
  readonly planted: Readonly<Record<string, number>>;
  readonly files: readonly string[];
}

/** Size, fill and what was planted. */
export function generationSummary(
  { table, truth, records }: GeneratedMatrix,
  files: readonly string[],
  analysts: number,
): GenerationSummary {
  const { options, planted } = truth;
  return {
    n_models: table.models.length,
    n_benchmarks: table.benchmarks.length,
    n_cells: table.cells.length,
    n_records: records.length,
    fill: table.cells.length / (table.models.length * table.benchmarks.length),
    rank: options.rank,
    missing: options.missing,
    seed: options.seed,
    planted: {
      anomalies: planted.anomalies.length,
      duplicates: planted.duplicates.length,
      conflicts: planted.conflicts.length,
      zeros: planted.zeros.length,
      outlier_models: planted.outlierModels.length,
      degenerate_lines:
        planted.emptyBenchmarks.length +
        planted.constantBenchmarks.length +
        planted.oneModelBenchmarks.length +
        planted.oneScoreModels.length,
      analysts,
    },
    files: files.filter((name) => !name.startsWith("runs/")),
  };
}

export function generationText(summary: GenerationSummary): string {
  const planted = Object.entries(summary.planted).filter(([, count]) => count > 0);
  const named = planted.map(([what, count]) => `${count} ${what.replaceAll("_", " ")}`);
  return [
    `${summary.n_models} models × ${summary.n_benchmarks} benchmarks of rank ${summary.rank}, ${summary.n_cells} cells (fill ${summary.fill.toFixed(3)}, ${summary.missing})`,
    `planted: ${named.length === 0 ? "nothing" : named.join(", ")}`,
    `files: ${summary.files.join(", ")}${summary.planted["analysts"] === 0 ? "" : " and runs/"}`,
    "",
  ].join("\n");
}
