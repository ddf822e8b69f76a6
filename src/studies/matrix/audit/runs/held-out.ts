import type { ErrorPlace } from "../../../../errors/assay-error.ts";
import type { ScoreTable } from "../../../../sources/score-table/score-table.ts";
import { maskCells } from "../../masks/mask-cells.ts";
import type { RevealMask } from "../../masks/reveal-mask.ts";

/** A cell that analysts were asked to predict, and what is known of it afterwards. */
export interface HeldOutCell {
  readonly modelId: string;
  readonly benchmarkId: string;
  /** Positions in the table. */
  readonly model: number;
  readonly benchmark: number;
  readonly truth: number;
  /** Least and largest of all scores of the benchmark, held-out ones too: what the official scale is made of. */
  readonly low: number;
  readonly high: number;
}

/** The held-out cells of a mask with their truths, in the mask's order. Throws where the mask is for another table. */
export function heldOutCells(table: ScoreTable, mask: RevealMask, place: ErrorPlace = {}): HeldOutCell[] {
  const width = table.benchmarks.length;
  const truths = new Map(table.cells.map(({ model, benchmark, value }) => [model * width + benchmark, value]));
  const low = new Float64Array(width).fill(Infinity);
  const high = new Float64Array(width).fill(-Infinity);
  for (const { benchmark, value } of table.cells) {
    low[benchmark] = Math.min(low[benchmark]!, value);
    high[benchmark] = Math.max(high[benchmark]!, value);
  }
  return maskCells(mask, table, place).map(({ model, benchmark }) => ({
    modelId: table.models[model]!.id,
    benchmarkId: table.benchmarks[benchmark]!.id,
    model,
    benchmark,
    truth: truths.get(model * width + benchmark)!,
    low: low[benchmark]!,
    high: high[benchmark]!,
  }));
}

/** A score on the scale where the least of a benchmark's scores is 0 and the largest 100. Not clipped. */
export function normalised(score: number, { low, high }: Pick<HeldOutCell, "low" | "high">): number {
  return (100 * (score - low)) / Math.max(high - low, 1e-9);
}
