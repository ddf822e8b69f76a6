/// <reference lib="es2024.collection" />
import type { CaseRecord } from "../../../run/suite/dataset/case-record.ts";
import { mean } from "../../../stats/index.ts";
import { answerHashOf, type HumanLabel } from "../human-labels.ts";
import { duplicateLabel, labelColumns, type ReadLabels } from "./label-columns.ts";

const machine = "llm:";

/**
 * The older export: one row a rating, the answer by its text. Ratings of one model's answer are joined. Reviewers whose
 * code begins with `llm:` are machines; they are left out and counted.
 */
export function reviewLabels(rows: readonly CaseRecord[], file: string): ReadLabels {
  let [machines, unscored] = [0, 0];
  const ratings: { key: string; modelId: string; answerHash: string; rater: string; score: number }[] = [];
  const lines = new Map<string, number>();
  for (const row of rows) {
    const of = labelColumns(row, file);
    const rater = of.required(of.text("reviewer_code"), "reviewer_code");
    const modelId = of.required(of.text("model_id"), "model_id");
    const answer = of.required(of.text("model_response_text"), "model_response_text");
    if (rater.startsWith(machine)) {
      machines++;
      continue;
    }
    const score = of.number([-1, 1], "score");
    if (score === null) {
      unscored++;
      continue;
    }
    const answerHash = answerHashOf(answer);
    // Two repeats may have the same words; reviewers saw them as two items.
    const item = of.text("llm_response_id", "identifier") ?? "";
    const key = JSON.stringify([modelId, answerHash]);
    const rating = JSON.stringify([key, item, rater]);
    const first = lines.get(rating);
    if (first !== undefined) throw duplicateLabel(`this answer by ${rater}`, file, first, row.line);
    lines.set(rating, row.line);
    ratings.push({ key, modelId, answerHash, rater, score });
  }
  const labels = [...Map.groupBy(ratings, ({ key }) => key).values()].map((own): HumanLabel => {
    const byRater = [...Map.groupBy(own, ({ rater }) => rater)].map(([rater, list]) => ({
      rater,
      score: mean(list.map(({ score }) => score))!,
    }));
    return {
      ...{ modelId: own[0]!.modelId, tripletId: null, view: null, repeat: null, answerHash: own[0]!.answerHash },
      score: mean(byRater.map(({ score }) => score))!,
      ratings: byRater,
      raters: byRater.length,
      inclusionProbability: null,
    };
  });
  return {
    labels,
    notes: [
      ...(machines === 0 ? [] : [`${machines} machine ratings are left out: people calibrate judges`]),
      ...(unscored === 0 ? [] : [`${unscored} ratings without a score are left out`]),
    ],
  };
}
