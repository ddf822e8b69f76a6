import type { MaskedView } from "../../masked-view.ts";
import type { GpKernel } from "./gp-kernel.ts";

/** Cells as two columns of positions. */
export interface CellList {
  readonly model: Int32Array;
  readonly benchmark: Int32Array;
}

export function cellList(cells: readonly { readonly model: number; readonly benchmark: number }[]): CellList {
  return {
    model: Int32Array.from(cells, ({ model }) => model),
    benchmark: Int32Array.from(cells, ({ benchmark }) => benchmark),
  };
}

/** The visible cells, by model, then benchmark. */
export function visibleCells({ rows }: Pick<MaskedView, "rows">): CellList {
  const model = new Int32Array(rows.index.length);
  for (let i = 0; i + 1 < rows.start.length; i++) model.fill(i, rows.start[i]!, rows.start[i + 1]!);
  return { model, benchmark: rows.index };
}

export function cellCount({ model }: CellList): number {
  return model.length;
}

/** Covariances of the true scores at `rows` with those at `cols`, into `into` row by row; noise left out. */
export function covarianceInto(into: Float64Array, kernel: GpKernel, rows: CellList, cols: CellList): void {
  const n = Math.sqrt(kernel.models.length);
  const p = kernel.noise.length;
  const width = cellCount(cols);
  for (let a = 0; a < cellCount(rows); a++) {
    const models = rows.model[a]! * n;
    const own = rows.benchmark[a]!;
    const benchmarks = own * p;
    const at = a * width;
    for (let b = 0; b < width; b++) {
      const j = cols.benchmark[b]!;
      const value = kernel.models[models + cols.model[b]!]! * kernel.benchmarks[benchmarks + j]!;
      into[at + b] = j === own ? value + kernel.level : value;
    }
  }
}
