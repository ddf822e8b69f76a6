/// <reference lib="es2024.collection" />
import { heatMap } from "../../../report/pictures/heat-map.ts";
import type { Picture } from "../../../report/pictures/picture.ts";
import { type QuantilePanel, quantileBoxes } from "../../../report/pictures/quantile-boxes.ts";
import { scatterPlot } from "../../../report/pictures/scatter-plot.ts";
import { shareBars } from "../../../report/pictures/share-bars.ts";
import { timeLines } from "../../../report/pictures/time-lines.ts";
import { count, number } from "../../../report/words.ts";
import type { ModelSummary, Quantiles } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";

/** α between each two judges; null with fewer than two. */
export function judgeAgreement(summary: SycophancySummary): Picture | null {
  const { judges, pairs } = summary.judges;
  if (judges.length < 2) return null;
  const ids = judges.map(({ id }) => id);
  const between = (a: string, b: string) =>
    pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a))?.alpha.value ?? null;
  const cells = ids.map((a) =>
    ids.map((b) => {
      const value = a === b ? null : between(a, b);
      return { value, text: value === null ? "" : number(value, 2) };
    }),
  );
  return heatMap({
    name: "judge-agreement",
    title: "Do the judges agree?",
    subtitle:
      "Krippendorff's α between each two judges: 1 is full agreement, 0 is chance, below 0.667 is too little to rely on.",
    alt: `Agreement of judges: ${pairs.map(({ a, b, alpha }) => `${a} and ${b} ${number(alpha.value, 2)}`).join(", ")}.`,
    rows: ids,
    columns: ids.map((label) => ({ label })),
    cells,
    scale: { kind: "sequential", limit: 1 },
    names: { high: "α = 1", low: "α = 0", missing: "same judge, or unknown" },
    simulated: summary.simulated,
  });
}

/** Scores of people and judges of the same answers, and their difference by length of the answer. */
export function judgeAgainstPeople(summary: SycophancySummary): Picture | null {
  const points = summary.people?.points ?? [];
  if (points.length === 0) return null;
  const label = (id: string) => summary.models.find(({ modelId }) => modelId === id)?.label ?? id;
  return scatterPlot({
    name: "judge-and-people",
    title: "Judges beside people",
    subtitle:
      "Left: each labelled answer as people and as the judges scored it. Right: how far the judges were off, by length of the answer.",
    alt: `${count(points.length)} labelled answers; α between judges and people ${number(summary.people!.judgeAlpha.value, 2)}.`,
    panels: [
      {
        ...{ xLabel: "people", yLabel: "judges", xDomain: [-1, 1], yDomain: [-1, 1], reference: "identity" },
        points: points.map(({ modelId, human, judge }) => ({ group: label(modelId), x: human, y: judge })),
      },
      {
        ...{ xLabel: "words in the answer", yLabel: "judges − people", xScale: "log", reference: "zero" },
        points: points.map(({ modelId, human, judge, words }) => ({
          group: label(modelId),
          x: words,
          y: judge - human,
        })),
      },
    ],
    simulated: summary.simulated,
  });
}

const parts = [
  { id: "triplets", label: "between triplets", fill: { colour: "blue", pattern: "solid" } },
  { id: "views", label: "views within a triplet", fill: { colour: "green", pattern: "diagonal" } },
  { id: "repeats", label: "repeats of a prompt", fill: { colour: "gold", pattern: "dots" } },
  { id: "judges", label: "judges of an answer", fill: { colour: "purple", pattern: "crossed" } },
] as const;

/** Where the variance of a score comes from; null where no model's design can tell. */
export function varianceBars(summary: SycophancySummary): Picture | null {
  const known = summary.models.filter(({ variance }) => variance.parts.some(({ value }) => value !== null));
  if (known.length === 0) return null;
  return shareBars({
    name: "variance-parts",
    title: "Where scores differ",
    subtitle:
      "Variance of one judge's score of one answer. Parts a design cannot tell (one repeat, one judge) are not drawn; they hide in the part above.",
    alt: `Variance parts by model: ${known.map((model) => `${model.label} ${partsText(model)}`).join("; ")}.`,
    axisLabel: "variance (squared score units)",
    scale: "amount",
    parts: [...parts],
    groups: [
      {
        label: "",
        bars: known.map((model) => ({
          label: model.label.length > 34 ? `…${model.label.slice(-33)}` : model.label,
          amounts: parts.map(({ id }) => partOf(model, id) ?? 0),
          note: model.repeats === 1 ? "1 repeat" : `${model.repeats} repeats`,
        })),
      },
    ],
    simulated: summary.simulated,
  });
}

