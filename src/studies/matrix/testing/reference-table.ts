import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";

const folder = join(process.env["ASSAY_REFERENCE"] ?? "../shared/reference", "matrix");

/** Where the reference lies; null where this machine has none. */
export function matrixReference(...path: string[]): string | null {
  const file = join(folder, ...path);
  return existsSync(file) ? file : null;
}

interface PublicFile {
  readonly models: readonly {
    readonly id: string;
    readonly name: string;
    readonly provider: string | null;
    readonly release_date: string | null;
    readonly params_total_M: number | null;
    readonly params_active_M: number | null;
    readonly is_reasoning: boolean | null;
    readonly open_weights: boolean | null;
  }[];
  readonly benchmarks: readonly {
    readonly id: string;
    readonly name: string;
    readonly category: string | null;
    readonly metric: string | null;
    readonly num_problems: number | null;
  }[];
  readonly scores: readonly { readonly model_id: string; readonly benchmark_id: string; readonly score: number }[];
}

/** The public 83 × 49 table, read without the extraction, so that both can be held against each other. */
export function referenceTable(options: { readonly duplicates?: "mean" | "last" } = {}): ScoreTable {
  const file = JSON.parse(readFileSync(join(folder, "llm_benchmark_data.json"), "utf8")) as PublicFile;
  const modelAt = new Map(file.models.map(({ id }, at) => [id, at]));
  const benchmarkAt = new Map(file.benchmarks.map(({ id }, at) => [id, at]));
  const seen = new Map<number, number[]>();
  for (const { model_id, benchmark_id, score } of file.scores) {
    const key = modelAt.get(model_id)! * file.benchmarks.length + benchmarkAt.get(benchmark_id)!;
    seen.set(key, [...(seen.get(key) ?? []), score]);
  }
  return {
    models: file.models.map((model) => ({
      id: model.id,
      name: model.name,
      provider: model.provider,
      releaseDate: model.release_date,
      releaseDatePrecision: model.release_date === null ? null : "day",
      parametersTotalM: model.params_total_M,
      parametersActiveM: model.params_active_M,
      isReasoning: model.is_reasoning,
      openWeights: model.open_weights,
    })),
    benchmarks: file.benchmarks.map((benchmark) => ({
      id: benchmark.id,
      name: benchmark.name,
      category: benchmark.category,
      metric: benchmark.metric,
      itemCount: benchmark.num_problems,
      range: null,
      direction: null,
      cost: null,
    })),
    cells: [...seen]
      .toSorted(([a], [b]) => a - b)
      .map(([key, values]) => ({
        model: Math.floor(key / file.benchmarks.length),
        benchmark: key % file.benchmarks.length,
        value: options.duplicates === "last" ? values.at(-1)! : values.reduce((a, b) => a + b, 0) / values.length,
        standardError: null,
        source: null,
        date: null,
        setting: null,
        status: null,
      })),
  };
}
