import { normalQuantile } from "../../../stats/special/normal-quantile.ts";

/**
 * Normal scores: the k-th smallest of n visible scores becomes the normal quantile of (k − ½)/n, equal scores that of
 * their mean rank; linear between, and flat outside the visible range, where there is nothing to go by.
 */
export function quantileTransform(
  visible: readonly number[],
): Record<"forward" | "inverse" | "slope", (at: number) => number> {
  const sorted = visible.toSorted((a, b) => a - b);
  const scores: number[] = [];
  const values: number[] = [];
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (sorted[last + 1] === sorted[first]) last++;
    scores.push(sorted[first]!);
    values.push(normalQuantile(((first + last) / 2 + 0.5) / sorted.length));
    first = last + 1;
  }
  return {
    forward: (score) => along(scores, values, score).y,
    inverse: (value) => along(values, scores, value).y,
    slope: (value) => along(values, scores, value).slope,
  };
}

/** The broken line through (x, y) at `at`; the nearest end outside it, with the slope of that end's piece. */
function along(x: readonly number[], y: readonly number[], at: number): { readonly y: number; readonly slope: number } {
  const last = x.length - 1;
  if (last < 1) return { y: y[0] ?? 0, slope: 0 };
  let k = 1;
  while (k < last && x[k]! < at) k++;
  const slope = (y[k]! - y[k - 1]!) / (x[k]! - x[k - 1]!);
  const inside = Math.min(x[last]!, Math.max(x[0]!, at));
  return { y: y[k - 1]! + slope * (inside - x[k - 1]!), slope };
}
