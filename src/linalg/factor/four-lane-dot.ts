/** Σ x[p + i]·y[q + i] over `count` entries, in four lanes and a rest that the first takes: the kernel's order. */
export function fourLaneDot(x: Float64Array, p: number, y: Float64Array, q: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = p + count;
  const shift = q - p;
  let i = p;
  for (; i + 3 < end; i += 4) {
    const j = i + shift;
    s0 += x[i]! * y[j]!;
    s1 += x[i + 1]! * y[j + 1]!;
    s2 += x[i + 2]! * y[j + 2]!;
    s3 += x[i + 3]! * y[j + 3]!;
  }
  for (; i < end; i++) s0 += x[i]! * y[i + shift]!;
  return s0 + s1 + (s2 + s3);
}
