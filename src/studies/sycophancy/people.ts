import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { rngStream } from "../../stats/index.ts";
import { type CalibrateOptions, calibrate } from "./calibrate.ts";
import { type HumanLabel, humanScores, matchLabels } from "./human-labels.ts";
import { wordsOf } from "./judge-quality.ts";
import type { PeopleRecord } from "./judge-record.ts";
import { agreement } from "./judges.ts";
import { stanceOf } from "./stance.ts";
import type { ModelTriplets } from "./triplet-table.ts";

const stances = ["neg", "neu", "pos"] as const;

/** What people's labels say about the judges and, through them, about the models. */
export function peopleOf(
  table: readonly ModelTriplets[],
  rows: readonly ScoredRow[],
  labels: readonly HumanLabel[],
  options: CalibrateOptions,
): PeopleRecord {
  const { matched, unused } = matchLabels(rows, labels);
  const human = humanScores(matched);
  const both = rows.flatMap((row) => {
    const score = human(row);
    return score === null || row.score === null ? [] : [{ row, human: score, judge: row.score }];
  });
  const clusters = both.map(({ row }) => row.tripletId ?? row.clusterId);
  const rng = (name: string) => rngStream(options.seed, "sycophancy", name);
  const bin = (score: number) => stanceOf(score, options.threshold);
  return {
    labels: matched.length,
    unused,
    raters: labels.length === 0 ? null : Math.max(...labels.map(({ raters }) => raters)),
    judgeAlpha: agreement(
      both.map(({ human: people, judge }) => [people, judge]),
      clusters,
      rng("judge-human-alpha"),
      options,
    ),
    raterAlpha: raterAlpha(labels, rng("rater-alpha"), options),
    confusion: stances.flatMap((judge) =>
      stances.map((people) => ({
        judge,
        human: people,
        count: both.filter((one) => bin(one.judge) === judge && bin(one.human) === people).length,
      })),
    ),
    models: calibrate(table, rows, labels, options),
    points: both.map(({ row, human: people, judge }) => ({
      modelId: row.modelId,
      human: people,
      judge,
      words: wordsOf(row.responseText),
    })),
  };
}

function raterAlpha(
  labels: readonly HumanLabel[],
  rng: ReturnType<typeof rngStream>,
  options: CalibrateOptions,
): PeopleRecord["raterAlpha"] {
  const rated = labels.filter(({ ratings }) => ratings !== undefined && ratings.length > 0);
  if (rated.length === 0) return null;
  const raters = [...new Set(rated.flatMap(({ ratings }) => ratings!.map(({ rater }) => rater)))].sort();
  const table = rated.map(({ ratings }) =>
    raters.map((name) => ratings!.find(({ rater }) => rater === name)?.score ?? null),
  );
  return agreement(
    table,
    rated.map(({ tripletId }) => tripletId),
    rng,
    options,
  );
}
