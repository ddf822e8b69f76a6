import type { Table } from "../../../report/document.ts";
import { textTable } from "../../../report/text-table.ts";
import { number, percent, plural, pValue } from "../../../report/words.ts";
import type { ScoreTable } from "../../../sources/score-table/score-table.ts";
import type { Evaluation, PredictorEvaluation } from "../evaluate/evaluate.ts";
import { anotherOrder, type LeakProof } from "../leakage/perturbation-test.ts";

/** The tables for a terminal. */
export function evaluationTable(
  evaluation: Evaluation,
  proofs: readonly LeakProof[],
  table: ScoreTable,
  width: number,
): string {
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
  for (const { predictor, firstDifference } of leaking)
    parts.push(`LEAK: ${leakOf(predictor, firstDifference!, table)}\n`);
  return parts.join("\n");
}

export function errorTable({ predictors, level, cells }: Evaluation): Table {
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

/** Which prediction moved, and what that means. */
export function leakOf(predictor: string, found: NonNullable<LeakProof["firstDifference"]>, table: ScoreTable): string {
  const { cell, perturbation, before, after } = found;
  const moved = `${table.models[cell.model]!.id}/${table.benchmarks[cell.benchmark]!.id} went from ${before} to ${after}`;
  return perturbation === anotherOrder
    ? `${predictor} answers otherwise when tasks come in another order: ${moved}. It remembers what other tasks let it see, or draws without its seed.`
    : `predictions of ${predictor} depend on held-out scores: replaced by ${perturbation}, ${moved}.`;
}

/** A terminal has not the room of a page. */
function withoutColumn(table: Table, label: string): Table {
  const kept = (_: unknown, i: number) => table.columns[i]!.label !== label;
  return { ...table, columns: table.columns.filter(kept), rows: table.rows.map((row) => row.filter(kept)) };
}

export function differenceTable({ differences }: Evaluation): Table {
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

export function intervalTable({ predictors }: Evaluation): Table {
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

function withInterval({ value, ci }: PredictorEvaluation["clipped"]["mae"]): [string, string] {
  return [number(value, 2), ci === null ? "–" : `[${number(ci.low, 2)}, ${number(ci.high, 2)}]`];
}
