import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { rngStream } from "../../stats/index.ts";
import { agreement } from "./agreement.ts";
import { type CalibrateOptions, calibrate } from "./calibrate.ts";
import { confusionOf } from "./confusion.ts";
import { humanScores, type LabelledRow } from "./human-labels.ts";
import type { PeopleRecord } from "./judge-record.ts";
import type { ModelTriplets } from "./triplet-table.ts";
import { wordsOf } from "./words.ts";

/** What people's labels say about the judges and, through them, about the models. */
export function peopleOf(
  table: readonly ModelTriplets[],
  rows: readonly ScoredRow[],
  { matched, unused }: { matched: readonly LabelledRow[]; unused: number },
  options: CalibrateOptions,
): PeopleRecord {
  const human = humanScores(matched);
  const both = rows.flatMap((row) => {
    const score = human(row);
    return score === null || row.score === null ? [] : [{ row, human: score, judge: row.score }];
  });
  const clusters = both.map(({ row }) => row.tripletId ?? row.clusterId);
  const rng = (name: string) => rngStream(options.seed, "sycophancy", name);
  return {
    labels: matched.length,
    unused,
    raters: matched.length === 0 ? null : matched.reduce((most, { label }) => Math.max(most, label.raters), 0),
    judgeAlpha: agreement(
      both.map(({ human: people, judge }) => [people, judge]),
      clusters,
      rng("judge-human-alpha"),
      options,
    ),
    raterAlpha: raterAlpha(matched, rng("rater-alpha"), options),
    confusion: confusionOf(both, options.threshold),
    models: calibrate(table, rows, matched, options),
    points: both.map(({ row, human: people, judge }) => ({
      modelId: row.modelId,
      human: people,
      judge,
      words: wordsOf(row.responseText),
    })),
  };
}

function raterAlpha(
  matched: readonly LabelledRow[],
  rng: ReturnType<typeof rngStream>,
  options: CalibrateOptions,
): PeopleRecord["raterAlpha"] {
  // A label that stands for several repeats is one unit all the same.
  const units = new Map(matched.map(({ row, label }) => [label, row.tripletId ?? row.clusterId]));
  const rated = [...units].filter(([{ ratings }]) => ratings !== undefined && ratings.length > 0);
  if (rated.length === 0) return null;
  const raters = [...new Set(rated.flatMap(([{ ratings }]) => ratings!.map(({ rater }) => rater)))].sort();
  const table = rated.map(([{ ratings }]) =>
    raters.map((name) => ratings!.find(({ rater }) => rater === name)?.score ?? null),
  );
  return agreement(
    table,
    rated.map(([, cluster]) => cluster),
    rng,
    options,
  );
}
