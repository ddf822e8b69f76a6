import { type MaskedMatrix, maskedMatrix } from "../../../linalg/masked/masked-matrix.ts";
import { matrix } from "../../../linalg/matrix.ts";
import type { WorkingSpace } from "../working-space/working-space.ts";

/** The visible cells of working space as a models × benchmarks table with holes. */
export function denseTable({ rows, columns }: WorkingSpace): MaskedMatrix {
  const n = rows.start.length - 1;
  const p = columns.length;
  const values = new Float64Array(n * p);
  const observed = new Uint8Array(n * p);
  for (let i = 0; i < n; i++) {
    for (let at = rows.start[i]!; at < rows.start[i + 1]!; at++) {
      values[i * p + rows.index[at]!] = rows.value[at]!;
      observed[i * p + rows.index[at]!] = 1;
    }
  }
  return maskedMatrix(matrix(n, p, values), observed);
}
