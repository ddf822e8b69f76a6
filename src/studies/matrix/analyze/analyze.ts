import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { rngStream } from "../../../stats/chance/rng-stream.ts";
import { type Evaluation, evaluate } from "../evaluate/evaluate.ts";
import type { ExtractedTable } from "../extract.ts";
import { filterTable, linesLeft } from "../filter-table.ts";
import { type LeakProof, perturbationTest } from "../leakage/perturbation-test.ts";
import { type Cell, maskView } from "../masked-view.ts";
import { maskCells } from "../masks/mask-cells.ts";
import type { RevealMask } from "../masks/reveal-mask.ts";
import type { CellEstimate, Predictor } from "../predictor.ts";
import { findPredictor } from "../predictors/registry.ts";
import { maskProtocol, revealProtocol } from "../protocols/reveal.ts";
import { withoutCells } from "../protocols/without-cells.ts";
import { type RankReport, rankMatrix } from "../rank/rank-matrix.ts";
import { type Selection, selectBenchmarks } from "../select/select-benchmarks.ts";

export interface AnalyzeOptions {
  readonly seed: number;
  /** Id of the predictor whose predictions are written. */
  readonly predictor: string;
  /** How many benchmarks are selected. */
  readonly k: number;
  readonly onStep?: (text: string) => void;
}

/** The whole chain: what the table is, its rank, its probes, how well it is predicted, and the masked scores. */
export interface Analysis {
  readonly extracted: ExtractedTable;
  /** After the filter; rank and selection look at this one. */
  readonly cleaned: ScoreTable;
  readonly filter: { readonly minPerBenchmark: number; readonly minPerModel: number };
  readonly rank: RankReport;
  readonly selection: Selection;
  /** On models and scores the mask has nothing to do with. */
  readonly development: Evaluation;
  readonly proofs: readonly LeakProof[];
  /** The masked scores; null without a mask. */
  readonly masked: { readonly mask: RevealMask; readonly evaluation: Evaluation } | null;
  readonly predictor: Predictor;
  /** Every score that is missing or masked, predicted from the visible ones; for the picture. */
  readonly missing: readonly CellEstimate[];
  readonly options: Pick<AnalyzeOptions, "seed" | "predictor" | "k">;
}

/** Repetitions that a report needs; the verbs of their own take more. */
const effort = { rankSeeds: 10, rankDraws: 200, stabilityDraws: 30, masks: [1, 2], provedTasks: 6 };
/** From the strictest on; the first that leaves enough is taken. */
const filters = [
  { minPerBenchmark: 10, minPerModel: 5 },
  { minPerBenchmark: 5, minPerModel: 3 },
  { minPerBenchmark: 2, minPerModel: 1 },
  { minPerBenchmark: 1, minPerModel: 1 },
] as const;
const minCells = 15;
const fewestModels = 10;

/**
 * Everything an analyst is asked for. How well scores are predicted is measured on models outside the mask, with the masked
 * scores taken out of the table first; the masked scores are predicted last and scored once.
 */
export function analyze(extracted: ExtractedTable, mask: RevealMask | null, options: AnalyzeOptions): Analysis {
  const { seed, k, onStep } = options;
  const settings = { seed, k, predictor: options.predictor };
  const { table } = extracted;
  const hidden = mask === null ? [] : maskCells(mask, table);
  const predictor = findPredictor(options.predictor);
  const rivals = [...new Set([options.predictor, "blend", "mean"])].map((id) => findPredictor(id));
  const { cleaned, used } = cleanedTable(table, k);

  onStep?.("rank");
  const rank = rankMatrix(maskView(cleaned), { seed, cvSeeds: effort.rankSeeds, draws: effort.rankDraws });
  onStep?.("selection");
  const selection = selectBenchmarks(maskView(cleaned), {
    method: "greedy",
    limit: { k: Math.min(k, cleaned.benchmarks.length - 1) },
    seed,
    draws: effort.stabilityDraws,
  });
  onStep?.("how well scores are predicted");
  const visible = withoutCells(table, hidden);
  const least = leastCells(visible, mask?.evalModels ?? []);
  const protocol = revealProtocol({
    reveal: Math.min(mask?.revealK ?? 5, least - 1),
    seeds: effort.masks,
    evalModels: "all",
    minCells: least,
    exclude: mask?.evalModels ?? [],
  });
  const development = evaluate(visible, protocol, rivals, { seed });
  const tasks = protocol.tasks(visible);
  const proved = tasks.filter((_task, i) => i % Math.ceil(tasks.length / effort.provedTasks) === 0);
  onStep?.("showing that held-out scores do not matter");
  const proofs = [perturbationTest(() => predictor, visible, proved, { seed })];
  onStep?.("missing scores");
  const missing = predictor
    .fit(maskView(visible), { rng: rngStream(seed, "matrix", "analyze", predictor.id) })
    .predict(missingCells(visible));
  if (mask === null) {
    return {
      extracted,
      cleaned,
      filter: used,
      rank,
      selection,
      development,
      proofs,
      masked: null,
      predictor,
      missing,
      options: settings,
    };
  }
  onStep?.("the masked scores");
  const evaluation = evaluate(table, maskProtocol([mask], "canonical"), rivals, {
    seed,
    intervals: { level: 0.9, method: "hierarchical", only: options.predictor, curve: [0.5, 0.8, 0.9, 0.95] },
  });
  return {
    extracted,
    cleaned,
    filter: used,
    rank,
    selection,
    development,
    proofs,
    masked: { mask, evaluation },
    predictor,
    missing,
    options: settings,
  };
}

/** A small table would lose too much to the strict filter: a milder one is taken where too little would be left. */
function cleanedTable(
  table: ScoreTable,
  k: number,
): { readonly cleaned: ScoreTable; readonly used: Analysis["filter"] } {
  const thin = table.models.length < 20 || table.benchmarks.length < 10;
  const tried = filters.slice(thin ? 2 : 0).map((used) => ({ used, ...linesLeft(table, used) }));
  const enough = ({ models, benchmarks }: (typeof tried)[number]) =>
    benchmarks > k && models >= Math.max(3, table.models.length / 3);
  const { used } = tried.find(enough) ?? tried.at(-1)!;
  return { cleaned: filterTable(table, used), used };
}

function missingCells(table: ScoreTable): Cell[] {
  const width = table.benchmarks.length;
  const measured = new Set(table.cells.map(({ model, benchmark }) => model * width + benchmark));
  return table.models.flatMap((_model, model) =>
    table.benchmarks.flatMap((_benchmark, benchmark) =>
      measured.has(model * width + benchmark) ? [] : [{ model, benchmark }],
    ),
  );
}

/** 15 scores make a model worth predicting; where too few models have them, as many as half of the models have. */
function leastCells(table: ScoreTable, excluded: readonly string[]): number {
  const counts = table.models.map(() => 0);
  for (const { model } of table.cells) counts[model]!++;
  const usable = counts
    .filter((_count, model) => !excluded.includes(table.models[model]!.id))
    .toSorted((a, b) => a - b);
  if (usable.filter((count) => count >= minCells).length >= fewestModels) return minCells;
  return Math.max(3, Math.min(minCells, usable[Math.floor(usable.length / 2)] ?? 0));
}
