import { ShapeMismatchError } from "../../errors/linear-algebra-errors.ts";
import { InvalidNumberError, LengthMismatchError } from "../../errors/statistics-errors.ts";
import { type Matrix, requireLength, shapeOf, zeros } from "../matrix.ts";
import { transpose } from "../products/multiply.ts";

/** A table with holes: `observed[i]` is 1 where `values.data[i]` was seen. Elsewhere the value is 0 and means nothing. */
export interface MaskedMatrix {
  readonly values: Matrix;
  readonly observed: Uint8Array;
}

/**
 * A table from rows in which null marks a hole. Copied. NaN is no hole: it throws InvalidNumberError.
 * Throws LengthMismatchError on rows of different lengths.
 */
export function maskedFromRows(rows: readonly (readonly (number | null)[])[]): MaskedMatrix {
  const cols = rows[0]?.length ?? 0;
  const values = zeros(rows.length, cols);
  const observed = new Uint8Array(rows.length * cols);
  for (const [i, row] of rows.entries()) {
    if (row.length !== cols) throw new LengthMismatchError(`row ${i}`, row.length, "row 0", cols);
    for (let j = 0; j < cols; j++) {
      const value: unknown = row[j];
      if (value === null) continue;
      if (typeof value !== "number" || !Number.isFinite(value)) throw new InvalidNumberError(`row ${i}`, j, value);
      values.data[i * cols + j] = value;
      observed[i * cols + j] = 1;
    }
  }
  return { values, observed };
}

/**
 * A table from values and a mask of the same shape (not 0 = observed). Copied; what the mask hides becomes 0, so nothing
 * downstream can read it. Throws ShapeMismatchError, and InvalidNumberError at an observed value that is not finite.
 */
export function maskedMatrix(values: Matrix, mask: ArrayLike<number | boolean>): MaskedMatrix {
  requireLength("maskedMatrix", mask, values.data.length, `a ${shapeOf(values)} matrix`);
  const kept = zeros(values.rows, values.cols);
  const observed = new Uint8Array(mask.length);
  for (let i = 0; i < observed.length; i++) {
    if (!mask[i]) continue;
    const value = values.data[i]!;
    if (!Number.isFinite(value)) throw new InvalidNumberError("values", i, value);
    kept.data[i] = value;
    observed[i] = 1;
  }
  return { values: kept, observed };
}

/** Rows become columns, holes with them. */
export function transposeMasked({ values, observed }: MaskedMatrix): MaskedMatrix {
  const { rows, cols } = values;
  const turned = new Uint8Array(observed.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) turned[j * rows + i] = observed[i * cols + j]!;
  return { values: transpose(values), observed: turned };
}

/** Observed cells of each column. */
export function observedCounts({ values, observed }: MaskedMatrix): Int32Array {
  const counts = new Int32Array(values.cols);
  for (let i = 0; i < observed.length; i++) counts[i % values.cols]! += observed[i]!;
  return counts;
}

/** Throws ShapeMismatchError unless `other` has the shape of the table. */
export function requireTableShape(operation: string, { values }: MaskedMatrix, other: Matrix): void {
  if (other.rows !== values.rows || other.cols !== values.cols) {
    throw new ShapeMismatchError(operation, shapeOf(values), shapeOf(other));
  }
}
