import { InvalidOptionError } from "../../errors/statistics-errors.ts";
import { requireProbability } from "../input-checks.ts";

/**
 * bonferroni, sidak, holm, holm-sidak, hochberg and hommel hold the chance of any false finding; hochberg and hommel only
 * under independence or positive dependence. bh and by hold the expected share of false findings, by under any dependence.
 */
export type Adjustment = "bonferroni" | "sidak" | "holm" | "holm-sidak" | "hochberg" | "hommel" | "bh" | "by";

export interface AdjustOptions {
  method?: Adjustment;
  /** Count p that are null into the size of the family: comparisons that were planned and gave no answer. */
  countMissing?: boolean;
}

/**
 * Adjusted p-values in the order given: reject at α where the adjusted one is ≤ α. Each p in [0,1] or `null`; `null` stays
 * `null`. Default Holm 1979, which needs no assumption. Throws InvalidOptionError for a p outside [0,1].
 */
export function adjustPValues(p: ArrayLike<number | null>, options: AdjustOptions = {}): (number | null)[] {
  const known: { place: number; p: number }[] = [];
  for (let place = 0; place < p.length; place++) {
    const value = p[place];
    if (value !== null) known.push({ place, p: requireProbability(`p[${place}]`, value as number) });
  }
  known.sort((a, b) => a.p - b.p);
  const size = options.countMissing ? p.length : known.length;
  const adjusted = adjustmentFor(options.method ?? "holm")(
    known.map((entry) => entry.p),
    size,
  );
  const result: (number | null)[] = new Array(p.length).fill(null);
  known.forEach((entry, rank) => {
    result[entry.place] = Math.min(1, adjusted[rank]!);
  });
  return result;
}

/** Adjust ascending p-values of a family of `size`, of which those given may be the smallest only. */
type Adjust = (sorted: readonly number[], size: number) => number[];

function adjustmentFor(method: Adjustment): Adjust {
  const adjust = (adjustments as Record<string, Adjust>)[method];
  if (adjust) return adjust;
  throw new InvalidOptionError("method", method, `an adjustment is one of ${Object.keys(adjustments).join(", ")}`);
}

/** 1 − (1−p)^k without losing tiny p. */
const atLeastOne = (p: number, k: number) => -Math.expm1(k * Math.log1p(-p));

const adjustments = {
  bonferroni: (sorted, m) => sorted.map((p) => p * m),
  sidak: (sorted, m) => sorted.map((p) => atLeastOne(p, m)),
  holm: (sorted, m) => rising(sorted.map((p, i) => p * (m - i))),
  "holm-sidak": (sorted, m) => rising(sorted.map((p, i) => atLeastOne(p, m - i))),
  hochberg: (sorted, m) =>
    falling(
      sorted.map((p, i) => p * (m - i)),
      sorted.length < m,
    ),
  hommel,
  bh: (sorted, m) =>
    falling(
      sorted.map((p, i) => (p * m) / (i + 1)),
      sorted.length < m,
    ),
  by: (sorted, m) => {
    let harmonic = 0;
    for (let i = 1; i <= m; i++) harmonic += 1 / i;
    return falling(
      sorted.map((p, i) => (p * m * harmonic) / (i + 1)),
      sorted.length < m,
    );
  },
} as const satisfies Record<Adjustment, Adjust>;

/** Each at least its predecessor: step down. */
function rising(values: number[]): number[] {
  for (let i = 1; i < values.length; i++) values[i] = Math.max(values[i]!, values[i - 1]!);
  return values;
}

/** Each at most its successor: step up. Missing members of the family count as p = 1. */
function falling(values: number[], missing: boolean): number[] {
  let least = missing ? 1 : Infinity;
  for (let i = values.length - 1; i >= 0; i--) {
    least = Math.min(least, values[i]!);
    values[i] = least;
  }
  return values;
}

/** Hommel 1988: the largest Simes rejection over all intersections, by Wright's (1992) algorithm. */
function hommel(sorted: readonly number[], m: number): number[] {
  const p = [...sorted, ...new Array<number>(m - sorted.length).fill(1)];
  const adjusted = [...p];
  for (let j = m; j > 1; j--) {
    let least = Infinity;
    for (let i = 0; i < j; i++) least = Math.min(least, (j * p[m - j + i]!) / (i + 1));
    for (let i = m - j; i < m; i++) adjusted[i] = Math.max(adjusted[i]!, least);
    for (let i = 0; i < m - j; i++) adjusted[i] = Math.max(adjusted[i]!, Math.min(least, j * p[i]!));
  }
  return adjusted.slice(0, sorted.length);
}
