import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { copyMatrix, type Matrix, requireNonNegative, requireWhole } from "../matrix.ts";
import { transpose } from "../products/multiply.ts";
import { type MaskedMatrix, requireTableShape, transposeMasked } from "./masked-matrix.ts";
import { keepLeading, lowerBy, type Shrinkage, shrunken } from "./shrink-spectrum.ts";

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
  return impute(table, options, keepLeading(rank));
}

/**
 * Soft imputation: as `hardImpute` with every singular value lowered by `lambda` ≥ 0, not under 0 (unit: that of Z's
 * singular values). Minimises ½‖observed(Z − X)‖² + λ‖X‖_*. Mazumder, Hastie & Tibshirani 2010.
 * Throws InvalidOptionError, ShapeMismatchError.
 */
export function softImpute(table: MaskedMatrix, options: ImputeOptions & { readonly lambda: number }): Imputed {
  const lambda = requireNonNegative("lambda", options.lambda);
  return impute(table, options, lowerBy(lambda));
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

function impute(table: MaskedMatrix, options: ImputeOptions, shrink: Shrinkage): Imputed {
  const tolerance = requireNonNegative("tolerance", options.tolerance ?? 1e-4);
  const maxRounds = requireWhole("maxRounds", options.maxRounds ?? 100, 1);
  if (options.start !== undefined) requireTableShape("start", table, options.start);
  const { start } = options;
  if (table.values.rows >= table.values.cols) return imputeTall(table, start, tolerance, maxRounds, shrink);
  const turned = start && transpose(start);
  const found = imputeTall(transposeMasked(table), turned, tolerance, maxRounds, shrink);
  return { ...found, completed: transpose(found.completed), approximation: transpose(found.approximation) };
}

function imputeTall(
  { values, observed }: MaskedMatrix,
  start: Matrix | undefined,
  tolerance: number,
  maxRounds: number,
  shrink: Shrinkage,
): Imputed {
  const completed = copyMatrix(values);
  if (start !== undefined) {
    for (let i = 0; i < observed.length; i++) if (!observed[i]) completed.data[i] = start.data[i]!;
  }
  for (let rounds = 1; ; rounds++) {
    const { approximation, singularValues } = shrunken(completed, shrink);
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
