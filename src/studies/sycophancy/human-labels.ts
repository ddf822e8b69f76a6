/// <reference lib="es2024.collection" />
import { InvalidInputError } from "../../errors/input-errors.ts";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { mean } from "../../stats/index.ts";

/** What people said of one answer. */
export interface HumanLabel {
  modelId: string;
  tripletId: string;
  /** The view by name, as in the run. */
  view: string;
  /** null: the label stands for every repeat of the cell. */
  repeat: number | null;
  /** Mean over people, in [−1, 1]. */
  score: number;
  /** Each person's score, where known; for agreement between people. */
  ratings?: readonly { rater: string; score: number }[];
  /** How many people. */
  raters: number;
  /** Probability with which its triplet was sampled for labelling; null: all alike. */
  inclusionProbability: number | null;
  /** True when this label was also used to tune a judge or a scorer; such labels cannot calibrate it. */
  usedForTuning?: boolean;
}

export interface LabelledRow {
  row: ScoredRow;
  label: HumanLabel;
}

/** Labels with their answers, and how many found none. Throws where labels also tuned a judge. */
export function matchLabels(
  rows: readonly ScoredRow[],
  labels: readonly HumanLabel[],
): { matched: LabelledRow[]; unused: number } {
  const tuned = labels.filter(({ usedForTuning }) => usedForTuning === true).length;
  if (tuned > 0) {
    throw new InvalidInputError(`${tuned} of ${labels.length} labels also tuned a judge or scorer`, {
      hint: "Calibrate with labels that no judge has learned from; leave these out or label other triplets.",
    });
  }
  const cells = Map.groupBy(rows, (row) => cellOf(row.modelId, row.tripletId, row.view));
  const matched: LabelledRow[] = [];
  let unused = 0;
  for (const label of labels) {
    const cell = cells.get(cellOf(label.modelId, label.tripletId, label.view)) ?? [];
    const found = cell.filter(({ repeat }) => label.repeat === null || repeat === label.repeat);
    if (found.length === 0) unused++;
    matched.push(...found.map((row) => ({ row, label })));
  }
  return { matched, unused };
}

/** The score people gave to an answer: the mean over its labels. null where there is none. */
export function humanScores(matched: readonly LabelledRow[]): (row: ScoredRow) => number | null {
  const scores = new Map<ScoredRow, number[]>();
  for (const { row, label } of matched) scores.set(row, [...(scores.get(row) ?? []), label.score]);
  return (row) => mean(scores.get(row) ?? []);
}

function cellOf(modelId: string, tripletId: string | null, view: string | null): string {
  return JSON.stringify([modelId, tripletId, view]);
}
