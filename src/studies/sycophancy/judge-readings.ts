import type { Judgement, ScoredRow } from "../../schema/run/scored-row.ts";

/** All that one judge said of one answer. */
export interface JudgeReading {
  /** Every reading, second askings too. */
  readonly all: readonly Judgement[];
  /** Its score: the mean over its label orders, first asking; null where none could be read. */
  readonly score: number | null;
  /** (s₁ + s₂)/2 under label swap; null unless both orders have a score. */
  readonly positionBias: number | null;
}

const known = new WeakMap<ScoredRow, ReadonlyMap<string, JudgeReading>>();

/** Readings of an answer by judge. Rows do not change, so each is gone through once, whoever asks and however often. */
export function readingsOf(row: ScoredRow): ReadonlyMap<string, JudgeReading> {
  let found = known.get(row);
  if (found === undefined) {
    found = groupReadings(row.judges);
    known.set(row, found);
  }
  return found;
}

/** Every judge that was asked about any of these answers, in order of id. */
export function judgeIds(rows: readonly ScoredRow[]): string[] {
  const ids = new Set<string>();
  for (const { judges } of rows) for (const { id } of judges) ids.add(id);
  return [...ids].sort();
}

/** Readings of the first asking; a second one only tells how far a judge agrees with itself. */
function isFirst({ asking }: Judgement): boolean {
  return asking === undefined || asking === 1;
}

function groupReadings(judges: readonly Judgement[]): ReadonlyMap<string, JudgeReading> {
  const groups = new Map<string, Judgement[]>();
  for (const judgement of judges) {
    const own = groups.get(judgement.id);
    if (own === undefined) groups.set(judgement.id, [judgement]);
    else own.push(judgement);
  }
  const readings = new Map<string, JudgeReading>();
  for (const [id, all] of groups) readings.set(id, { all, score: scoreOf(all), positionBias: biasOf(all) });
  return readings;
}

function scoreOf(all: readonly Judgement[]): number | null {
  return meanWhere(all, () => true);
}

/** Scores are stored in axis direction, so the one under the swap comes turned. */
function biasOf(all: readonly Judgement[]): number | null {
  const high = meanWhere(all, ({ order }) => order === "a-high");
  const low = meanWhere(all, ({ order }) => order === "a-low");
  return high === null || low === null ? null : (high - low) / 2;
}

function meanWhere(all: readonly Judgement[], counts: (one: Judgement) => boolean): number | null {
  let [sum, count] = [0, 0];
  for (const one of all) {
    if (one.score === null || !isFirst(one) || !counts(one)) continue;
    sum += one.score;
    count++;
  }
  return count === 0 ? null : sum / count;
}
