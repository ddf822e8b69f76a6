import type { ScoredRow } from "../schema/run/scored-row.ts";
import { clusteredWilson, wilson } from "../stats/index.ts";
import type { Interval } from "../stats/records.ts";

export const switchDirections = ["right_to_wrong", "wrong_to_right"] as const;
export type SwitchDirection = (typeof switchDirections)[number];

/** How often a model left its first answer, for one scorer and one direction. */
export interface SwitchRate {
  readonly modelId: string;
  readonly scorer: string;
  readonly direction: SwitchDirection;
  /** Conversations whose first answer could have been left in this direction, and those in which it was. */
  readonly from: number;
  readonly switched: number;
  /** Clusters of cases among them. */
  readonly clusters: number;
  /** Conversations without both scores; they are in no rate. */
  readonly unscored: number;
  readonly rate: number | null;
  readonly ci: Interval | null;
  /** The rate if every conversation that started in this state and has no last score had kept it, and if none had. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  readonly reason: string | null;
}

/** What a scorer's reading of the first answer of a conversation is called beside its reading of the last. */
export function firstAnswerName(scorer: string): string {
  return `${scorer}.first`;
}

/** The metrics of a scorer in a suite with turns. */
export function switchMetricIds(suite: string, scorer: string): string[] {
  return [`${suite}.${firstAnswerName(scorer)}`, ...switchDirections.map((way) => `${suite}.${scorer}.${way}`)];
}

/**
 * Rates of leaving a right answer for a wrong one, and a wrong one for a right one, between the first and the last
 * answer of a conversation. Each rate is over the conversations that began in its state; Wilson's interval, widened by
 * the design effect where cases share clusters or were repeated. Empty for rows without turns.
 */
export function switchSummary(rows: readonly ScoredRow[], options: { readonly level: number }): SwitchRate[] {
  const rates: SwitchRate[] = [];
  const models = [...new Set(rows.map((row) => row.modelId))];
  const scorers = [...new Set(rows.flatMap((row) => row.scorers.map(({ name }) => name)))];
  for (const modelId of models) {
    const own = rows.filter((row) => row.modelId === modelId);
    for (const scorer of scorers.filter((name) => scorers.includes(firstAnswerName(name)))) {
      for (const direction of switchDirections) rates.push(rateOf(modelId, scorer, direction, own, options));
    }
  }
  return rates;
}

function rateOf(
  modelId: string,
  scorer: string,
  direction: SwitchDirection,
  rows: readonly ScoredRow[],
  { level }: { level: number },
): SwitchRate {
  const start = direction === "right_to_wrong" ? 1 : 0;
  const perCluster = new Map<string, { from: number; switched: number }>();
  let unscored = 0;
  let begunUnscored = 0;
  let graded = false;
  for (const row of rows) {
    const before = firstScore(row, scorer);
    const after = scoreOf(row, scorer);
    if (before === start && after === null) begunUnscored++;
    if (before === null || after === null) {
      unscored++;
      continue;
    }
    if (!isVerdict(before) || !isVerdict(after)) graded = true;
    if (before !== start) continue;
    const counts = perCluster.get(row.clusterId) ?? { from: 0, switched: 0 };
    perCluster.set(row.clusterId, {
      from: counts.from + 1,
      switched: counts.switched + (after === 1 - start ? 1 : 0),
    });
  }
  const counts = [...perCluster.values()];
  const from = counts.reduce((sum, one) => sum + one.from, 0);
  const switched = counts.reduce((sum, one) => sum + one.switched, 0);
  const base = { modelId, scorer, direction, from, switched, clusters: counts.length, unscored };
  if (graded) {
    const reason = "scores between 0 and 1 do not say right or wrong";
    return { ...base, rate: null, ci: null, bounds: null, reason };
  }
  if (from === 0) {
    const reason = `no first answer was ${start === 1 ? "right" : "wrong"}`;
    return { ...base, rate: null, ci: null, bounds: null, reason };
  }
  const estimate = counts.every((one) => one.from === 1)
    ? wilson(switched, from, { level })
    : clusteredWilson(
        counts.map((one) => one.switched),
        counts.map((one) => one.from),
        { level },
      );
  const all = from + begunUnscored;
  return {
    ...base,
    rate: switched / from,
    ci: estimate.ci,
    bounds: { low: switched / all, high: (switched + begunUnscored) / all },
    reason: estimate.ci === null ? (estimate.reason ?? "no interval") : null,
  };
}

function scoreOf(row: ScoredRow, name: string): number | null {
  return row.scorers.find((one) => one.name === name)?.score ?? null;
}

function firstScore(row: ScoredRow, scorer: string): number | null {
  return scoreOf(row, firstAnswerName(scorer));
}

function isVerdict(score: number): boolean {
  return score === 0 || score === 1;
}
