import { cholesky } from "../../../../linalg/factor/cholesky.ts";
import { choleskySolve, logDet } from "../../../../linalg/factor/cholesky-solve.ts";
import { accumulateProduct } from "../../../../linalg/products/accumulate-product.ts";
import { type CellList, cellCount, covarianceInto } from "./cell-list.ts";
import type { GpKernel } from "./gp-kernel.ts";

const block = 64;

/** How likely values are under a kernel, and how that moves with the parts the kernel is made of. */
export interface Likelihood {
  /** ln p(values), without the constant. */
  readonly value: number;
  /** d value / d models[i, k], n × n; the sum over cells of the benchmarks' part. */
  readonly models: Float64Array;
  /** d value / d benchmarks[a, b], p × p. */
  readonly benchmarks: Float64Array;
  readonly level: number;
  /** p. */
  readonly noise: Float64Array;
}

/**
 * −½yᵀC⁻¹y − ½ln|C| and its derivatives, as ½tr((ααᵀ − C⁻¹)·dC) with α = C⁻¹y, gathered by pairs of models and of
 * benchmarks. Entries (i, k) and (k, i) are taken as two. Throws NotPositiveDefiniteError.
 */
export function logLikelihood(kernel: GpKernel, cells: CellList, values: Float64Array): Likelihood {
  const size = cellCount(cells);
  const n = Math.sqrt(kernel.models.length);
  const p = kernel.noise.length;
  const covariance = new Float64Array(size * size);
  covarianceInto(covariance, kernel, cells, cells);
  for (let k = 0; k < size; k++) covariance[k * (size + 1)]! += kernel.noise[cells.benchmark[k]!]!;
  const factor = cholesky({ rows: size, cols: size, data: covariance });
  const alpha = choleskySolve(factor, values);
  const inverse = inverseFrom(factor.lower.data, size);
  const [models, benchmarks] = [new Float64Array(n * n), new Float64Array(p * p)];
  const noise = new Float64Array(p);
  let level = 0;
  for (let a = 0; a < size; a++) {
    const [i, j] = [cells.model[a]!, cells.benchmark[a]!];
    for (let b = 0; b <= a; b++) {
      const [k, l] = [cells.model[b]!, cells.benchmark[b]!];
      const pull = (a === b ? 0.5 : 1) * (alpha[a]! * alpha[b]! - inverse[a * size + b]!);
      models[i * n + k]! += pull * kernel.benchmarks[j * p + l]!;
      benchmarks[j * p + l]! += pull * kernel.models[i * n + k]!;
      if (j === l) level += pull;
      if (a === b) noise[j]! += pull;
    }
  }
  const quadratic = alpha.reduce((sum, weight, k) => sum + weight * values[k]!, 0);
  return { value: -0.5 * (quadratic + logDet(factor)), models, benchmarks, level, noise };
}

/** The lower triangle of (LLᵀ)⁻¹. */
function inverseFrom(lower: Float64Array, size: number): Float64Array {
  const columns = new Float64Array(size * size);
  for (let r = 0; r < size; r++) columns[r * (size + 1)] = 1;
  for (let start = 0; start < size; start += block) {
    const end = Math.min(size, start + block);
    if (start > 0) {
      accumulateProduct(
        { data: columns, offset: start, stride: size },
        { data: columns, offset: 0, step: size, depthStep: 1 },
        { data: lower, offset: start * size, step: size, depthStep: 1 },
        { rows: start, cols: end - start, depth: start, sign: -1 },
      );
    }
    for (let r = 0; r < end; r++) {
      const row = r * size;
      for (let k = Math.max(start, r); k < end; k++) {
        let value = columns[row + k]!;
        for (let m = Math.max(start, r); m < k; m++) value -= lower[k * size + m]! * columns[row + m]!;
        columns[row + k] = value / lower[k * (size + 1)]!;
      }
    }
  }
  const inverse = new Float64Array(size * size);
  const side = { data: columns, offset: 0, step: size, depthStep: 1 };
  accumulateProduct({ data: inverse, offset: 0, stride: size }, side, side, {
    rows: size,
    cols: size,
    depth: size,
    lowerOnly: true,
  });
  return inverse;
}
