import { createHash } from "node:crypto";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Cell } from "../masked-view.ts";
import { withoutCells } from "../protocols/without-cells.ts";
import type { RevealMask } from "./reveal-mask.ts";

/** What an analyst gets, and what the one who asks keeps. */
export interface BlindFiles {
  /** Records of the visible scores, with what is public about models and benchmarks. */
  readonly visible: string;
  /** sha256 over the truth, which cannot be guessed from it because the truth holds a random salt. */
  readonly commitment: string;
  readonly committed: string;
  /** Salt and held-out scores; stays with whoever asks. */
  readonly truth: string;
}

/**
 * Splits a table so that the held-out scores never lie on the analyst's disk. The commitment shows later that the truth
 * was not changed after the predictions were known.
 */
export function blindFiles(table: ScoreTable, mask: RevealMask, hidden: readonly Cell[], salt: string): BlindFiles {
  const scores = new Map(table.cells.map((cell) => [`${cell.model} ${cell.benchmark}`, cell.value]));
  const truth = {
    schema: "assay/matrix-truth@1",
    salt,
    scores: hidden.map(({ model, benchmark }) => ({
      model_id: table.models[model]!.id,
      benchmark_id: table.benchmarks[benchmark]!.id,
      score: scores.get(`${model} ${benchmark}`)!,
    })),
  };
  const text = `${JSON.stringify(truth)}\n`;
  const commitment = createHash("sha256").update(text, "utf8").digest("hex");
  const shown = withoutCells(table, hidden);
  const visible = {
    models: table.models.map((model) => ({
      id: model.id,
      name: model.name,
      provider: model.provider,
      release_date: model.releaseDate,
      params_total_M: model.parametersTotalM,
      params_active_M: model.parametersActiveM,
      is_reasoning: model.isReasoning,
      open_weights: model.openWeights,
    })),
    benchmarks: table.benchmarks.map((benchmark) => ({
      id: benchmark.id,
      name: benchmark.name,
      category: benchmark.category,
      metric: benchmark.metric,
      num_problems: benchmark.itemCount,
      min_score: benchmark.range?.low ?? null,
      max_score: benchmark.range?.high ?? null,
    })),
    scores: shown.cells.map(({ model, benchmark, value }) => ({
      model_id: table.models[model]!.id,
      benchmark_id: table.benchmarks[benchmark]!.id,
      score: value,
    })),
  };
  const committed = {
    schema: "assay/matrix-commitment@1",
    algorithm: "sha256 of truth.json, salt and all",
    sha256: commitment,
    held_out: mask.pairs.length,
  };
  return {
    visible: `${JSON.stringify(visible, null, 1)}\n`,
    commitment,
    committed: `${JSON.stringify(committed, null, 2)}\n`,
    truth: text,
  };
}
