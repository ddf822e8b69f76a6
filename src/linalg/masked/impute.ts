import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { type Svd, svdThin } from "../factor/svd.ts";
import { copyMatrix, type Matrix, requireNonNegative, requireWhole } from "../matrix.ts";
import { scaleColumns } from "../products/arithmetic.ts";
import { multiplyTranspose } from "../products/multiply.ts";
import { type MaskedMatrix, requireTableShape } from "./masked-matrix.ts";

export interface ImputeOptions {
  /** Stop when the change's root mean square is under this share of the filled table's before it. Default 1e-4. */
  readonly tolerance?: number;
  /** Default 100. */
  readonly maxRounds?: number;
  /** Where to begin at the holes; only they are read. Default 0, the mean of a standardised table. */
  readonly start?: Matrix;
}

export interface Imputed {
  /** Observed cells as they were, holes filled. */
  readonly completed: Matrix;
  /** The low-rank or shrunken matrix the holes were filled from, in every cell. */
  readonly approximation: Matrix;
  /** Singular values of the approximation above 0, descending. */
  readonly singularValues: Float64Array;
  readonly rounds: number;
  /** ‖change‖/(‖filled table‖ + 1e-12) of the last round, root mean squares. */
  readonly change: number;
  /** False when `maxRounds` ended it. What there is is still handed back. */
  readonly converged: boolean;
}

/**
 * Hard imputation: X ← observed ? Z : SVD_rank(X), until it stands still. Z should be standardised: holes begin at 0.
 * `rank` from 0 (all holes 0) to min(rows, cols). Mazumder, Hastie & Tibshirani 2010, §5.
 * Throws InvalidOptionError, ShapeMismatchError.
 */
export function hardImpute(table: MaskedMatrix, options: ImputeOptions & { readonly rank: number }): Imputed {
  const most = Math.min(table.values.rows, table.values.cols);
  const rank = requireWhole("rank", options.rank, 0, most);
  return impute(table, options, (value, k) => (k < rank ? value : 0));
}

/**
 * Soft imputation: as `hardImpute` with every singular value lowered by `lambda` ≥ 0, not under 0 (unit: that of Z's
 * singular values). Minimises ½‖observed(Z − X)‖² + λ‖X‖_*. Mazumder, Hastie & Tibshirani 2010.
 * Throws InvalidOptionError, ShapeMismatchError.
 */
export function softImpute(table: MaskedMatrix, options: ImputeOptions & { readonly lambda: number }): Imputed {
  const lambda = requireNonNegative("lambda", options.lambda);
  return impute(table, options, (value) => Math.max(0, value - lambda));
}

/** `softImpute` along falling penalties, each begun where the one before ended. Throws InvalidOptionError if they rise. */
export function softImputePath(
  table: MaskedMatrix,
  lambdas: readonly number[],
  options: ImputeOptions = {},
): Imputed[] {
  const path: Imputed[] = [];
  for (const [i, lambda] of lambdas.entries()) {
    if (i > 0 && lambda > lambdas[i - 1]!)
      throw new InvalidOptionError("lambdas", lambda, "penalties fall along the path");
    const before = path.at(-1);
    path.push(softImpute(table, { ...options, ...(before && { start: before.completed }), lambda }));
  }
  return path;
}

function impute(table: MaskedMatrix, options: ImputeOptions, shrink: (value: number, k: number) => number): Imputed {
  const { values, observed } = table;
  const tolerance = requireNonNegative("tolerance", options.tolerance ?? 1e-4);
  const maxRounds = requireWhole("maxRounds", options.maxRounds ?? 100, 1);
  const completed = copyMatrix(values);
  if (options.start !== undefined) {
    requireTableShape("start", table, options.start);
    for (let i = 0; i < observed.length; i++) if (!observed[i]) completed.data[i] = options.start.data[i]!;
  }
  for (let rounds = 1; ; rounds++) {
    const { approximation, singularValues } = shrunken(svdThin(completed), shrink);
    let moved = 0;
    let size = 0;
    for (let i = 0; i < observed.length; i++) {
      const before = completed.data[i]!;
      size += before * before;
      if (observed[i]) continue;
      const after = approximation.data[i]!;
      moved += (after - before) ** 2;
      completed.data[i] = after;
    }
    const cells = Math.max(1, observed.length);
    const change = Math.sqrt(moved / cells) / (Math.sqrt(size / cells) + 1e-12);
    const converged = change < tolerance || moved === 0;
    if (converged || rounds === maxRounds) {
      return { completed, approximation, singularValues, rounds, change, converged };
    }
  }
}

function shrunken(
  { u, singularValues, v }: Svd,
  shrink: (value: number, k: number) => number,
): { approximation: Matrix; singularValues: Float64Array } {
  const kept = singularValues.map(shrink);
  return {
    approximation: multiplyTranspose(scaleColumns(u, kept), v),
    singularValues: kept.filter((value) => value > 0),
  };
}
