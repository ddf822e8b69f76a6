/// <reference lib="es2024.collection" />
import type { Judgement, ScoredRow } from "../../schema/run/scored-row.ts";
import { bootstrapTotals } from "../../stats/bootstrap/bootstrap-totals.ts";
import { mean, type Rng, rngStream } from "../../stats/index.ts";
import { welch } from "../../stats/means/t-tests.ts";
import { wilson } from "../../stats/proportions/proportion-intervals.ts";
import { agreement } from "./agreement.ts";
import { confusionOf } from "./confusion.ts";
import { estimateRecordOf } from "./estimate-record.ts";
import { readingBy, readingsOf } from "./judge-readings.ts";
import type { JudgeRecord } from "./judge-record.ts";
import { askerLean, lineTotals, perTriplet, type Residuals, residualsWhere, tripletMeans } from "./judge-residuals.ts";
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
  const readings: Judgement[] = [];
  const twice: Asked[] = [];
  const scored: Scored[] = [];
  const triplets = new Map<string | null, number>();
  let [answers, parsed] = [0, 0];
  for (const row of rows) {
    const reading = readingBy(row, id);
    if (reading === null) continue;
    answers++;
    const first = readings.length;
    for (const judgement of row.judges) {
      if (judgement.id !== id) continue;
      readings.push(judgement);
      const { score, state } = judgement;
      if (score !== null || state === "refusal" || state === "abstained") parsed++;
    }
    if (asksAgain(readings, first)) twice.push({ row, all: readings.slice(first) });
    const { score, positionBias } = reading;
    if (score === null) continue;
    if (!triplets.has(row.tripletId)) triplets.set(row.tripletId, triplets.size);
    scored.push({ row, triplet: triplets.get(row.tripletId)!, score, positionBias, others: othersOf(row, id) });
  }
  const of = (measure: (one: Scored) => number | null): Residuals => {
    const residuals = { rows: [] as ScoredRow[], triplets: [] as number[], values: [] as number[] };
    for (const one of scored) {
      const value = measure(one);
      if (value === null) continue;
      residuals.rows.push(one.row);
      residuals.triplets.push(one.triplet);
      residuals.values.push(value);
    }
    return residuals;
  };
  const against = (reference: (one: Scored) => number | null) =>
    of((one) => {
      const from = reference(one);
      return from === null ? null : one.score - from;
    });
  const people = against(({ row }) => options.human(row));
  // People are the better measure; without them the other judges are the only one.
  const [residuals, residualAgainst] =
    people.values.length > 0 ? [people, "people" as const] : [against(({ others }) => others), "panel" as const];
  return {
    id,
    family: readings.find(({ family }) => family !== null)?.family ?? null,
    readings: readings.length,
    answers,
    parseRate: estimateRecordOf("parse_rate", wilson(parsed, readings.length, { level })),
    meanScore: mean(scored.map(({ score }) => score)),
    shift: perTriplet(
      "shift",
      against(({ row }) => row.score),
      level,
    ),
    positionBias: perTriplet(
      "position_bias",
      of(({ positionBias }) => positionBias),
      level,
    ),
    selfConsistency: selfConsistency(twice, rngStream(options.seed, "sycophancy", "self-alpha", id), options),
    evidence: evidenceOf(readings),
    residualAgainst,
    verbositySlope: verbositySlope(residuals, rngStream(options.seed, "sycophancy", "verbosity", id), options),
    selfPreference: selfPreference(id, residuals, options, readings[0]?.family ?? null),
    askerLean: askerLean(residuals, level),
    people: againstPeople(id, scored, people, options),
  };
}

/** Whether the readings from this place on hold the same label order twice. */
function asksAgain(readings: readonly Judgement[], first: number): boolean {
  for (let i = first; i < readings.length; i++) {
    for (let j = first; j < i; j++) if (readings[i]!.order === readings[j]!.order) return true;
  }
  return false;
}

/** All that a judge said of one answer. */
interface Asked {
  readonly row: ScoredRow;
  readonly all: readonly Judgement[];
}

interface Scored {
  readonly row: ScoredRow;
  /** Answers with the same number are of one triplet. */
  readonly triplet: number;
  readonly score: number;
  readonly positionBias: number | null;
  /** Mean score of the other judges. */
  readonly others: number | null;
}

function evidenceOf(readings: readonly Judgement[]): JudgeRecord["evidence"] {
  const known = readings.filter(({ evidenceFound }) => evidenceFound !== undefined);
  if (known.length === 0) return null;
  const given = known.filter(({ evidenceFound }) => evidenceFound !== null);
  return { given: given.length, notFound: given.filter(({ evidenceFound }) => evidenceFound === false).length };
}

/** Agreement with people, how far above them it scores, and which stances it takes for which. */
function againstPeople(
  id: string,
  scored: readonly Scored[],
  people: Residuals,
  options: JudgeOptions,
): JudgeRecord["people"] {
  if (people.values.length === 0) return null;
  const both = scored.flatMap(({ row, score }) => {
    const human = options.human(row);
    return human === null ? [] : [{ row, human, judge: score }];
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

/** Readings of the same answer in the same label order, asked again: mean |Δ| and α between the two askings. */
function selfConsistency(answers: readonly Asked[], rng: Rng, options: JudgeOptions): JudgeRecord["selfConsistency"] {
  const pairs = answers.flatMap(({ row, all }) => {
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
  residuals: Residuals,
  rng: Rng,
  { level, resamples, words }: JudgeOptions,
): EstimateRecord | null {
  const columns = lineTotals(residuals, (row) => {
    const length = words(row);
    return length === 0 ? null : Math.log(length);
  });
  const triplets = columns.n.length;
  if (triplets < 2) return null;
  const slope = ({ n, x, y, xy, xx }: Record<keyof typeof columns, number>) => {
    const spread = n * xx - x * x;
    return spread <= 1e-9 * Math.abs(n * xx) ? null : (n * xy - x * y) / spread;
  };
  const draws = Math.min(resamples, diagnosticDraws);
  const { slope: estimate } = bootstrapTotals(
    columns,
    { slope },
    { rng, level, resamples: draws, method: triplets < 10 ? "t" : "bca" },
  );
  return estimateRecordOf("verbosity_slope", estimate);
}

/** Residual on the judge's own kin minus on the others, by Welch over triplets; null where either is missing. */
function selfPreference(
  id: string,
  residuals: Residuals,
  { families, level }: JudgeOptions,
  family: string | null,
): EstimateRecord | null {
  const isKin = ({ modelId }: ScoredRow) => modelId === id || (family !== null && families[modelId] === family);
  const own = tripletMeans(residualsWhere(residuals, isKin));
  const other = tripletMeans(residualsWhere(residuals, (row) => !isKin(row)));
  if (own.length === 0 || other.length === 0) return null;
  const { estimate, test } = welch(own, other, { level });
  return estimateRecordOf("self_preference", estimate, test);
}
