import { ShapeMismatchError } from "../errors/linear-algebra-errors.ts";
import { InvalidNumberError, InvalidOptionError, LengthMismatchError } from "../errors/statistics-errors.ts";

/** A dense matrix of doubles, row after row: entry (i, j) is `data[i * cols + j]`, `data.length` is `rows * cols`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/**
 * A rows × cols matrix holding a copy of `values`, row after row.
 * Throws LengthMismatchError unless there are rows · cols values, InvalidNumberError at the first that is not finite.
 */
export function matrix(rows: number, cols: number, values: ArrayLike<number>): Matrix {
  requireSize("rows", rows);
  requireSize("cols", cols);
  if (values.length !== rows * cols) {
    throw new LengthMismatchError("values", values.length, `a ${rows}×${cols} matrix`, rows * cols);
  }
  return { rows, cols, data: finiteVector("values", values) };
}

/** A matrix from its rows, copied. Throws LengthMismatchError on rows of different lengths. No rows make a 0×0 matrix. */
export function matrixFromRows(rows: readonly ArrayLike<number>[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * cols);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row.length !== cols) throw new LengthMismatchError(`row ${i}`, row.length, "row 0", cols);
    data.set(finiteVector(`row ${i}`, row), i * cols);
  }
  return { rows: rows.length, cols, data };
}

/** rows × cols of 0. */
export function zeros(rows: number, cols: number): Matrix {
  requireSize("rows", rows);
  requireSize("cols", cols);
  return { rows, cols, data: new Float64Array(rows * cols) };
}

/** The n × n identity. */
export function identity(n: number): Matrix {
  return diagonalMatrix(new Float64Array(n).fill(1));
}

/** A square matrix with `values` on the diagonal. */
export function diagonalMatrix(values: ArrayLike<number>): Matrix {
  const checked = finiteVector("values", values);
  const result = zeros(checked.length, checked.length);
  for (let i = 0; i < checked.length; i++) result.data[i * (checked.length + 1)] = checked[i]!;
  return result;
}

/** A copy that shares nothing with `a`. */
export function copyMatrix(a: Matrix): Matrix {
  return { rows: a.rows, cols: a.cols, data: a.data.slice() };
}

/** Row i, copied. */
export function rowOf(a: Matrix, i: number): Float64Array {
  requireIndex("row", i, a.rows);
  return a.data.slice(i * a.cols, (i + 1) * a.cols);
}

/** Column j, copied. */
export function columnOf(a: Matrix, j: number): Float64Array {
  requireIndex("column", j, a.cols);
  const column = new Float64Array(a.rows);
  for (let i = 0; i < a.rows; i++) column[i] = a.data[i * a.cols + j]!;
  return column;
}

/** The first `count` columns, copied. */
export function leadingColumns(a: Matrix, count: number): Matrix {
  requireIndex("count", count, a.cols + 1);
  const data = new Float64Array(a.rows * count);
  for (let i = 0; i < a.rows; i++) data.set(a.data.subarray(i * a.cols, i * a.cols + count), i * count);
  return { rows: a.rows, cols: count, data };
}

/** "83×49", for messages. */
export function shapeOf(a: Matrix): string {
  return `${a.rows}×${a.cols}`;
}

/** A copy of `values` as doubles, every one finite. Throws InvalidNumberError at the first that is not. */
export function finiteVector(name: string, values: ArrayLike<number>): Float64Array {
  const copy = new Float64Array(values.length);
  for (let i = 0; i < copy.length; i++) {
    const value: unknown = values[i];
    if (typeof value !== "number" || !Number.isFinite(value)) throw new InvalidNumberError(name, i, value);
    copy[i] = value;
  }
  return copy;
}

/** Throws ShapeMismatchError unless `a` is square. */
export function requireSquare(operation: string, a: Matrix): void {
  if (a.rows !== a.cols) throw new ShapeMismatchError(operation, shapeOf(a), "a square matrix");
}

/** Throws ShapeMismatchError unless a vector has `length` entries. */
export function requireLength(operation: string, values: ArrayLike<unknown>, length: number, partner: string): void {
  if (values.length !== length) throw new ShapeMismatchError(operation, `a vector of ${values.length}`, partner);
}

/** A whole number of at least `least` and at most `most`. */
export function requireWhole(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const limit = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `between ${least} and ${most}`;
  throw new InvalidOptionError(name, value, `${name} is a whole number ${limit}`);
}

/** A finite number of at least 0. */
export function requireNonNegative(name: string, value: number): number {
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return value;
  throw new InvalidOptionError(name, value, `${name} is a finite number of at least 0`);
}

function requireSize(name: string, value: number): void {
  requireWhole(name, value, 0);
}

function requireIndex(name: string, value: number, size: number): void {
  requireWhole(name, value, 0, size - 1);
}
