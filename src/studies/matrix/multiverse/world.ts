import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { makeMask } from "../masks/make-mask.ts";
import { maskCells } from "../masks/mask-cells.ts";
import type { RevealMask } from "../masks/reveal-mask.ts";
import { cellsByModel } from "../protocols/cells-by-model.ts";

/** What all universes look at. */
export interface World {
  /** The table under each policy for duplicates and zeros, by `tableKey`. */
  readonly tables: ReadonlyMap<string, ScoreTable>;
  /** Mean of duplicates, zeros kept: what canonical predictions are scored against. */
  readonly truth: ScoreTable;
  /** Its held-out cells are hidden from everything but the canonical score. */
  readonly mask: RevealMask;
  readonly seed: number;
  /** Models hidden at a time; 1 is the protocols as `evaluate` runs them. */
  readonly together: number;
}

export function tableKey(duplicates: string, zeros: string): string {
  return `${duplicates} ${zeros}`;
}

/** A held-out cell of the mask by names, with its truth and the range it is measured in. */
export interface CanonicalCell {
  /** Position in the truth. */
  readonly model: number;
  readonly modelId: string;
  readonly benchmarkId: string;
  readonly truth: number;
  /** Null on a benchmark that is constant in the table: it has no range to measure an error in, and is not scored. */
  readonly span: number | null;
}

/** Throws InvalidInputError where the mask does not fit the table. */
export function canonicalCells({ truth, mask }: Pick<World, "truth" | "mask">): CanonicalCell[] {
  const width = truth.benchmarks.length;
  const low = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  const values = new Map<number, number>();
  for (const { model, benchmark, value } of truth.cells) {
    values.set(model * width + benchmark, value);
    low[benchmark] = Math.min(low[benchmark]!, value);
    high[benchmark] = Math.max(high[benchmark]!, value);
  }
  return maskCells(mask, truth).map(({ model, benchmark }) => ({
    model,
    modelId: truth.models[model]!.id,
    benchmarkId: truth.benchmarks[benchmark]!.id,
    truth: values.get(model * width + benchmark)!,
    span: high[benchmark]! > low[benchmark]! ? high[benchmark]! - low[benchmark]! : null,
  }));
}

/** A mask where none is given: 12 models with 15 scores or more keep 5; fewer of each where the table is small. */
export function drawnMask(table: ScoreTable, seed: number): RevealMask {
  const counts = cellsByModel(table)
    .map((cells) => cells.length)
    .toSorted((a, b) => b - a);
  const wanted = Math.max(1, Math.min(12, Math.floor(counts.length / 3)));
  const minCells = Math.max(2, Math.min(15, counts[wanted - 1] ?? 0));
  const reveal = Math.max(1, Math.min(5, Math.floor(minCells / 2)));
  const eligible = counts.filter((count) => count >= minCells && count > reveal).length;
  return makeMask(table, { seed, reveal, evalModels: Math.min(wanted, Math.max(1, eligible)), minCells });
}
