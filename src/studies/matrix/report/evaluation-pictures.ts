import { bandLines } from "../../../report/pictures/band-lines.ts";
import { forestPlot } from "../../../report/pictures/forest-plot.ts";
import type { Picture } from "../../../report/pictures/picture.ts";
import { type QuantileRow, quantileBoxes } from "../../../report/pictures/quantile-boxes.ts";
import { scatterPlot } from "../../../report/pictures/scatter-plot.ts";
import { plural } from "../../../report/words.ts";
import { quantileSorted } from "../../../stats/describe/quantile.ts";
import type { Evaluation, PredictorEvaluation } from "../evaluate/evaluate.ts";

/** The pictures of an evaluation, in the order of the report. Predictors that failed are left out. */
export function evaluationPictures(evaluation: Evaluation, simulated: boolean): Picture[] {
  const shown = evaluation.predictors.filter(({ run }) => run.status !== "error");
  const [best] = shown.toSorted((a, b) => (a.clipped.mae.value ?? Infinity) - (b.clipped.mae.value ?? Infinity));
  if (best === undefined) return [];
  const calibrated = shown.find(({ run, intervalQuality }) => run.id === best.run.id && intervalQuality.length > 1);
  return [
    errorByPredictor(shown, evaluation, simulated),
    predictedAgainstTrue(best, evaluation, simulated),
    errorBySupport(best, evaluation, simulated),
    ...(calibrated === undefined ? [] : [calibrationCurve(calibrated, simulated)]),
  ];
}

function errorByPredictor(shown: readonly PredictorEvaluation[], evaluation: Evaluation, simulated: boolean): Picture {
  const percent = 100 * evaluation.level;
  return forestPlot({
    name: "error-by-predictor",
    title: "Error by predictor",
    subtitle: `Mean error in normalised points over ${plural(evaluation.cells.length, "held-out score")} of ${plural(evaluation.models.length, "model")}; less is better. ${percent} % bootstrap intervals over models. Intervals overlap even where the paired difference is clear.`,
    alt: `Mean normalised error of ${shown.map(({ run }) => run.id).join(", ")} with intervals`,
    axisLabel: "mean error, normalised points",
    rows: shown.map(({ run, clipped, unclipped }) => ({
      label: run.id,
      value: clipped.mae.value,
      interval: spanOf(clipped.mae.ci),
      second: spanOf(unclipped.mae.ci),
    })),
    names: { interval: `clipped to the visible range, ${percent} %`, second: "not clipped" },
    unsigned: true,
    simulated,
  });
}

function predictedAgainstTrue(best: PredictorEvaluation, { cells }: Evaluation, simulated: boolean): Picture {
  const points = cells.flatMap(({ truth, low, span, visible }, i) => {
    const value = best.values.clipped[i]!;
    if (value === null) return [];
    const scale = (score: number) => (100 * (score - low)) / span;
    return [{ group: supportBin(visible?.count ?? 0), x: scale(truth), y: scale(value) }];
  });
  const order: readonly string[] = supportBins.map(({ label }) => label);
  return scatterPlot({
    name: "predicted-against-true",
    title: `Predicted against true: ${best.run.id}`,
    subtitle:
      "Each point is a held-out score, on the scale of its benchmark's range. On the line the prediction is right. Marks tell how many scores of the benchmark were visible.",
    alt: `Predicted against true scores of ${best.run.id}`,
    panels: [
      {
        xLabel: "true score, % of the benchmark's range",
        yLabel: "predicted",
        xDomain: [0, 100],
        yDomain: [0, 100],
        reference: "identity",
        points: points.toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group)),
      },
    ],
    simulated,
  });
}

function errorBySupport(best: PredictorEvaluation, { cells }: Evaluation, simulated: boolean): Picture {
  const errors = cells.map(({ truth, span }, i) => {
    const value = best.values.clipped[i]!;
    return value === null ? null : (100 * Math.abs(value - truth)) / span;
  });
  const rowsBy = (labelOf: (i: number) => string, order: readonly string[]): QuantileRow[] =>
    order.flatMap((label) => {
      const values = errors.filter((error, i): error is number => error !== null && labelOf(i) === label);
      return values.length === 0 ? [] : [boxOf(label, values)];
    });
  const revealed = (i: number) => revealedBin(best.run.estimates[i]?.support.modelScores ?? 0);
  return quantileBoxes({
    name: "error-by-support",
    title: `Error by what was visible: ${best.run.id}`,
    subtitle: "Middle half, median, and the 5th to 95th percentile of the errors.",
    alt: `Errors of ${best.run.id} by visible scores of the benchmark and of the model`,
    panels: [
      {
        axisLabel: "error in normalised points, by visible scores of the benchmark",
        scale: "linear",
        rows: rowsBy(
          (i) => supportBin(cells[i]!.visible?.count ?? 0),
          supportBins.map(({ label }) => label),
        ),
      },
      {
        axisLabel: "error in normalised points, by visible scores of the model",
        scale: "linear",
        rows: rowsBy(
          revealed,
          revealedBins.map(({ label }) => label),
        ),
      },
    ],
    simulated,
  });
}

function calibrationCurve({ run, intervalQuality }: PredictorEvaluation, simulated: boolean): Picture {
  return bandLines({
    name: "calibration",
    title: `Do the intervals hold? ${run.id}`,
    subtitle:
      "Share of held-out scores inside intervals of each nominal level, with its bootstrap interval over models. On the grey diagonal they hold exactly.",
    alt: `Coverage of the prediction intervals of ${run.id} at ${intervalQuality.map(({ level }) => `${100 * level} %`).join(", ")}`,
    xLabel: "nominal level, %",
    yLabel: "covered, %",
    yDomain: [30, 100],
    diagonal: true,
    points: intervalQuality.flatMap(({ level, coverage }) =>
      coverage.value === null
        ? []
        : [
            {
              x: 100 * level,
              y: 100 * coverage.value,
              low: times100(coverage.ci?.low),
              high: times100(coverage.ci?.high),
            },
          ],
    ),
    names: { line: "covered", band: "its interval" },
    simulated,
  });
}

const supportBins = [
  { label: "fewer than 8 scores", from: 0 },
  { label: "8 to 15 scores", from: 8 },
  { label: "16 to 30 scores", from: 16 },
  { label: "more than 30 scores", from: 31 },
] as const;

const revealedBins = [
  { label: "none", from: 0 },
  { label: "1 to 3", from: 1 },
  { label: "4 to 6", from: 4 },
  { label: "7 to 12", from: 7 },
  { label: "more than 12", from: 13 },
] as const;

function supportBin(count: number): string {
  return supportBins.findLast(({ from }) => from <= count)!.label;
}

function revealedBin(count: number): string {
  return revealedBins.findLast(({ from }) => from <= count)!.label;
}

function boxOf(label: string, values: readonly number[]): QuantileRow {
  const sorted = Float64Array.from(values).sort();
  const at = (p: number) => quantileSorted(sorted, p)!;
  return {
    label,
    quantiles: { min: at(0), p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), max: at(1) },
    note: plural(values.length, "score"),
  };
}

function spanOf(ci: { readonly low: number | null; readonly high: number | null } | null): [number, number] | null {
  return ci === null || ci.low === null || ci.high === null ? null : [ci.low, ci.high];
}

function times100(share: number | null | undefined): number | null {
  return share === null || share === undefined ? null : 100 * share;
}
