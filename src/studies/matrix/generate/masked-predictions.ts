import { csvTable } from "../../../report/csv.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import type { RevealMask } from "../masks/reveal-mask.ts";
import type { GeneratedMatrix } from "./generate-matrix.ts";
import { honestPrediction } from "./honest-prediction.ts";

/** One held-out cell with its truth and the best honest guess of it, both in raw units. */
export interface HeldOutCell {
  readonly model: number;
  readonly benchmark: number;
  readonly truth: number;
  readonly honest: number;
}

/** Error of an analyst's loadings, whose rows have length 1. */
const loadingError = 0.35;

/**
 * The held-out cells of a mask. The guess is that of a good analyst: it knows the revealed cells, and the loadings up to
 * an error, since knowing them exactly would itself be a leak.
 */
export function heldOutCells({ table, truth }: GeneratedMatrix, mask: RevealMask): HeldOutCell[] {
  const rng = rngStream(truth.options.seed, "matrix", "generate", "estimated loadings");
  const loadings = truth.scores.loadings.map((row) => row.map((entry) => entry + loadingError * rng.normal()));
  const modelAt = new Map(table.models.map(({ id }, at) => [id, at]));
  const benchmarkAt = new Map(table.benchmarks.map(({ id }, at) => [id, at]));
  const { links } = truth.scores;
  const values = new Map(
    table.cells.map((cell) => [cell.model * table.benchmarks.length + cell.benchmark, cell.value]),
  );
  const scoreOf = (model: number, benchmark: number) => values.get(model * table.benchmarks.length + benchmark)!;
  const seen = new Map(
    mask.revealed.map(({ modelId, benchmarkIds }) => {
      const model = modelAt.get(modelId)!;
      const cells = benchmarkIds.map((id) => {
        const benchmark = benchmarkAt.get(id)!;
        return { benchmark, score: links[benchmark]!.fromRaw(scoreOf(model, benchmark)) };
      });
      return [modelId, cells];
    }),
  );
  return mask.pairs.map(({ modelId, benchmarkId }) => {
    const [model, benchmark] = [modelAt.get(modelId)!, benchmarkAt.get(benchmarkId)!];
    const { mean } = honestPrediction({ loadings, noise: truth.scores.noise }, seen.get(modelId)!, benchmark);
    return { model, benchmark, truth: scoreOf(model, benchmark), honest: links[benchmark]!.toRaw(mean) };
  });
}

/** Predictions that lie a share `strength` of the way from the honest guess to the truth: what a leak looks like. */
export function leakingPredictions(cells: readonly HeldOutCell[], strength: number): number[] {
  return cells.map(({ truth, honest }) => (1 - strength) * honest + strength * truth);
}

/** Predictions as `canonical_predictions.csv`, in the order of the mask. */
export function predictionsCsv(
  { table }: GeneratedMatrix,
  cells: readonly HeldOutCell[],
  predicted: readonly number[],
): string {
  const columns = ["model_id", "model_name", "benchmark_id", "benchmark_name", "y_pred"];
  const rows = cells.map(({ model, benchmark }, i) => {
    const [m, b] = [table.models[model]!, table.benchmarks[benchmark]!];
    return [m.id, m.name, b.id, b.name, predicted[i]!];
  });
  return csvTable(columns, rows);
}
