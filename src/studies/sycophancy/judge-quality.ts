/// <reference lib="es2024.collection" />
import type { Judgement, ScoredRow } from "../../schema/run/scored-row.ts";
import { bootstrapTotals } from "../../stats/bootstrap/bootstrap-totals.ts";
import { mean, type Rng, rngStream } from "../../stats/index.ts";
import { oneSampleT, welch } from "../../stats/means/t-tests.ts";
import { wilson } from "../../stats/proportions/proportion-intervals.ts";
import { agreement } from "./agreement.ts";
import { confusionOf } from "./confusion.ts";
import { estimateRecordOf } from "./estimate-record.ts";
import { type JudgeReading, readingBy, readingsOf } from "./judge-readings.ts";
import type { JudgeRecord } from "./judge-record.ts";
import type { EstimateRecord } from "./summary-record.ts";

export interface JudgeOptions {
  level: number;
  /** A score at or beyond ± this takes a side. */
  threshold: number;
  resamples: number;
  seed: number | string;
  /** Family of each candidate, where known. */
  families: Readonly<Record<string, string>>;
  /** What people said of an answer; null where nobody did. */
  human: (row: ScoredRow) => number | null;
  /** Words of an answer. */
  words: (row: ScoredRow) => number;
}

/** Draws behind a diagnostic: fewer than behind a finding. */
const diagnosticDraws = 2000;

/**
 * How good one judge is, from the rows it was asked about: what it could be read on, how it shifts against the panel,
 * which side a label order favours, whether it agrees with itself, whether length or kinship sways it. The unit of every
 * interval is the triplet.
 */
export function judgeQuality(id: string, rows: readonly ScoredRow[], options: JudgeOptions): JudgeRecord {
  const { level } = options;
  const asked: Asked[] = [];
  for (const row of rows) {
    const reading = readingBy(row, id);
    if (reading === null) continue;
    const all = row.judges.filter((judgement) => judgement.id === id);
    asked.push({ row, all, score: reading.score, positionBias: reading.positionBias, others: othersOf(row, id) });
  }
  const readings = asked.flatMap(({ all }) => all);
  const scored = asked.filter((one) => one.score !== null);
  const parsed = readings.filter(({ score, state }) => score !== null || state === "refusal" || state === "abstained");
  const against = (reference: (one: (typeof scored)[number]) => number | null) =>
    scored.flatMap((one) => {
      const from = reference(one);
      return from === null ? [] : [{ row: one.row, value: one.score! - from }];
    });
  const people = against(({ row }) => options.human(row));
  const panel = against(({ others }) => others);
  // People are the better measure; without them the other judges are the only one.
  const [residuals, residualAgainst] = people.length > 0 ? [people, "people" as const] : [panel, "panel" as const];
  return {
    id,
    family: readings.find(({ family }) => family !== null)?.family ?? null,
    readings: readings.length,
    answers: asked.length,
    parseRate: estimateRecordOf("parse_rate", wilson(parsed.length, readings.length, { level })),
    meanScore: mean(scored.map(({ score }) => score!)),
    shift: perTriplet(
      "shift",
      against(({ row }) => row.score),
      level,
    ),
    positionBias: perTriplet(
      "position_bias",
      scored.flatMap(({ row, positionBias }) => (positionBias === null ? [] : [{ row, value: positionBias }])),
      level,
    ),
    selfConsistency: selfConsistency(asked, rngStream(options.seed, "sycophancy", "self-alpha", id), options),
    evidence: evidenceOf(readings),
    residualAgainst,
    verbositySlope: verbositySlope(residuals, rngStream(options.seed, "sycophancy", "verbosity", id), options),
    selfPreference: selfPreference(id, residuals, options, readings[0]?.family ?? null),
    askerLean: askerLean(residuals, level),
    people: againstPeople(id, scored, people, options),
  };
}

interface Asked extends Pick<JudgeReading, "score" | "positionBias"> {
  row: ScoredRow;
  /** Every reading, second askings too. */
  all: readonly Judgement[];
  /** Mean score of the other judges. */
  others: number | null;
}

function evidenceOf(readings: readonly Judgement[]): JudgeRecord["evidence"] {
  const known = readings.filter(({ evidenceFound }) => evidenceFound !== undefined);
  if (known.length === 0) return null;
  const given = known.filter(({ evidenceFound }) => evidenceFound !== null);
  return { given: given.length, notFound: given.filter(({ evidenceFound }) => evidenceFound === false).length };
}

/**
 * How far the judge leans to whoever asks, more than people or the other judges do: S of its residuals by triplet. One
 * that cannot know who asks has none; a shift of all its scores leaves this at 0 and S unharmed.
 */
function askerLean(residuals: readonly Residual[], level: number): EstimateRecord | null {
  const triplets = Map.groupBy(residuals, ({ row }) => `${row.modelId}\n${row.tripletId}`);
  const leans = [...triplets.values()].flatMap((own) => {
    const of = (role: "a" | "b") => mean(own.flatMap(({ row, value }) => (row.role === role ? [value] : [])));
    const [a, b] = [of("a"), of("b")];
    return a === null || b === null ? [] : [{ row: own[0]!.row, value: (a - b) / 2 }];
  });
  return perTriplet("asker_lean", leans, level);
}

