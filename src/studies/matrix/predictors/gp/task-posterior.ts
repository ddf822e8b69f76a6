import { cholesky } from "../../../../linalg/factor/cholesky.ts";
import { choleskySolve, solveLower } from "../../../../linalg/factor/cholesky-solve.ts";
import type { WorkingEstimate } from "../estimate-cells.ts";
import { type CellList, cellCount } from "./cell-list.ts";
import { type CommonFactor, whitenedCells, whitenedValues } from "./common-factor.ts";
import { conditionalCovariance, type JoinedCells } from "./joined-cells.ts";

/** Cells asked for at once, to bound memory: each takes a row as long as the common cells. */
const batch = 256;

/**
 * Mean and variance (of a measurement) at any cells, given standardised values at the common cells and at a task's own:
 * the joint Gaussian, with the common block eliminated first and the small Schur complement after it.
 */
export function taskPosterior(
  common: CommonFactor,
  joined: JoinedCells,
  own: CellList,
  commonValues: readonly number[],
  ownValues: readonly number[],
): (cells: CellList) => WorkingEstimate[] {
  const depth = commonValues.length;
  const count = cellCount(own);
  const known = whitenedValues(common, Float64Array.from(commonValues));
  const at = joined.join(own);
  const whitenedOwn = new Float64Array(count * depth);
  const schur = new Float64Array(count * count);
  const rest = Float64Array.from(ownValues);
  for (let a = 0; a < count; a++) {
    const row = joined.whitened(at[a]!);
    whitenedOwn.set(row, a * depth);
    rest[a]! -= dot(row, 0, known);
    for (let b = 0; b <= a; b++) schur[a * count + b] = schur[b * count + a] = joined.conditional(at[a]!, at[b]!);
  }
  const factor = cholesky({ rows: count, cols: count, data: schur });
  const pull = choleskySolve(factor, rest);

  function answer(cells: CellList): WorkingEstimate[] {
    const size = cellCount(cells);
    const whitened = whitenedCells(common, cells);
    const cross = conditionalCovariance(common, own, whitenedOwn, cells, whitened);
    const left = solveLower(factor.lower, { rows: count, cols: size, data: cross });
    const { kernel } = common;
    const n = Math.sqrt(kernel.models.length);
    const p = kernel.noise.length;
    return Array.from({ length: size }, (_, t) => {
      const [i, j] = [cells.model[t]!, cells.benchmark[t]!];
      let mean = dot(whitened, t * depth, known);
      let variance =
        kernel.models[i * (n + 1)]! * kernel.benchmarks[j * (p + 1)]! +
        kernel.level +
        kernel.noise[j]! -
        dot(whitened, t * depth, whitened.subarray(t * depth, (t + 1) * depth));
      for (let a = 0; a < count; a++) {
        mean += cross[a * size + t]! * pull[a]!;
        variance -= left.data[a * size + t]! ** 2;
      }
      return { mean, variance: Math.max(variance, kernel.noise[j]!) };
    });
  }

  return (cells) => {
    const estimates: WorkingEstimate[] = [];
    for (let from = 0; from < cellCount(cells); from += batch) {
      const to = from + batch;
      estimates.push(
        ...answer({ model: cells.model.subarray(from, to), benchmark: cells.benchmark.subarray(from, to) }),
      );
    }
    return estimates;
  };
}

function dot(a: Float64Array, from: number, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < b.length; k++) sum += a[from + k]! * b[k]!;
  return sum;
}
