import { leadingEigen } from "../../../../linalg/factor/leading-eigen.ts";
import { symmetricEigen } from "../../../../linalg/factor/symmetric-eigen.ts";
import { columnOf, type Matrix, matrixFromRows, zeros } from "../../../../linalg/matrix.ts";
import { gram, multiply, rowGram } from "../../../../linalg/products/multiply.ts";
import type { CompressedCells } from "../../masked-view.ts";

const startScale = 1.5;

/**
 * V·diag(s)/√n·1.5 of the table with its holes at 0, p × rank; columns past what the table has are 0. From the Gram matrix
 * of the shorter side: its leading vectors are as good as those of a full decomposition, and are all that is wanted.
 */
export function leadingLoadings(rows: CompressedCells, p: number, rank: number): Matrix {
  const n = rows.start.length - 1;
  const table = zeros(n, p);
  for (let i = 0; i < n; i++) {
    for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) table.data[i * p + rows.index[at]!] = rows.value[at]!;
  }
  const start = zeros(p, rank);
  const scale = startScale / Math.sqrt(n);
  const tall = n >= p;
  const { values, vectors } = leadingVectors(tall ? gram(table) : rowGram(table), rank);
  const sides = tall ? null : multiply(vectors, table);
  for (let k = 0; k < vectors.rows; k++) {
    const size = Math.sqrt(Math.max(0, values[k]!));
    for (let j = 0; j < p; j++) {
      start.data[j * rank + k] = scale * (sides === null ? size * vectors.data[k * p + j]! : sides.data[k * p + j]!);
    }
  }
  return start;
}

/** As many as there are of the leading `rank` eigenvectors of a symmetric matrix, one a row. */
function leadingVectors(symmetric: Matrix, rank: number): { readonly values: Float64Array; readonly vectors: Matrix } {
  const count = Math.min(rank, symmetric.rows);
  const found = leadingEigen(symmetric.data.slice(), symmetric.rows, () => count);
  if (found !== null) return found;
  const { values, vectors } = symmetricEigen(symmetric);
  const last = values.length - 1;
  const rows = Array.from({ length: count }, (_, k) => columnOf(vectors, last - k));
  return { values: values.toReversed(), vectors: matrixFromRows(rows) };
}
