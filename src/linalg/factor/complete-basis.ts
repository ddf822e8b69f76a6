import { applyQ, reflect } from "./householder.ts";

/**
 * Fills columns `have`…`want` − 1 of a column-major array so that all are orthonormal. The first `have` already are.
 * They are the first columns of the Householder Q of those given, up to sign; the rest of Q is what is missing.
 */
export function completeBasis(columns: Float64Array, rows: number, have: number, want: number): void {
  if (have >= want) return;
  const reflections = reflect(columns.slice(0, rows * have), rows, have, false);
  const missing = new Float64Array(rows * (want - have));
  for (let k = have; k < want; k++) missing[(k - have) * rows + k] = 1;
  applyQ(reflections, missing, want - have);
  columns.set(missing, rows * have);
}
