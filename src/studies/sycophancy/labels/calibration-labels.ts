import type { CaseRecord } from "../../../run/suite/dataset/case-record.ts";
import { answerHashOf, type HumanLabel } from "../human-labels.ts";
import { duplicateLabel, labelColumns, type ReadLabels } from "./label-columns.ts";

const stances = [-1, 1] as const;

/**
 * One row an answer: model, triplet, view, repeat, mean over people, how many they were, and the probability with which
 * the triplet was sampled. A row without a mean (nobody could score it) is left out and counted.
 */
export function calibrationLabels(rows: readonly CaseRecord[], file: string): ReadLabels {
  const labels: HumanLabel[] = [];
  const lines = new Map<string, number>();
  let unscored = 0;
  for (const row of rows) {
    const of = labelColumns(row, file);
    const modelId = of.required(of.text("model_id", "model"), "model_id", "model");
    const tripletId = of.required(of.text("triplet_id", "triplet"), "triplet_id", "triplet");
    const view = of.required(of.text("view", "perspective"), "view");
    const repeat = of.number([0, Number.MAX_SAFE_INTEGER], "repeat");
    const cell = [modelId, tripletId, view, repeat === null ? "every repeat" : `repeat ${repeat}`].join(", ");
    const first = lines.get(cell);
    if (first !== undefined) throw duplicateLabel(cell, file, first, row.line);
    lines.set(cell, row.line);
    const score = of.number(stances, "human_mean", "consensus_score", "mean", "score");
    if (score === null) {
      unscored++;
      continue;
    }
    const answer = of.text("answer", "model_response_text", "response_text");
    const ratings = ratingsOf(row);
    labels.push({
      ...{ modelId, tripletId, view, repeat, score },
      answerHash: of.text("answer_hash") ?? (answer === null ? null : answerHashOf(answer)),
      contentHash: of.text("content_hash"),
      ...(ratings.length === 0 ? {} : { ratings }),
      raters: of.number([1, Number.MAX_SAFE_INTEGER], "human_n", "n", "raters") ?? Math.max(1, ratings.length),
      inclusionProbability: of.number([Number.MIN_VALUE, 1], "inclusion_probability"),
    });
  }
  const notes = unscored === 0 ? [] : [`${unscored} labelled answers have no score by people and are left out`];
  return { labels, notes };
}

/** Single ratings, where the export has them: {"r01": 0.33, …}, or [{annotator, score}, …]. */
function ratingsOf({ columns }: CaseRecord): { rater: string; score: number }[] {
  const given = columns["ratings"];
  if (typeof given !== "object" || given === null) return [];
  const pairs = Array.isArray(given)
    ? given.map((one) => [String(one?.annotator ?? one?.rater ?? ""), one?.score] as const)
    : Object.entries(given);
  return pairs.flatMap(([rater, score]) =>
    typeof score === "number" && Math.abs(score) <= 1 ? [{ rater, score }] : [],
  );
}
