import { requireOpenShare } from "../input-checks.ts";
import type { Estimate } from "../records.ts";
import { normalQuantile } from "../special/normal-quantile.ts";
import { type PpiSample, ppiLists, ppiMean } from "./ppi-mean.ts";

/**
 * PPI++ for the q-quantile of the labels: the values t whose corrected distribution function, PPI++ of the shares at or
 * below t with its own λ, is not significantly different from q. Limits are observed values. Under 2 labels: `too-few`; a
 * side beyond all values is open.
 */
export function ppiQuantile(sample: PpiSample, q: number, options: { level?: number } = {}): Estimate {
  const { y, f, u } = ppiLists(sample);
  requireOpenShare("q", q);
  const level = requireOpenShare("level", options.level ?? 0.95);
  const method = "PPI++ quantile";
  const n = y.length;
  if (n < 2 || u.length < 2) return { value: null, se: null, ci: null, method, n, reason: "too-few", notes: [] };
  const z = normalQuantile((1 + level) / 2);
  const points = Float64Array.from(new Set([...y, ...f, ...u])).sort();
  const at = (t: number) => {
    const below = (list: Float64Array) => list.map((value) => (value <= t ? 1 : 0));
    const { value, se } = ppiMean(
      { labels: below(y), predictions: below(f), unlabelled: below(u) },
      { method: "normal" },
    );
    return { share: value!, se: se ?? 0 };
  };
  let best: number | null = null;
  let low: number | null = null;
  let high: number | null = null;
  for (const t of points) {
    const { share, se } = at(t);
    if (best === null && share >= q) best = t;
    const fits = Math.abs(share - q) <= z * se;
    if (fits) low ??= t;
    else if (share > q) high ??= t;
  }
  const base = { value: best ?? points.at(-1)!, se: null, method, n, notes: [] };
  low ??= best;
  if (low === null || low === high) return { ...base, ci: null, reason: "no-variation" };
  const sides = high === null ? ("lower" as const) : ("two" as const);
  return { ...base, ci: { low, high, level, method, sides } };
}
