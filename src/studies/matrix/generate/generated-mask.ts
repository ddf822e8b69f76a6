import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import { makeMask } from "../masks/make-mask.ts";
import type { RevealMask } from "../masks/reveal-mask.ts";

/** A mask that fits a table of any size: up to 12 models, up to 5 cells of each revealed. null for a table too thin. */
export function generatedMask(table: ScoreTable, seed: number): RevealMask | null {
  const counts = new Int32Array(table.models.length);
  for (const { model } of table.cells) counts[model]!++;
  const most = Math.max(...counts);
  if (most < 3) return null;
  const minCells = Math.min(15, Math.max(3, Math.floor(most * 0.75)));
  const reveal = Math.min(5, Math.floor(minCells / 2));
  const eligible = counts.filter((count) => count >= minCells).length;
  return makeMask(table, { seed, reveal, evalModels: Math.min(12, eligible), minCells });
}