function partOf({ variance }: ModelSummary, id: string): number | null {
  return variance.parts.find((part) => part.id === id)?.value ?? null;
}

function partsText(model: ModelSummary): string {
  return parts.map(({ id, label }) => `${label} ${number(partOf(model, id))}`).join(", ");
}

/** Latency, tokens and cost of an answer; null where nothing of it was recorded. */
export function timeAndCost(summary: SycophancySummary): Picture | null {
  const panels: QuantilePanel[] = [
    panel(summary, "seconds an answer", ({ latencyMs }) => scaled(latencyMs, 1e-3)),
    panel(summary, "tokens an answer", ({ tokens }) => tokens),
    panel(summary, "USD an answer", ({ costUsd }) => costUsd.perAnswer),
  ].flatMap((found) => found ?? []);
  if (panels.length === 0) return null;
  return quantileBoxes({
    name: "time-and-cost",
    title: "What an answer took",
    alt: `Distributions of ${panels.map(({ axisLabel }) => axisLabel).join(", ")} by model.`,
    panels,
    simulated: summary.simulated,
  });
}

function panel(
  { models }: SycophancySummary,
  axisLabel: string,
  read: (model: ModelSummary) => Quantiles | null,
): QuantilePanel | null {
  const found = models.map(read);
  const known = found.flatMap((quantiles) => quantiles ?? []);
  if (known.length === 0 || known.every(({ max }) => max === 0)) return null;
  const [least, most] = [Math.min(...known.map(({ min }) => min)), Math.max(...known.map(({ max }) => max))];
  const log = least > 0 && most / least > 8;
  return {
    axisLabel,
    scale: log ? "log" : "linear",
    rows: models.map(({ label }, i) => {
      const quantiles = found[i]!;
      return { label, quantiles, note: quantiles === null ? "not known" : `${count(quantiles.count)} answers` };
    }),
  };
}

function scaled(quantiles: Quantiles | null, factor: number): Quantiles | null {
  if (quantiles === null) return null;
  const entries = Object.entries(quantiles).map(([key, value]) => [key, key === "count" ? value : value * factor]);
  return Object.fromEntries(entries) as Quantiles;
}

/** Latency over the run, with the limits of its accounts; null where times are not known. */
export function latencyOverTime(summary: SycophancySummary): Picture | null {
  const { timeline } = summary;
  const timed = timeline?.bins.filter(({ medianLatencyMs }) => medianLatencyMs !== null) ?? [];
  if (timeline === null || timed.length === 0) return null;
  const label = (id: string) => summary.models.find(({ modelId }) => modelId === id)?.label ?? id;
  const end = timed.reduce((latest, { at }) => (at > latest ? at : latest), "");
  const last = (at: string) => (at > end ? at : end);
  const accounts = Map.groupBy(timeline.limits, ({ account }) => account);
  return timeLines({
    name: "latency-over-time",
    title: "Latency over the run",
    subtitle: "Median latency in equal stretches of time, and below it the most calls an account allowed at once.",
    alt: `Median latency of ${summary.models.map((model) => model.label).join(", ")} over the run.`,
    panels: [
      {
        yLabel: "seconds",
        shape: "line",
        series: [...Map.groupBy(timed, ({ modelId }) => modelId)].map(([id, bins]) => ({
          label: label(id),
          points: bins.map(({ at, medianLatencyMs }) => ({ at, value: medianLatencyMs! / 1000 })),
        })),
      },
      ...(accounts.size === 0
        ? []
        : [
            {
              yLabel: "calls at once",
              shape: "step" as const,
              series: [...accounts].map(([account, steps]) => ({
                label: `limit of ${label(account)}`,
                // The last limit held to the end of the run.
                points: [...steps, { ...steps.at(-1)!, at: last(steps.at(-1)!.at) }].map(({ at, limit }) => ({
                  at,
                  value: limit,
                })),
              })),
            },
          ]),
    ],
    simulated: summary.simulated,
  });
}