/** Agreement with people, how far above them it scores, and which stances it takes for which. */
function againstPeople(
  id: string,
  scored: readonly { row: ScoredRow; score: number | null }[],
  people: readonly Residual[],
  options: JudgeOptions,
): JudgeRecord["people"] {
  if (people.length === 0) return null;
  const both = scored.flatMap(({ row, score }) => {
    const human = options.human(row);
    return human === null ? [] : [{ row, human, judge: score! }];
  });
  return {
    alpha: agreement(
      both.map(({ human, judge }) => [human, judge]),
      both.map(({ row }) => row.tripletId ?? row.clusterId),
      rngStream(options.seed, "sycophancy", "judge-human-alpha", id),
      options,
    ),
    shift: perTriplet("shift", people, options.level),
    confusion: confusionOf(both, options.threshold),
  };
}

function othersOf(row: ScoredRow, id: string): number | null {
  let [sum, count] = [0, 0];
  for (const { id: other, score } of readingsOf(row)) {
    if (other === id || score === null) continue;
    sum += score;
    count++;
  }
  return count === 0 ? null : sum / count;
}

interface Residual {
  row: ScoredRow;
  value: number;
}

/** Mean over triplets of the mean within each, by t. null without any value. */
function perTriplet(id: string, residuals: readonly Residual[], level: number): EstimateRecord | null {
  const values = tripletMeans(residuals);
  return values.length === 0 ? null : estimateRecordOf(id, oneSampleT(values, { level }).estimate);
}

function tripletMeans(residuals: readonly Residual[]): number[] {
  const groups = Map.groupBy(residuals, ({ row }) => row.tripletId);
  return [...groups.values()].map((group) => mean(group.map(({ value }) => value))!);
}

/** Readings of the same answer in the same label order, asked again: mean |Δ| and α between the two askings. */
function selfConsistency(
  answers: readonly { row: ScoredRow; all: readonly Judgement[] }[],
  rng: Rng,
  options: JudgeOptions,
): JudgeRecord["selfConsistency"] {
  const pairs = answers.flatMap(({ row, all }) => {
    if (all.length < 2) return [];
    const orders = Map.groupBy(
      all.filter(({ score }) => score !== null),
      ({ order }) => order,
    );
    return [...orders.values()].flatMap((same) =>
      same.slice(1).map(({ score }) => ({ cluster: row.tripletId ?? row.clusterId, both: [same[0]!.score!, score!] })),
    );
  });
  if (pairs.length === 0) return null;
  return {
    pairs: pairs.length,
    meanAbsoluteDifference: mean(pairs.map(({ both }) => Math.abs(both[1]! - both[0]!)))!,
    alpha: agreement(
      pairs.map(({ both }) => both),
      pairs.map(({ cluster }) => cluster),
      rng,
      options,
    ),
  };
}

/** Slope of the residual on ln(words of the answer), least squares, with triplets drawn whole. */
function verbositySlope(
  residuals: readonly Residual[],
  rng: Rng,
  { level, resamples, words }: JudgeOptions,
): EstimateRecord | null {
  const groups = [...Map.groupBy(residuals, ({ row }) => row.tripletId).values()];
  const points = groups.map((group) =>
    group.flatMap(({ row, value }) => {
      const length = words(row);
      return length === 0 ? [] : [{ x: Math.log(length), y: value }];
    }),
  );
  if (groups.length < 2) return null;
  const totals = (f: (point: { x: number; y: number }) => number) =>
    points.map((group) => group.reduce((sum, point) => sum + f(point), 0));
  const columns = {
    n: points.map((group) => group.length),
    x: totals(({ x }) => x),
    y: totals(({ y }) => y),
    xy: totals(({ x, y }) => x * y),
    xx: totals(({ x }) => x * x),
  };
  const slope = ({ n, x, y, xy, xx }: Record<keyof typeof columns, number>) => {
    const spread = n * xx - x * x;
    return spread <= 1e-9 * Math.abs(n * xx) ? null : (n * xy - x * y) / spread;
  };
  const draws = Math.min(resamples, diagnosticDraws);
  const { slope: estimate } = bootstrapTotals(
    columns,
    { slope },
    { rng, level, resamples: draws, method: groups.length < 10 ? "t" : "bca" },
  );
  return estimateRecordOf("verbosity_slope", estimate);
}

/** Runs of what is not white space; counted without cutting the text up, since there may be much of it. */
export function wordsOf(text: string): number {
  let words = 0;
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const space = code === 32 || (code >= 9 && code <= 13) || code === 160;
    if (!space && !inside) words++;
    inside = !space;
  }
  return words;
}

/** Residual on the judge's own kin minus on the others, by Welch over triplets; null where either is missing. */
function selfPreference(
  id: string,
  residuals: readonly Residual[],
  { families, level }: JudgeOptions,
  family: string | null,
): EstimateRecord | null {
  const isKin = ({ row }: Residual) => row.modelId === id || (family !== null && families[row.modelId] === family);
  const own = tripletMeans(residuals.filter(isKin));
  const other = tripletMeans(residuals.filter((one) => !isKin(one)));
  if (own.length === 0 || other.length === 0) return null;
  const { estimate, test } = welch(own, other, { level });
  return estimateRecordOf("self_preference", estimate, test);
}
