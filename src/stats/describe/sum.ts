import { finiteCopy, requireSameLength } from "../input-checks.ts";

/** Σx with Neumaier's compensation: 1 + 1e100 − 1e100 is 1. The empty sum is 0. Neumaier 1974. */
export function sum(values: ArrayLike<number>): number {
  return compensatedSum(finiteCopy("values", values));
}

/** Σ a·b with compensated addition of the products. Same lengths. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  requireSameLength("a", a, "b", b);
  const products = finiteCopy("a", a);
  const second = finiteCopy("b", b);
  for (let i = 0; i < products.length; i++) products[i]! *= second[i]!;
  return compensatedSum(products);
}

/** `sum` for numbers already known to be finite. */
export function compensatedSum(values: ArrayLike<number>): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
