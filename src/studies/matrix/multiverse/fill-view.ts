import { hardImpute } from "../../../linalg/masked/impute.ts";
import type { CompressedCells, MaskedView } from "../masked-view.ts";
import type { Predictor } from "../predictor.ts";
import { denseTable } from "../predictors/dense-table.ts";
import { type WorkingSpaceOptions, workingSpace } from "../working-space/working-space.ts";

export type Filling = "mean-fill" | "iterative";

const rank = 2;
const rounds = 15;

/**
 * The view with its holes filled from what it shows, as analysts do who want a full table: with the benchmark's mean, or
 * from a completion of rank 2 in working space. Filled values pass for scores afterwards. A benchmark without a visible
 * score stays empty.
 */
export function filledView(view: MaskedView, how: Filling, space: WorkingSpaceOptions = {}): MaskedView {
  const { columns } = view;
  const [n, p] = [view.models.length, view.benchmarks.length];
  const cold = (j: number) => columns.start[j] === columns.start[j + 1];
  const full = new Float64Array(n * p);
  if (how === "mean-fill") {
    for (let j = 0; j < p; j++) {
      const own = columns.value.subarray(columns.start[j]!, columns.start[j + 1]!);
      const mean = own.reduce((sum, value) => sum + value, 0) / Math.max(1, own.length);
      for (let i = 0; i < n; i++) full[i * p + j] = mean;
    }
  } else {
    const working = workingSpace(view, space);
    const most = Math.min(rank, n, p);
    const { approximation } = hardImpute(denseTable(working), { rank: most, maxRounds: rounds });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < p; j++) if (!cold(j)) full[i * p + j] = working.toScore(j, approximation.data[i * p + j]!);
    }
  }
  for (let j = 0; j < p; j++) {
    for (let at = columns.start[j]!; at < columns.start[j + 1]!; at++) {
      full[columns.index[at]! * p + j] = columns.value[at]!;
    }
  }
  const warm = Array.from({ length: p }, (_, j) => j).filter((j) => !cold(j));
  const every = Array.from({ length: n }, (_, i) => i);
  return {
    models: view.models,
    benchmarks: view.benchmarks,
    rows: compressed(
      n,
      every.map(() => warm),
      (i, j) => full[i * p + j]!,
    ),
    columns: compressed(
      p,
      Array.from({ length: p }, (_, j) => (cold(j) ? [] : every)),
      (j, i) => full[i * p + j]!,
    ),
  };
}

/** The predictor on a table filled from each task's own view. */
export function onFilled(predictor: Predictor, how: Filling, space: WorkingSpaceOptions = {}): Predictor {
  return {
    id: `${predictor.id} on ${how}`,
    describe: predictor.describe,
    fit: (view, options) => predictor.fit(filledView(view, how, space), options),
  };
}

function compressed(
  lines: number,
  entries: readonly (readonly number[])[],
  valueAt: (line: number, index: number) => number,
): CompressedCells {
  const start = new Int32Array(lines + 1);
  for (let line = 0; line < lines; line++) start[line + 1] = start[line]! + entries[line]!.length;
  const index = Int32Array.from(entries.flat());
  const value = new Float64Array(index.length);
  for (let line = 0; line < lines; line++) {
    for (let at = start[line]!; at < start[line + 1]!; at++) value[at] = valueAt(line, index[at]!);
  }
  return { start, index, value };
}
