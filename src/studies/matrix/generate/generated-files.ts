import { InvalidInputError } from "../../../errors/input-errors.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { RevealMask } from "../masks/reveal-mask.ts";
import { revealMaskText } from "../masks/reveal-mask.ts";
import { drawAnalysts } from "./draw-analysts.ts";
import type { GeneratedMatrix } from "./generate-matrix.ts";
import { generatedMask } from "./generated-mask.ts";
import { heldOutCells, leakingPredictions, predictionsCsv } from "./masked-predictions.ts";
import type { PlantedCell } from "./plant.ts";
import { type FileShape, shapedFile } from "./shape-files.ts";

export interface FileOptions {
  readonly shape: FileShape;
  /** Share of the way from an honest guess to the truth; null: no such file. */
  readonly leakingPredictions: number | null;
  /** How many analyses to make; 0: none. */
  readonly analysts: number;
  /** Probability with which an analyst follows the common choice. */
  readonly agree: number;
}

/** All files of a generated table, by name: data, truth.json, and what was asked for beside them. */
export function generatedFiles(generated: GeneratedMatrix, options: FileOptions): Record<string, string> {
  const { table, truth, records } = generated;
  const data = shapedFile(options.shape, table, records);
  const files: Record<string, string> = { [data.name]: data.text };
  const extra: Record<string, unknown> = {};
  if (options.leakingPredictions !== null || options.analysts > 0) {
    const mask = requireMask(generated);
    const cells = heldOutCells(generated, mask);
    files["mask.json"] = revealMaskText(mask);
    if (options.leakingPredictions !== null) {
      const predicted = leakingPredictions(cells, options.leakingPredictions);
      files["leaking_predictions.csv"] = predictionsCsv(generated, cells, predicted);
      extra["leaking_predictions"] = { beta: options.leakingPredictions, n: cells.length };
    }
    if (options.analysts > 0) {
      const rng = rngStream(truth.options.seed, "matrix", "generate", "analysts");
      const { common, analysts } = drawAnalysts(
        generated,
        cells,
        { count: options.analysts, agree: options.agree },
        rng,
      );
      for (const { id, files: own } of analysts)
        for (const [name, text] of Object.entries(own)) files[`runs/${id}/${name}`] = text;
      extra["analysts"] = {
        agree: options.agree,
        common: disk(common),
        runs: analysts.map(({ id, choices, followed }) => ({
          id,
          choices: disk(choices),
          followed: followed.map((key) => snake(key)),
        })),
      };
    }
  }
  files["truth.json"] = `${JSON.stringify(truthRecord(generated, options.shape, extra), null, 1)}\n`;
  return files;
}

function requireMask(generated: GeneratedMatrix): RevealMask {
  const { seed } = generated.truth.options;
  const mask = generatedMask(generated.table, typeof seed === "number" ? seed : 1);
  if (mask !== null) return mask;
  throw new InvalidInputError("no model has enough scores to hold some of them out", {
    hint: "Raise --fill or --benchmarks.",
  });
}

function truthRecord({ table, truth }: GeneratedMatrix, shape: FileShape, extra: Record<string, unknown>): object {
  const { options, scores, planted, full } = truth;
  const name = ({ model, benchmark }: PlantedCell) => ({
    model_id: table.models[model]!.id,
    benchmark_id: table.benchmarks[benchmark]!.id,
  });
  const benchmarkIds = (positions: readonly number[]) => positions.map((at) => table.benchmarks[at]!.id);
  const modelIds = (positions: readonly number[]) => positions.map((at) => table.models[at]!.id);
  const twice = (cells: typeof planted.duplicates) => cells.map((cell) => ({ ...name(cell), second: cell.second }));
  return {
    schema: "assay/matrix-truth@1",
    seed: options.seed,
    shape,
    rank: options.rank,
    models: table.models.map(({ id }) => id),
    benchmarks: table.benchmarks.map(({ id }) => id),
    loadings: scores.loadings,
    noise: scores.noise,
    abilities: scores.abilities,
    covariate_r2: options.covariateR2,
    full_matrix: full.map((row) => [...row]),
    mechanism: {
      kind: options.missing,
      fill_asked: options.fill,
      fill: table.cells.length / (table.models.length * table.benchmarks.length),
    },
    planted: {
      anomalies: planted.anomalies.map((cell) => ({ ...name(cell), before: cell.before, after: cell.after })),
      duplicates: twice(planted.duplicates),
      conflicts: twice(planted.conflicts),
      zeros: planted.zeros.map(name),
      outlier_models: modelIds(planted.outlierModels),
      empty_benchmarks: benchmarkIds(planted.emptyBenchmarks),
      constant_benchmarks: benchmarkIds(planted.constantBenchmarks),
      one_model_benchmarks: benchmarkIds(planted.oneModelBenchmarks),
      one_score_models: modelIds(planted.oneScoreModels),
      ...extra,
    },
  };
}

function disk(choices: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(choices).map(([key, value]) => [snake(key), value]));
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
