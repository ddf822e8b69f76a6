import { csvTable } from "../../../report/csv.ts";
import type { ScoreTable, TableBenchmark, TableModel } from "../../../sources/score-table/score-table.ts";
import type { GeneratedRecord } from "./generate-matrix.ts";

export const shapes = ["long", "nested", "wide", "dense", "eee"] as const;
export type FileShape = (typeof shapes)[number];

export interface ShapedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A table as a file of the given shape. `long` and `eee` hold every record; the others have one place a cell and take the
 * table's value there.
 */
export function shapedFile(shape: FileShape, table: ScoreTable, records: readonly GeneratedRecord[]): ShapedFile {
  switch (shape) {
    case "long":
      return json(longTable(table, records));
    case "nested":
      return json(nestedTable(table));
    case "dense":
      return json(denseTable(table));
    case "wide":
      return { name: "scores.csv", text: wideTable(table) };
    case "eee":
      return { name: "scores.jsonl", text: evaluationLines(table, records) };
  }
}

function longTable({ models, benchmarks }: ScoreTable, records: readonly GeneratedRecord[]): object {
  return {
    models: models.map((model) => ({ id: model.id, name: model.name, ...modelFacts(model) })),
    benchmarks: benchmarks.map((benchmark) => ({
      id: benchmark.id,
      name: benchmark.name,
      ...benchmarkFacts(benchmark),
    })),
    scores: records.map(({ model, benchmark, value, source }) => ({
      model_id: models[model]!.id,
      benchmark_id: benchmarks[benchmark]!.id,
      score: value,
      reference_url: source,
    })),
  };
}

function nestedTable({ models, benchmarks, cells }: ScoreTable): object {
  const scores = models.map((): Record<string, number> => ({}));
  for (const { model, benchmark, value } of cells) scores[model]![benchmarks[benchmark]!.id] = value;
  return Object.fromEntries(models.map((model, i) => [model.id, { ...modelFacts(model), scores: scores[i] }]));
}

function denseTable({ models, benchmarks, cells }: ScoreTable): object {
  const observed = models.map(() => benchmarks.map((): number | null => null));
  for (const { model, benchmark, value } of cells) observed[model]![benchmark] = value;
  return {
    models: models.map((model) => ({ id: model.id, name: model.name, ...modelFacts(model) })),
    benchmarks: benchmarks.map((benchmark) => ({
      id: benchmark.id,
      name: benchmark.name,
      ...benchmarkFacts(benchmark),
    })),
    observed,
  };
}

function wideTable({ models, benchmarks, cells }: ScoreTable): string {
  const facts = models.map(modelFacts);
  const keys = Object.keys(facts[0]!);
  const rows = models.map(({ id }, i): (string | number | boolean | null)[] => [
    id,
    ...keys.map((key) => (facts[i] as Record<string, string | number | boolean | null>)[key]!),
    ...benchmarks.map(() => null),
  ]);
  for (const { model, benchmark, value } of cells) rows[model]![1 + keys.length + benchmark] = value;
  return csvTable(["model", ...keys, ...benchmarks.map(({ id }) => id)], rows);
}

/** One document of Every Eval Ever 0.2 a model, one a line. */
function evaluationLines({ models, benchmarks }: ScoreTable, records: readonly GeneratedRecord[]): string {
  const byModel = models.map((): GeneratedRecord[] => []);
  for (const record of records) byModel[record.model]!.push(record);
  const documents = models.map(({ id, name, provider }, i) => ({
    schema_version: "0.2.1",
    evaluation_id: `generated/${id}/0`,
    retrieved_timestamp: "0",
    source_metadata: {
      source_name: "generated",
      source_type: "documentation",
      source_organization_name: "generated",
      evaluator_relationship: "first_party",
    },
    eval_library: { name: "assay", version: "unknown" },
    model_info: { id, name, ...(provider === null ? {} : { developer: provider }) },
    evaluation_results: byModel[i]!.map(({ benchmark, value, source }) => {
      const { id: evaluation, metric, range, direction } = benchmarks[benchmark]!;
      return {
        evaluation_name: evaluation,
        source_data: { dataset_name: evaluation, source_type: "url", url: [source] },
        metric_config: {
          ...(metric === null ? {} : { evaluation_description: metric }),
          lower_is_better: direction === "lower",
          ...(range === null ? {} : { score_type: "continuous", min_score: range.low, max_score: range.high }),
        },
        score_details: { score: value },
      };
    }),
  }));
  return documents.map((document) => `${JSON.stringify(document)}\n`).join("");
}

function modelFacts(model: TableModel) {
  return {
    provider: model.provider,
    release_date: model.releaseDate,
    params_total_M: model.parametersTotalM,
    params_active_M: model.parametersActiveM,
    is_reasoning: model.isReasoning,
    open_weights: model.openWeights,
  };
}

function benchmarkFacts({ category, metric, itemCount }: TableBenchmark) {
  return { category, metric, num_problems: itemCount };
}

function json(value: object): ShapedFile {
  return { name: "scores.json", text: `${JSON.stringify(value, null, 1)}\n` };
}
