import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { mean, studentTQuantile, variance } from "../../stats/index.ts";
import { contributionOf, type Estimand } from "./estimands.ts";
import { readingsOf } from "./judge-readings.ts";
import type { VarianceRecord } from "./summary-record.ts";
import type { ModelTriplets, Triplet } from "./triplet-table.ts";

/**
 * Where the variance of a score comes from, by the method of moments on the nested design triplet > view > repeat > judge
 * (harmonic mean counts where it is not balanced), and what more repeats would buy:
 * Var(S̄) = (σ²_S + (σ²_L + σ²_T)/(4R))/K, with σ²_S between triplets and σ²_L, σ²_T between repeats of a view.
 */
export function varianceParts(
  model: ModelTriplets,
  rows: readonly ScoredRow[],
  s: Estimand,
  level: number,
): VarianceRecord {
  const answers = model.triplets.flatMap(({ legs }) =>
    Object.values(legs).flatMap((leg) => (leg?.scores.length ? [leg.scores] : [])),
  );
  const judged = rows.flatMap((row) => {
    const scores = judgeScores(row);
    return row.score === null || scores.length < 2 ? [] : [scores];
  });
  const judges = within(judged);
  const repeats = within(answers);
  const views = within(model.triplets.map(legMeans));
  const between = variance(model.triplets.flatMap((triplet) => mean(legMeans(triplet)) ?? []));

  const perAnswer = harmonic(judged);
  const perLeg = harmonic(answers);
  const perTriplet = harmonic(model.triplets.map(legMeans));
  const parts: VarianceRecord["parts"] = [
    part("triplets", between, views === null ? null : views / perTriplet, "too-few"),
    part("views", views, repeats === null ? 0 : repeats / perLeg, "too-few"),
    part("repeats", repeats, judges === null ? 0 : judges / perAnswer, "one-repeat"),
    part("judges", judges, 0, "one-judge"),
  ];
  return { parts, ...gainOfRepeats(model, s, level) };
}

/** Mean score of each judge of an answer, over its two label orders. */
export function judgeScores(row: ScoredRow): number[] {
  const scores: number[] = [];
  for (const { score } of readingsOf(row)) if (score !== null) scores.push(score);
  return scores;
}

/** Pooled variance within groups, ddof 1 each; null when no group has two. */
function within(groups: readonly (readonly number[])[]): number | null {
  let squares = 0;
  let df = 0;
  for (const group of groups) {
    const spread = variance(group);
    if (spread === null) continue;
    squares += spread * (group.length - 1);
    df += group.length - 1;
  }
  return df === 0 ? null : squares / df;
}

function harmonic(groups: readonly (readonly unknown[])[]): number {
  const sizes = groups.map((group) => group.length).filter((size) => size > 0);
  return sizes.length === 0 ? 1 : sizes.length / sizes.reduce((sum, size) => sum + 1 / size, 0);
}

function legMeans({ legs }: Triplet): number[] {
  return Object.values(legs).flatMap((leg) => leg?.mean ?? []);
}

function part(
  id: VarianceRecord["parts"][number]["id"],
  observed: number | null,
  fromBelow: number | null,
  reason: string,
): VarianceRecord["parts"][number] {
  if (observed === null || fromBelow === null) return { id, value: null, raw: null, reason };
  const raw = observed - fromBelow;
  return { id, value: Math.max(0, raw), raw, reason: null };
}

function gainOfRepeats(model: ModelTriplets, s: Estimand, level: number): Omit<VarianceRecord, "parts"> {
  const values = model.triplets.flatMap((triplet) => contributionOf(s, triplet)?.numerator ?? []);
  const legs = (role: "a" | "b") =>
    model.triplets.flatMap(({ legs }) => (legs[role]?.scores.length ? [legs[role].scores] : []));
  const observed = variance(values);
  const [a, b] = [within(legs("a")), within(legs("b"))];
  if (observed === null) return { betweenTriplets: null, withinViews: null, repeatGain: [], reason: "too-few" };
  if (a === null || b === null)
    return { betweenTriplets: null, withinViews: null, repeatGain: [], reason: "one-repeat" };
  const betweenTriplets = Math.max(0, observed - (a / harmonic(legs("a")) + b / harmonic(legs("b"))) / 4);
  const t = studentTQuantile((1 + level) / 2, values.length - 1);
  const repeatGain = [1, 2, 3, 5, 10, 20].map((repeats) => ({
    repeats,
    halfWidth: t * Math.sqrt((betweenTriplets + (a + b) / (4 * repeats)) / values.length),
  }));
  return { betweenTriplets, withinViews: a + b, repeatGain, reason: null };
}
