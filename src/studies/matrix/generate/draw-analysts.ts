import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Rng } from "../../../stats/chance/rng.ts";
import type { GeneratedMatrix } from "./generate-matrix.ts";
import { type HeldOutCell, predictionsCsv } from "./masked-predictions.ts";

/** What an analyst chose; each is one of the levels below. */
export interface AnalystChoices {
  readonly preprocessing: string;
  readonly rankMethod: string;
  readonly effectiveRank: number;
  readonly selectionMethod: string;
  readonly selected: readonly string[];
  readonly predictor: string;
  readonly protocol: string;
}

export interface DrawnAnalyst {
  readonly id: string;
  readonly choices: AnalystChoices;
  /** Which of the choices were the common ones because the analyst followed, not by chance. */
  readonly followed: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

const levels = {
  preprocessing: [
    "z-score per benchmark, missing cells filled with the column mean",
    "logit transform, z-score, missing cells masked",
    "min-max normalisation to 0-100, iterative SVD imputation",
    "raw scores, benchmarks with fewer than 10 models dropped",
  ],
  rankMethod: ["SVD", "PCA with parallel analysis", "cross-validated SVD", "NMF"],
  effectiveRank: [1, 2, 3, 5, 8],
  selectionMethod: ["greedy forward selection", "correlation", "coverage", "random"],
  predictor: ["ridge regression", "k nearest neighbours", "SVD completion", "column mean"],
  protocol: ["leave-one-model-out", "5-fold over cells", "reveal 5 of each model"],
} as const;

/** Noise of each predictor's errors beside the best guess, in spreads of the column. */
const noiseOf: Readonly<Record<string, number>> = {
  "ridge regression": 0.25,
  "k nearest neighbours": 0.4,
  "SVD completion": 0.3,
  "column mean": 0.9,
};

/**
 * Analyses of one table by many hands. For every choice an analyst follows the common one with probability `agree`, and
 * else draws any level alike; predictions and figures follow from the choices.
 */
export function drawAnalysts(
  generated: GeneratedMatrix,
  cells: readonly HeldOutCell[],
  { count, agree }: { readonly count: number; readonly agree: number },
  rng: Rng,
): { readonly common: AnalystChoices; readonly analysts: readonly DrawnAnalyst[] } {
  const { table } = generated;
  const spreads = columnSpreads(table);
  const common = drawChoices(table, null, 0, rng.fork("common")).choices;
  const width = Math.max(2, String(count).length);
  const analysts = Array.from({ length: count }, (_, i): DrawnAnalyst => {
    const id = `run${String(i + 1).padStart(width, "0")}`;
    const own = rng.fork(id);
    const { choices, followed } = drawChoices(table, common, agree, own.fork("choices"));
    const noise = own.fork("predictions");
    const predicted = cells.map(
      ({ benchmark, honest }) => honest + noiseOf[choices.predictor]! * spreads[benchmark]! * noise.normal(),
    );
    const files = {
      "results_summary.json": `${JSON.stringify(summary(table, cells, predicted, choices, own.fork("figures")), null, 2)}\n`,
      "canonical_predictions.csv": predictionsCsv(generated, cells, predicted),
      "selected_benchmarks.json": `${JSON.stringify(selection(table, choices), null, 2)}\n`,
    };
    return { id, choices, followed, files };
  });
  return { common, analysts };
}

function drawChoices(table: ScoreTable, common: AnalystChoices | null, agree: number, rng: Rng) {
  const followed: string[] = [];
  const choose = <K extends keyof AnalystChoices>(key: K, draw: () => AnalystChoices[K]): AnalystChoices[K] => {
    const [follows, drawn] = [rng.float() < agree, draw()];
    if (common === null || !follows) return drawn;
    followed.push(key);
    return common[key];
  };
  const any = <T>(list: readonly T[]): T => list[rng.integer(list.length)]!;
  const choices: AnalystChoices = {
    preprocessing: choose("preprocessing", () => any(levels.preprocessing)),
    rankMethod: choose("rankMethod", () => any(levels.rankMethod)),
    effectiveRank: choose("effectiveRank", () => any(levels.effectiveRank)),
    selectionMethod: choose("selectionMethod", () => any(levels.selectionMethod)),
    selected: choose("selected", () => drawSubset(table, rng)),
    predictor: choose("predictor", () => any(levels.predictor)),
    protocol: choose("protocol", () => any(levels.protocol)),
  };
  return { choices, followed };
}

function drawSubset({ benchmarks }: ScoreTable, rng: Rng): string[] {
  const size = Math.min(benchmarks.length, 3 + rng.integer(8));
  const left = benchmarks.map(({ name }) => name);
  return Array.from({ length: size }, () => left.splice(rng.integer(left.length), 1)[0]!);
}

function summary(
  table: ScoreTable,
  cells: readonly HeldOutCell[],
  predicted: readonly number[],
  choices: AnalystChoices,
  rng: Rng,
) {
  const errors = normalisedErrors(table, cells, predicted);
  // Own protocols are easier or harder than the mask, by an unknown factor.
  const mae = mean([...errors.values()].flat()) * (0.7 + 0.6 * rng.float());
  const perBenchmark = [...errors].map(([benchmark, list]) => [table.benchmarks[benchmark]!.name, mean(list)]);
  const size = table.models.length * table.benchmarks.length;
  const decay = Array.from({ length: Math.min(10, table.benchmarks.length) }, (_, k) => 20 / (1 + k));
  return {
    data_discovery: {
      raw_schema: "long records of model, benchmark and score",
      extraction_decisions: "duplicates averaged, zeros kept",
      n_models_raw: table.models.length,
      n_benchmarks_raw: table.benchmarks.length,
    },
    data: {
      n_models: table.models.length,
      n_benchmarks: table.benchmarks.length,
      missing_fraction: 1 - table.cells.length / size,
      preprocessing: choices.preprocessing,
      benchmarks_used: table.benchmarks.map(({ name }) => name),
    },
    rank_analysis: {
      method: choices.rankMethod,
      effective_rank: choices.effectiveRank,
      variance_explained_by_rank: 1 - 0.6 ** choices.effectiveRank,
      singular_values: decay,
      justification: `The table is ${choices.effectiveRank <= 3 ? "low-rank" : "of moderate rank"}: rank ${choices.effectiveRank} by ${choices.rankMethod}.`,
    },
    benchmark_selection: {
      method: choices.selectionMethod,
      selected_benchmarks: choices.selected,
      n_selected: choices.selected.length,
      selection_criterion: choices.selectionMethod,
    },
    prediction: {
      method: choices.predictor,
      overall_mae: mae,
      per_benchmark_mae: Object.fromEntries(perBenchmark),
      evaluation_protocol: choices.protocol,
      n_predictor_benchmarks: choices.selected.length,
      achieves_mae_under_5: mae < 5,
    },
    methodology_notes: `${choices.preprocessing}; ${choices.rankMethod}; ${choices.selectionMethod}; ${choices.predictor}; ${choices.protocol}.`,
  };
}

function selection({ benchmarks }: ScoreTable, { selected, selectionMethod }: AnalystChoices) {
  const idOf = new Map(benchmarks.map(({ id, name }) => [name, id]));
  return {
    selected_benchmarks: selected,
    selected_benchmark_ids: selected.map((name) => idOf.get(name)!),
    n_selected: selected.length,
    method: selectionMethod,
    selection_criterion: selectionMethod,
  };
}

/** Absolute errors in hundredths of each column's range, by benchmark. */
function normalisedErrors(table: ScoreTable, cells: readonly HeldOutCell[], predicted: readonly number[]) {
  const ranges = columnRanges(table);
  const errors = new Map<number, number[]>();
  for (const [i, { benchmark, truth }] of cells.entries()) {
    const error = (100 * Math.abs(predicted[i]! - truth)) / Math.max(ranges[benchmark]!, 1e-9);
    errors.set(benchmark, [...(errors.get(benchmark) ?? []), error]);
  }
  return errors;
}

function columnRanges({ benchmarks, cells }: ScoreTable): number[] {
  const low = benchmarks.map(() => Number.POSITIVE_INFINITY);
  const high = benchmarks.map(() => Number.NEGATIVE_INFINITY);
  for (const { benchmark, value } of cells) {
    low[benchmark] = Math.min(low[benchmark]!, value);
    high[benchmark] = Math.max(high[benchmark]!, value);
  }
  return low.map((value, j) => Math.max(0, high[j]! - value));
}

/** A quarter of the range stands for a column's spread. */
function columnSpreads(table: ScoreTable): number[] {
  return columnRanges(table).map((range) => (Number.isFinite(range) ? range / 4 : 0));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
