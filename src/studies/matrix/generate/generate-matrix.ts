import type { ScoreTable, TableCell } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { drawVisible } from "./draw-visible.ts";
import { type GenerateOptions, generateOptions, type PresetName } from "./generate-options.ts";
import { drawLatentScores, type LatentScores } from "./latent-scores.ts";
import { type Planted, plant } from "./plant.ts";

/** A score as a file would report it; duplicated cells have two. */
export interface GeneratedRecord {
  readonly model: number;
  readonly benchmark: number;
  readonly value: number;
  readonly source: string;
}

/** What a synthetic table was made from. */
export interface MatrixTruth {
  readonly options: GenerateOptions;
  readonly scores: LatentScores;
  /** Published scores of all cells, seen or not: models × benchmarks, planted errors included. */
  readonly full: readonly Float64Array[];
  readonly planted: Planted;
}

export interface GeneratedMatrix {
  /** Duplicates settled by their mean, as extraction does. */
  readonly table: ScoreTable;
  readonly truth: MatrixTruth;
  readonly records: readonly GeneratedRecord[];
}

/**
 * A synthetic table of scores with known truth: options, or a preset's with changes. The same seed gives the same table;
 * what is planted does not move what is not. Throws InvalidOptionError.
 */
export function generateMatrix(
  asked: Partial<GenerateOptions> = {},
  preset: PresetName | null = null,
): GeneratedMatrix {
  const options = generateOptions(asked, preset);
  const rng = rngStream(options.seed, "matrix", "generate");
  const scores = drawLatentScores(options, rng.fork("scores"));
  const visible = drawVisible(options, scores, rng.fork("visible"));
  const full = scores.standardised.map((row) => row.map((score, j) => scores.links[j]!.toRaw(score)));
  const planted = plant(options, scores, full, visible, rng.fork("planted"));
  const records: GeneratedRecord[] = [];
  for (const [model, row] of visible.entries()) {
    for (const [benchmark, seen] of row.entries()) {
      if (seen === 1)
        records.push({ model, benchmark, value: full[model]![benchmark]!, source: sourceOf(scores, model) });
    }
  }
  const seconds = [...planted.duplicates, ...planted.conflicts];
  const second = new Map(seconds.map((cell) => [cell.model * options.benchmarks + cell.benchmark, cell.second]));
  const cells = records.map(({ model, benchmark, value, source }): TableCell => {
    const other = second.get(model * options.benchmarks + benchmark);
    return {
      model,
      benchmark,
      value: other === undefined ? value : (value + other) / 2,
      standardError: null,
      source,
      date: null,
      setting: null,
      status: null,
    };
  });
  for (const { model, benchmark, second: value } of seconds)
    records.push({ model, benchmark, value, source: "https://third-party.example/report" });
  const { models, benchmarks } = scores;
  return { table: { models, benchmarks, cells }, truth: { options, scores, full, planted }, records };
}

function sourceOf({ models }: LatentScores, model: number): string {
  const maker = models[model]!.provider!.toLowerCase().replaceAll(" ", "-");
  return `https://${maker}.example/${models[model]!.id}`;
}
