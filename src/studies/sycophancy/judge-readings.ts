import type { Judgement, ScoredRow } from "../../schema/run/scored-row.ts";

/** What one judge made of one answer. */
export interface JudgeReading {
  readonly id: string;
  /** Its score: the mean over its label orders, first asking; null where none could be read. */
  readonly score: number | null;
  /** (s₁ + s₂)/2 under label swap; null unless both orders have a score. */
  readonly positionBias: number | null;
}

const known = new WeakMap<ScoredRow, readonly JudgeReading[]>();

/** Readings of an answer, one a judge. Rows do not change, so each is gone through once, whoever asks and however often. */
export function readingsOf(row: ScoredRow): readonly JudgeReading[] {
  let found = known.get(row);
  if (found === undefined) {
    found = groupReadings(row.judges);
    known.set(row, found);
  }
  return found;
}

/** One judge's reading of an answer; null where it was not asked. */
export function readingBy(row: ScoredRow, id: string): JudgeReading | null {
  // There are few judges, and a list of them is a fraction of a map of them.
  for (const reading of readingsOf(row)) if (reading.id === id) return reading;
  return null;
}

/** Every judge that was asked about any of these answers, in order of id. */
export function judgeIds(rows: readonly ScoredRow[]): string[] {
  const ids = new Set<string>();
  for (const { judges } of rows) for (const { id } of judges) ids.add(id);
  return [...ids].sort();
}

function groupReadings(judges: readonly Judgement[]): readonly JudgeReading[] {
  const readings: JudgeReading[] = [];
  for (const { id } of judges) {
    if (readings.some((reading) => reading.id === id)) continue;
    const high = meanOf(judges, id, "a-high");
    const low = meanOf(judges, id, "a-low");
    const positionBias = high === null || low === null ? null : (high - low) / 2;
    readings.push({ id, score: meanOf(judges, id, "any"), positionBias });
  }
  return readings;
}

/** Scores are stored in axis direction. A second asking tells how far a judge agrees with itself, and nothing else. */
function meanOf(judges: readonly Judgement[], id: string, order: "a-high" | "a-low" | "any"): number | null {
  let [sum, count] = [0, 0];
  for (const one of judges) {
    if (one.id !== id || one.score === null || (one.asking ?? 1) > 1) continue;
    if (order !== "any" && one.order !== order) continue;
    sum += one.score;
    count++;
  }
  return count === 0 ? null : sum / count;
}
