/// <reference lib="es2024.collection" />
import { hash } from "node:crypto";
import { InvalidInputError } from "../../errors/input-errors.ts";
import type { ScoredRow } from "../../schema/run/scored-row.ts";
import { mean } from "../../stats/index.ts";

/** What people said of one answer. It is found by its cell, or where that is not known by model and text. */
export interface HumanLabel {
  modelId: string;
  tripletId: string | null;
  /** The view by name, as in the run. */
  view: string | null;
  /** null: the label stands for every repeat of the cell. */
  repeat: number | null;
  /** sha256 of the answer's text; null when not known. A label of another text than the row's is not used. */
  answerHash: string | null;
  /** The hash the labelling tool gave the item; null when not known. */
  contentHash?: string | null;
  /** Mean over people, in [−1, 1]. */
  score: number;
  /** Each person's score, where known; for agreement between people. */
  ratings?: readonly { rater: string; score: number }[];
  /** How many people. */
  raters: number;
  /** Probability with which its triplet was sampled for labelling; null: all alike. */
  inclusionProbability: number | null;
}

/** What must be known of an answer to find its label. */
type Labelled = Pick<ScoredRow, "modelId" | "tripletId" | "view" | "repeat" | "responseText">;

export interface LabelledRow<Row extends Labelled = ScoredRow> {
  row: Row;
  label: HumanLabel;
}

/** Hashes of answers (or of labelled items) that a judge or a scorer was tuned on. */
export type TunedOn = ReadonlySet<string>;

const nothing: TunedOn = new Set();

/** sha256 of an answer's text: what hash lists of tuned scorers hold. */
export function answerHashOf(responseText: string): string {
  return hash("sha256", responseText, "hex");
}

/**
 * Labels with their answers, and how many found none. Throws where a labelled answer is on the list of those that a judge
 * or a scorer was tuned on: agreement with labels one has learned from says nothing.
 */
export function matchLabels<Row extends Labelled = ScoredRow>(
  rows: readonly Row[],
  labels: readonly HumanLabel[],
  tunedOn: TunedOn = nothing,
): { matched: LabelledRow<Row>[]; unused: number } {
  const cells = Map.groupBy(rows, (row) => cellOf(row.modelId, row.tripletId, row.view));
  const wantsText = labels.some(({ tripletId }) => tripletId === null);
  const texts = Map.groupBy(wantsText ? rows : [], (row) => textOf(row.modelId, answerHashOf(row.responseText)));
  const matched: LabelledRow<Row>[] = [];
  let unused = 0;
  for (const label of labels) {
    const { modelId, tripletId, view, repeat, answerHash } = label;
    const found =
      tripletId === null
        ? (texts.get(textOf(modelId, answerHash)) ?? [])
        : (cells.get(cellOf(modelId, tripletId, view)) ?? []).filter(
            (row) =>
              (repeat === null || row.repeat === repeat) &&
              (answerHash === null || answerHashOf(row.responseText) === answerHash),
          );
    if (found.length === 0) unused++;
    matched.push(...found.map((row) => ({ row, label })));
  }
  refuseTuned(matched, tunedOn);
  return { matched, unused };
}

function refuseTuned(matched: readonly LabelledRow<Labelled>[], tunedOn: TunedOn): void {
  if (tunedOn.size === 0) return;
  const tuned = matched.filter(
    ({ row, label }) => tunedOn.has(answerHashOf(row.responseText)) || tunedOn.has(label.contentHash ?? ""),
  );
  if (tuned.length === 0) return;
  throw new InvalidInputError(`${tuned.length} of ${matched.length} labels also tuned a judge or scorer`, {
    hint: "Calibrate with labels that no judge has learned from; leave these out or label other triplets.",
  });
}

/** The score people gave to an answer: the mean over its labels. null where there is none. */
export function humanScores<Row extends Labelled>(matched: readonly LabelledRow<Row>[]): (row: Row) => number | null {
  const scores = new Map<Row, number[]>();
  for (const { row, label } of matched) {
    const known = scores.get(row);
    if (known === undefined) scores.set(row, [label.score]);
    else known.push(label.score);
  }
  return (row) => mean(scores.get(row) ?? []);
}

/** With which probability each labelled triplet of each model was sampled; absent where no label says. */
export function inclusionProbabilities(
  matched: readonly LabelledRow[],
): (modelId: string, tripletId: string) => number | null {
  const known = new Map<string, number>();
  for (const { row, label } of matched) {
    if (label.inclusionProbability === null) continue;
    known.set(JSON.stringify([row.modelId, row.tripletId]), label.inclusionProbability);
  }
  return (modelId, tripletId) => known.get(JSON.stringify([modelId, tripletId])) ?? null;
}

function cellOf(modelId: string, tripletId: string | null, view: string | null): string {
  return JSON.stringify([modelId, tripletId, view]);
}

function textOf(modelId: string, answerHash: string | null): string {
  return JSON.stringify([modelId, answerHash]);
}
