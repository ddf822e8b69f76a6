import type { Block, ReportDocument, Table } from "../../../report/document.ts";
import { textTable } from "../../../report/text-table.ts";
import { count, number, percent, plural, pValue } from "../../../report/words.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Evaluation, PredictorEvaluation } from "../evaluate/evaluate.ts";
import type { LeakProof } from "../leakage/perturbation-test.ts";
import { evaluationPictures } from "./evaluation-pictures.ts";

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

/** The tables for a terminal. */
export function evaluationTable(evaluation: Evaluation, proofs: readonly LeakProof[], width: number): string {
  const { protocol } = evaluation;
  const parts = [
    `${protocol.id}: ${protocol.note}\n${plural(protocol.tasks, "task")}, ${plural(evaluation.cells.length, "held-out score")} of ${plural(evaluation.models.length, "model")}; errors in normalised points, ${100 * evaluation.level} % intervals over models\n`,
    textTable(withoutColumn(errorTable(evaluation), "by model"), width),
  ];
  const differences = differenceTable(evaluation);
  if (differences.rows.length > 0) parts.push(`${differences.caption}\n${textTable(differences, width)}`);
  if (evaluation.predictors.some(({ intervalQuality }) => intervalQuality.length > 0)) {
    const intervals = intervalTable(evaluation);
    parts.push(`${intervals.caption}\n${textTable(intervals, width)}`);
  }
  for (const { run } of evaluation.predictors) if (run.reason !== null) parts.push(`${run.id}: ${run.reason}\n`);
  const leaking = proofs.filter(({ firstDifference }) => firstDifference !== null);
  if (proofs.length > 0 && leaking.length === 0) {
    parts.push(`No prediction changed when held-out scores were replaced (${plural(proofs[0]!.tasks, "task")}).\n`);
  }
  for (const { predictor } of leaking) parts.push(`LEAK: predictions of ${predictor} depend on held-out scores.\n`);
  return parts.join("\n");
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

function errorTable({ predictors, level, cells }: Evaluation): Table {
  return {
    kind: "table",
    caption: `Errors, less is better; ${100 * level} % bootstrap intervals over models, clipped to the visible range unless said`,
    columns: [
      { label: "predictor", align: "left" },
      { label: "MAE", align: "right" },
      { label: "interval", align: "right" },
      { label: "not clipped", align: "right" },
      { label: "by model", align: "right" },
      { label: "median", align: "right" },
      { label: "MedAPE %", align: "right" },
      { label: "MedAE raw", align: "right" },
      { label: "rank acc.", align: "right" },
      { label: "answered", align: "right" },
    ],
    rows: predictors.map((predictor) => [
      predictor.run.id + (predictor.run.status === "ok" ? "" : ` (${predictor.run.status})`),
      ...withInterval(predictor.clipped.mae),
      number(predictor.unclipped.mae.value, 2),
      number(predictor.clipped.mae_over_models.value, 2),
      number(predictor.clipped.median.value, 2),
      number(predictor.clipped.medape.value, 2),
      number(predictor.clipped.median_absolute.value, 2),
      percent(predictor.clipped.rank_accuracy_0.value, 0),
      `${Math.round(predictor.coverage * cells.length)}/${cells.length}`,
    ]),
  };
}

/** A terminal has not the room of a page. */
function withoutColumn(table: Table, label: string): Table {
  const kept = (_: unknown, i: number) => table.columns[i]!.label !== label;
  return { ...table, columns: table.columns.filter(kept), rows: table.rows.map((row) => row.filter(kept)) };
}

function differenceTable({ differences }: Evaluation): Table {
  return {
    kind: "table",
    caption:
      "Paired differences of the mean error (first − second; below 0 the first is better), clipped, Holm over all pairs",
    columns: [
      { label: "first", align: "left" },
      { label: "second", align: "left" },
      { label: "difference", align: "right" },
      { label: "interval", align: "right" },
      { label: "p adjusted", align: "right" },
      { label: "MDE", align: "right" },
    ],
    rows: differences
      .filter(({ on }) => on === "clipped")
      .map(({ first, second, estimate, pAdjusted, mde }) => [
        first,
        second,
        ...withInterval(estimate),
        pValue(pAdjusted),
        number(mde, 2),
      ]),
  };
}

function intervalTable({ predictors }: Evaluation): Table {
  return {
    kind: "table",
    caption: "Prediction intervals, calibrated on models held out; widths and scores in normalised points",
    columns: [
      { label: "predictor", align: "left" },
      { label: "level", align: "right" },
      { label: "covered", align: "right" },
      { label: "interval", align: "right" },
      { label: "median width", align: "right" },
      { label: "mean width", align: "right" },
      { label: "interval score", align: "right" },
    ],
    rows: predictors.flatMap(({ run, intervalQuality }) =>
      intervalQuality.map(({ level, coverage, medianWidth, meanWidth, intervalScore }) => [
        run.id,
        percent(level, 0),
        percent(coverage.value),
        coverage.ci === null ? "–" : `[${percent(coverage.ci.low)}, ${percent(coverage.ci.high)}]`,
        number(medianWidth.value, 1),
        number(meanWidth.value, 1),
        number(intervalScore.value, 1),
      ]),
    ),
  };
}

function proofBlocks(proofs: readonly LeakProof[], table: ScoreTable): Block[] {
  if (proofs.length === 0) {
    return [{ kind: "warning", text: "It was not tested whether predictions depend on held-out scores." }];
  }
  const named = proofs.map(({ predictor, tasks, cells, firstDifference }): string => {
    if (firstDifference === null) {
      return `${predictor}: ${plural(cells, "prediction")} of ${plural(tasks, "task")} stayed the same, bit for bit.`;
    }
    const { cell, perturbation, before, after } = firstDifference;
    const place = `${table.models[cell.model]!.id}/${table.benchmarks[cell.benchmark]!.id}`;
    return `${predictor}: LEAK. With held-out scores replaced by ${perturbation}, ${place} went from ${before} to ${after}.`;
  });
  return [
    {
      kind: "paragraph",
      text: "A predictor gets only a view from which held-out scores are gone. To show it, they were replaced by the least and greatest score of each column and by random ones, and everything was predicted again.",
    },
    { kind: "list", items: named },
  ];
}

function withInterval({ value, ci }: PredictorEvaluation["clipped"]["mae"]): [string, string] {
  return [number(value, 2), ci === null ? "–" : `[${number(ci.low, 2)}, ${number(ci.high, 2)}]`];
}
