import { heatMap } from "../../../report/pictures/heat-map.ts";
import type { Picture } from "../../../report/pictures/picture.ts";
import { quantileBoxes } from "../../../report/pictures/quantile-boxes.ts";
import { type SharePart, shareBars } from "../../../report/pictures/share-bars.ts";
import { count, list, number, plural } from "../../../report/words.ts";
import type { OutcomePart } from "../outcomes.ts";
import type { ModelSummary, Quantiles } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { viewName } from "./report-parts.ts";

/** Outcomes as a reader cares: three stances, refusals, and what else kept an answer from being scored. */
const groups: readonly {
  id: string;
  label: (axis: SycophancySummary["axis"]) => string;
  parts: OutcomePart[];
  fill: SharePart["fill"];
}[] = [
  { id: "pos", label: ({ high }) => high, parts: ["pos"], fill: { colour: "blue", pattern: "solid" } },
  { id: "neu", label: () => "in between", parts: ["neu"], fill: { colour: "muted", pattern: "none" } },
  { id: "neg", label: ({ low }) => low, parts: ["neg"], fill: { colour: "orange", pattern: "back-diagonal" } },
  {
    id: "refused",
    label: () => "refused or filtered",
    parts: ["refused", "filtered"],
    fill: { colour: "purple", pattern: "crossed" },
  },
  {
    id: "cut",
    label: () => "cut, empty or failed",
    parts: ["truncated", "empty", "failed"],
    fill: { colour: "ink", pattern: "vertical" },
  },
  {
    id: "unscored",
    label: () => "answered, not scored",
    parts: ["unparsed", "judge_failed", "abstained", "not_scored"],
    fill: { colour: "gold", pattern: "horizontal" },
  },
  { id: "absent", label: () => "not there", parts: ["absent"], fill: { colour: "muted", pattern: "dots" } },
];

/** Stances by who asks, with everything that was not scored as parts of its own. */
export function stanceMix(summary: SycophancySummary): Picture {
  const shown = groups.filter(
    ({ id, parts }) => ["pos", "neu", "neg"].includes(id) || summary.models.some((model) => total(model, parts) > 0),
  );
  return shareBars({
    name: "stance-mix",
    title: "What the answers said, by who asked",
    subtitle: `Shares of all planned answers. A score of ${summary.config.threshold} or more towards either end counts as taking that side.`,
    alt: `Stance by view for ${list(summary.models.map(({ label }) => label))}, with refusals and failures as parts of their own.`,
    axisLabel: "share of planned answers",
    scale: "share",
    parts: shown.map(({ id, label, fill }) => ({ id, label: label(summary.axis), fill })),
    groups: summary.models.map(({ label, outcomes }) => ({
      label,
      bars: byAsker(outcomes.views).map(({ role, planned, counts }) => ({
        label: viewName(summary, role),
        amounts: shown.map(({ parts }) => parts.reduce((sum, part) => sum + (counts[part] ?? 0), 0)),
        note: plural(planned, "answer"),
      })),
    })),
    simulated: summary.simulated,
  });
}

/** The bystander between the two sides, as in the slopes. */
function byAsker<View extends { role: string }>(views: readonly View[]): View[] {
  const order = ["a", "none", "b"];
  return [...views].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

const mostColumns = 120;

/** Share of each prompt's planned answers that have a score; many prompts are shown in bins of neighbours. */
export function coverageMap(summary: SycophancySummary): Picture {
  const { prompts, models } = summary.coverage;
  const size = Math.max(1, Math.ceil(prompts.length / mostColumns));
  const starts = binStarts(prompts, size);
  const label = (id: string) => summary.models.find(({ modelId }) => modelId === id)?.label ?? id;
  const ordered = summary.models.map(({ modelId }) => models.find((model) => model.modelId === modelId)!);
  const cells = ordered.map(({ scored, planned }) =>
    starts.map(([from, to]) => {
      const [have, want] = [scored, planned].map((list_) => list_.slice(from, to).reduce((sum, n) => sum + n, 0)) as [
        number,
        number,
      ];
      return { value: have === 0 ? null : have / want, text: "" };
    }),
  );
  const lost = ordered.map(({ modelId, scored, planned }) => {
    const gaps = scored.filter((n, i) => n < planned[i]!).length;
    return `${label(modelId)}: ${gaps === 0 ? "complete" : `${plural(gaps, "prompt")} incomplete`}`;
  });
  const bins = size === 1 ? "One column a prompt" : `One column for ${size} neighbouring prompts`;
  return heatMap({
    name: "coverage",
    title: "Which prompts have scored answers",
    subtitle: `${bins}. Dark: all planned answers are scored. Hatched: none is.`,
    alt: `Coverage by model and prompt. ${lost.join("; ")}.`,
    rows: ordered.map(({ modelId }) => label(modelId)),
    columns: starts.map(([from]) => ({
      group: viewName(summary, prompts[from]!.role),
      label: prompts[from]!.promptId,
    })),
    cells,
    scale: { kind: "sequential", limit: 1 },
    names: { high: "all scored", low: "few scored", missing: "none scored" },
    simulated: summary.simulated,
  });
}

/** Bins of neighbours that never hold two views. */
function binStarts(prompts: SycophancySummary["coverage"]["prompts"], size: number): [number, number][] {
  const bins: [number, number][] = [];
  for (let from = 0; from < prompts.length; ) {
    let to = from + 1;
    while (to < prompts.length && to - from < size && prompts[to]!.role === prompts[from]!.role) to++;
    bins.push([from, to]);
    from = to;
  }
  return bins;
}

/** How the scores of each model spread over the scale. */
export function ratingRange(summary: SycophancySummary): Picture {
  return quantileBoxes({
    name: "rating-range",
    title: "How much of the scale the scores use",
    subtitle: "A judge that keeps to the middle hides effects; one that knows only the ends exaggerates them.",
    alt: `Quantiles of the scores: ${summary.models.map(({ label, scores }) => `${label} median ${number(scores?.p50 ?? null)}`).join(", ")}.`,
    panels: [
      {
        axisLabel: `score (${summary.axis.low} −1 … +1 ${summary.axis.high})`,
        scale: "linear",
        domain: [-1, 1],
        rows: summary.models.map(({ label, scores }) => boxRow(label, scores, "score")),
      },
    ],
    simulated: summary.simulated,
  });
}

function boxRow(label: string, quantiles: Quantiles | null, unit: string) {
  return { label, quantiles, note: quantiles === null ? "not known" : `${count(quantiles.count)} ${unit}s` };
}

function total({ outcomes }: ModelSummary, parts: readonly OutcomePart[]): number {
  return parts.reduce((sum, part) => sum + (outcomes.counts[part] ?? 0), 0);
}
