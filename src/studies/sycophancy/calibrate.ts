import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { mean, rngStream } from "../../stats/index.ts";
import { oneSampleT } from "../../stats/means/t-tests.ts";
import { correctedRates } from "./corrected-rates.ts";
import { contributionOf, estimands } from "./estimands.ts";
import { estimateRecordOf } from "./estimate-record.ts";
import { humanScores, inclusionProbabilities, type LabelledRow } from "./human-labels.ts";
import { jointMean } from "./joint-mean.ts";
import type { CalibratedRecord, PeopleRecord } from "./judge-record.ts";
import { type ModelTriplets, type Triplet, tripletTable } from "./triplet-table.ts";

export interface CalibrateOptions {
  threshold: number;
  level: number;
  resamples: number;
  seed: number | string;
}

type Measure = (triplet: Triplet) => number | null;

const s = estimands.find(({ id }) => id === "s")!;
const effectOf: Measure = (triplet) => contributionOf(s, triplet)?.numerator ?? null;

/** Mean score over the views; null unless every view that was asked has one. A shift of all scores moves this, not S. */
const levelOf: Measure = ({ legs }) => {
  const asked = Object.values(legs).filter((leg) => leg !== null);
  return asked.some((leg) => leg.mean === null) ? null : mean(asked.map((leg) => leg.mean!));
};

/**
 * S and the mean score of each model by people and judges together. The unit is the triplet: labelled ones, in which
 * people scored the views, give a value by people and, on the same answers, by judges; the others give one by judges
 * alone; PPI++ joins them. Unbiased whatever the judges are worth, if the labelled triplets are a random sample.
 */
export function calibrate(
  table: readonly ModelTriplets[],
  rows: readonly ScoredRow[],
  matched: readonly LabelledRow[],
  options: CalibrateOptions,
): PeopleRecord["models"] {
  const human = humanScores(matched);
  const probability = inclusionProbabilities(matched);
  const read = (scoreOf: (row: ScoredRow) => number | null) =>
    new Map(tripletTable(rows, { threshold: options.threshold, scoreOf }).map((model) => [model.modelId, model]));
  const byPeople = read((row) => (row.score === null ? null : human(row)));
  const sameAnswers = read((row) => (human(row) === null ? null : row.score));
  return table.map((model) => {
    const joined = (id: string, measure: Measure): CalibratedRecord => {
      const judged = valuesOf(model, measure);
      const labelled = valuesOf(byPeople.get(model.modelId), measure);
      const judgedThere = valuesOf(sameAnswers.get(model.modelId), measure);
      const both = [...labelled].filter(([tripletId]) => judgedThere.has(tripletId));
      const labels = both.map(([, value]) => value);
      const sample = {
        labels,
        predictions: both.map(([tripletId]) => judgedThere.get(tripletId)!),
        unlabelled: [...judged].flatMap(([tripletId, value]) => (labelled.has(tripletId) ? [] : [value])),
        probabilities: both.map(([tripletId]) => probability(model.modelId, tripletId)),
      };
      const rng = rngStream(options.seed, "sycophancy", "ppi", id, model.modelId);
      const found = jointMean(sample, { rng, level: options.level, resamples: options.resamples });
      return {
        labelledTriplets: both.length,
        joint: estimateRecordOf(`ppi_${id}`, found),
        lambda: found.lambda,
        peopleAlone: estimateRecordOf(`people_${id}`, alone(labels, options.level)),
        judgesAlone: estimateRecordOf(`judges_${id}`, alone([...judged.values()], options.level)),
      };
    };
    const effect = joined("s", effectOf);
    return {
      modelId: model.modelId,
      labelledTriplets: effect.labelledTriplets,
      s: effect.joint,
      lambda: effect.lambda,
      peopleAlone: effect.peopleAlone,
      meanScore: joined("mean", levelOf),
      rates: correctedRates(model.modelId, rows, matched, options),
    };
  });
}

function alone(values: number[], level: number) {
  return oneSampleT(values, { level }).estimate;
}

function valuesOf(model: ModelTriplets | undefined, measure: Measure): Map<string, number> {
  return new Map(
    (model?.triplets ?? []).flatMap((triplet) => {
      const value = measure(triplet);
      return value === null ? [] : [[triplet.tripletId, value] as const];
    }),
  );
}
