import { type Outcome, outcomes } from "../schema/run/outcome.ts";
import type { ScoredRow } from "../schema/run/scored-row.ts";
import { bootstrapRatio, clusteredWilson, rngStream, wilson } from "../stats/index.ts";
import type { Interval } from "../stats/records.ts";

/** What the answers of a suite of cases come to, for one model and one scorer. */
export interface PlainResult {
  readonly modelId: string;
  readonly scorer: string;
  /** Cases planned, and those with a score. */
  readonly cases: number;
  readonly scored: number;
  readonly clusters: number;
  readonly repeats: number;
  readonly mean: number | null;
  readonly ci: Interval | null;
  /** The mean if every missing score were 0, and if every one were 1; null where scores are no shares. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly reason: string | null;
}

/**
 * Mean score by model and scorer with its interval. Repeats of a case are averaged first. Shares of independent cases
 * get Wilson's interval; everything else a bootstrap over clusters. A case without a score is missing, never 0.
 */
export function plainSummary(
  rows: readonly ScoredRow[],
  options: { readonly level: number; readonly resamples: number; readonly seed: number },
): PlainResult[] {
  const results: PlainResult[] = [];
  for (const [modelId, ofModel] of groupBy(rows, (row) => row.modelId)) {
    const names = [...new Set(ofModel.flatMap((row) => row.scorers.map((scorer) => scorer.name)))];
    for (const scorer of names.length === 0 ? ["score"] : names)
      results.push(resultOf(modelId, scorer, ofModel, options));
  }
  return results;
}

function resultOf(
  modelId: string,
  scorer: string,
  rows: readonly ScoredRow[],
  options: { level: number; resamples: number; seed: number },
): PlainResult {
  const scoreOf = (row: ScoredRow) =>
    scorer === "score" ? row.score : (row.scorers.find((one) => one.name === scorer)?.score ?? null);
  const cases = [...groupBy(rows, (row) => row.promptId).values()].map((repeats) => {
    const scores = repeats.map(scoreOf).filter((score) => score !== null);
    return {
      cluster: repeats[0]!.clusterId,
      repeats: repeats.length,
      mean: scores.length === 0 ? null : scores.reduce((a, b) => a + b, 0) / scores.length,
    };
  });
  const scored = cases.filter((one) => one.mean !== null) as { cluster: string; repeats: number; mean: number }[];
  const clusters = groupBy(scored, (one) => one.cluster);
  const counts = Object.fromEntries(outcomes.map((word) => [word, 0])) as Record<Outcome, number>;
  for (const row of rows) counts[row.outcome]++;
  const estimate = estimateOf(scored, clusters, rngStream(options.seed, modelId, scorer), options);
  const shares = scored.every((one) => one.mean >= 0 && one.mean <= 1);
  const total = scored.reduce((sum, one) => sum + one.mean, 0);
  return {
    modelId,
    scorer,
    cases: cases.length,
    scored: scored.length,
    clusters: clusters.size,
    repeats: Math.max(...cases.map((one) => one.repeats)),
    mean: estimate.value,
    ci: estimate.ci,
    bounds:
      shares && cases.length > 0
        ? { low: total / cases.length, high: (total + cases.length - scored.length) / cases.length }
        : null,
    outcomes: counts,
    reason: scored.length === 0 ? "no case has a score" : (estimate.reason ?? null),
  };
}

function estimateOf(
  scored: readonly { mean: number }[],
  clusters: ReadonlyMap<string, readonly { mean: number }[]>,
  rng: ReturnType<typeof rngStream>,
  options: { level: number; resamples: number },
) {
  const alone = clusters.size === scored.length;
  if (scored.length > 0 && alone && scored.every((one) => one.mean === 0 || one.mean === 1)) {
    return wilson(scored.filter((one) => one.mean === 1).length, scored.length, { level: options.level });
  }
  const isShare = scored.every((one) => one.mean >= 0 && one.mean <= 1);
  const groups = [...clusters.values()];
  if (groups.length > 1 && isShare && scored.every((one) => one.mean === 0 || one.mean === 1)) {
    return clusteredWilson(
      groups.map((group) => group.filter((one) => one.mean === 1).length),
      groups.map((group) => group.length),
      { level: options.level },
    );
  }
  const totals = groups.map((group) => group.reduce((sum, one) => sum + one.mean, 0));
  return bootstrapRatio(
    totals,
    groups.map((group) => group.length),
    { rng, level: options.level, resamples: options.resamples, ...(isShare ? { range: [0, 1] as const } : {}) },
  );
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
