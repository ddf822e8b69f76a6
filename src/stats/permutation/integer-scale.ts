/**
 * The values as whole numbers of one common step, or `null` when no step of 10^−k, k ≤ 9, fits all of them to a relative
 * 1e-9. Sums of whole numbers are exact, so that ties between outcomes are counted as ties.
 */
export function integerScale(values: ArrayLike<number>): { integers: Float64Array; step: number } | null {
  for (let digits = 0; digits <= 9; digits++) {
    const factor = 10 ** digits;
    const integers = Float64Array.from(values, (value) => Math.round(value * factor));
    let fits = true;
    for (let i = 0; i < values.length && fits; i++) {
      const error = Math.abs(values[i]! * factor - integers[i]!);
      fits = error <= 1e-9 * Math.max(1, Math.abs(integers[i]!)) && Math.abs(integers[i]!) < 2 ** 50;
    }
    if (!fits) continue;
    let divisor = 0;
    for (const integer of integers) divisor = greatestCommonDivisor(divisor, Math.abs(integer));
    if (divisor > 1) for (let i = 0; i < integers.length; i++) integers[i]! /= divisor;
    return { integers, step: Math.max(1, divisor) / factor };
  }
  return null;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
