import type { Block, ReportDocument } from "../../../report/document.ts";
import { count, number, plural } from "../../../report/words.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Evaluation } from "../evaluate/evaluate.ts";
import type { LeakProof } from "../leakage/perturbation-test.ts";
import { evaluationPictures } from "./evaluation-pictures.ts";
import { differenceTable, errorTable, intervalTable, leakOf } from "./evaluation-tables.ts";

interface SourceFile {
  readonly path: string;
  readonly sha256: string;
}

/** `evaluation.md`: errors with intervals, paired differences, intervals' quality, proof and flaws. */
export function evaluationDocument(
  evaluation: Evaluation,
  proofs: readonly LeakProof[],
  table: ScoreTable,
  sources: readonly SourceFile[],
): ReportDocument {
  const pictures = evaluationPictures(evaluation, false);
  const picture = (name: string): Block[] =>
    pictures.filter((each) => each.name === name).map((each) => ({ kind: "picture", picture: each, caption: "" }));
  const { protocol, predictors } = evaluation;
  return {
    title: "How well scores are predicted",
    lead: [
      { kind: "paragraph", text: leadOf(evaluation) },
      {
        kind: "paragraph",
        text: `${table.models.length} models × ${table.benchmarks.length} benchmarks, ${count(table.cells.length)} scores. Protocol ${protocol.id}: ${protocol.note}; ${plural(protocol.tasks, "task")}, ${plural(evaluation.cells.length, "held-out score")} of ${plural(evaluation.models.length, "model")}.`,
      },
    ],
    sections: [
      {
        id: "errors",
        heading: "Errors",
        blocks: [errorTable(evaluation), ...picture("error-by-predictor"), ...picture("predicted-against-true")],
      },
      { id: "differences", heading: "Differences", blocks: [differenceTable(evaluation)] },
      { id: "support", heading: "What the error depends on", blocks: picture("error-by-support") },
      ...(predictors.some(({ intervalQuality }) => intervalQuality.length > 0)
        ? [{ id: "intervals", heading: "Intervals", blocks: [intervalTable(evaluation), ...picture("calibration")] }]
        : []),
      { id: "proof", heading: "What predictors could not see", blocks: proofBlocks(proofs, table) },
      {
        id: "protocol",
        heading: "Where this protocol misleads",
        blocks: [
          {
            kind: "list",
            items: [
              ...protocol.flaws,
              "Scores are not missing at random: what was published is what was thought worth publishing.",
            ],
          },
        ],
      },
    ],
    footer: `Seed ${evaluation.seed}, ${count(evaluation.resamples)} bootstrap draws over models. Data: ${sources.map(({ path, sha256 }) => `${path} (sha256 ${sha256.slice(0, 12)}…)`).join(", ")}.`,
    simulated: false,
  };
}

function leadOf({ predictors, differences }: Evaluation): string {
  const ranked = predictors
    .filter(({ run, clipped }) => run.status !== "error" && clipped.mae.value !== null)
    .toSorted((a, b) => a.clipped.mae.value! - b.clipped.mae.value!);
  const [best, second] = ranked;
  if (best === undefined) return "No predictor answered.";
  const ci = best.clipped.mae.ci;
  const limits = ci === null ? "" : ` [${number(ci.low, 2)}, ${number(ci.high, 2)}]`;
  const lead = `Lowest mean error: ${best.run.id} with ${number(best.clipped.mae.value, 2)}${limits} normalised points.`;
  if (second === undefined) return lead;
  const pair = differences.find(
    ({ on, first, second: other }) =>
      on === "clipped" && [first, other].includes(best.run.id) && [first, other].includes(second.run.id),
  );
  if (pair === undefined || pair.estimate.value === null) return lead;
  const clear = pair.pAdjusted !== null && pair.pAdjusted < 0.05;
  return clear
    ? `${lead} It is better than ${second.run.id}, the next, also after correction for many comparisons.`
    : `${lead} Whether it is better than ${second.run.id}, the next, cannot be told: a difference of ${number(pair.mde, 2)} would have been found.`;
}

function proofBlocks(proofs: readonly LeakProof[], table: ScoreTable): Block[] {
  if (proofs.length === 0) {
    return [{ kind: "warning", text: "It was not tested whether predictions depend on held-out scores." }];
  }
  const named = proofs.map(({ predictor, tasks, cells, firstDifference }): string => {
    if (firstDifference === null) {
      return `${predictor}: ${plural(cells, "prediction")} of ${plural(tasks, "task")} stayed the same, bit for bit.`;
    }
    return `LEAK: ${leakOf(predictor, firstDifference, table)}`;
  });
  return [
    {
      kind: "paragraph",
      text: "A predictor gets only a view from which held-out scores are gone. To show it, they were replaced by the least and greatest score of each column and by random ones, and everything was predicted again.",
    },
    { kind: "list", items: named },
  ];
}
