/** c (4 × 4 at `at`) += the product of two packed groups of four. Sixteen running sums stay in registers. */
export function addTile(
  a: Float64Array,
  aFrom: number,
  b: Float64Array,
  bFrom: number,
  depth: number,
  c: Float64Array,
  at: number,
  stride: number,
): void {
  const p = at;
  const q = p + stride;
  const r = q + stride;
  const s = r + stride;
  let c00 = c[p]!;
  let c01 = c[p + 1]!;
  let c02 = c[p + 2]!;
  let c03 = c[p + 3]!;
  let c10 = c[q]!;
  let c11 = c[q + 1]!;
  let c12 = c[q + 2]!;
  let c13 = c[q + 3]!;
  let c20 = c[r]!;
  let c21 = c[r + 1]!;
  let c22 = c[r + 2]!;
  let c23 = c[r + 3]!;
  let c30 = c[s]!;
  let c31 = c[s + 1]!;
  let c32 = c[s + 2]!;
  let c33 = c[s + 3]!;
  let i = aFrom;
  let j = bFrom;
  for (let k = 0; k < depth; k++, i += 4, j += 4) {
    const b0 = b[j]!;
    const b1 = b[j + 1]!;
    const b2 = b[j + 2]!;
    const b3 = b[j + 3]!;
    const a0 = a[i]!;
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = a[i + 1]!;
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = a[i + 2]!;
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = a[i + 3]!;
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  c[p] = c00;
  c[p + 1] = c01;
  c[p + 2] = c02;
  c[p + 3] = c03;
  c[q] = c10;
  c[q + 1] = c11;
  c[q + 2] = c12;
  c[q + 3] = c13;
  c[r] = c20;
  c[r + 1] = c21;
  c[r + 2] = c22;
  c[r + 3] = c23;
  c[s] = c30;
  c[s + 1] = c31;
  c[s + 2] = c32;
  c[s + 3] = c33;
}
