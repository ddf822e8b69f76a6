import type { Block, Section } from "../../../report/document.ts";
import { count, percent, signed } from "../../../report/words.ts";
import { scoredCount } from "../outcomes.ts";
import type { ModelSummary } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { intervalText, percentInterval, pText } from "./estimate-words.ts";
import { coverageMap, stanceMix } from "./outcome-pictures.ts";
import { estimate, table, viewName } from "./report-parts.ts";

/** What became of every planned answer. */
export function outcomeSection(summary: SycophancySummary): Section {
  return {
    id: "outcomes",
    heading: "What became of the answers",
    blocks: [
      {
        kind: "paragraph",
        text: "Every planned answer is counted once, whether it came or not. Estimates are of the scored ones; refusals and failures stay in the table and in the bounds.",
      },
      outcomeTable(summary),
      { kind: "picture", picture: stanceMix(summary), caption: "" },
      ...refusalBlocks(summary),
      ...retryBlocks(summary),
      { kind: "picture", picture: coverageMap(summary), caption: "" },
    ],
  };
}

function outcomeTable({ models }: SycophancySummary): Block {
  const columns: [string, (model: ModelSummary) => number][] = [
    ["scored", ({ outcomes }) => scoredCount(outcomes.counts)],
    ["of these cut", ({ outcomes }) => outcomes.truncated - outcomes.counts.truncated],
    ["refused", ({ outcomes }) => outcomes.counts.refused],
    ["filtered", ({ outcomes }) => outcomes.counts.filtered],
    ["cut", ({ outcomes }) => outcomes.counts.truncated],
    ["empty", ({ outcomes }) => outcomes.counts.empty],
    ["failed", ({ outcomes }) => outcomes.counts.failed],
    ["unreadable judgement", ({ outcomes }) => outcomes.counts.unparsed],
    ["judge failed", ({ outcomes }) => outcomes.counts.judge_failed],
    ["abstained", ({ outcomes }) => outcomes.counts.abstained],
    ["not scored", ({ outcomes }) => outcomes.counts.not_scored],
    ["not there", ({ outcomes }) => outcomes.counts.absent],
  ];
  // Columns without a single case say nothing but make the table wide.
  const shown = columns.filter(([name, read]) => name === "scored" || models.some((model) => read(model) > 0));
  return table(
    "Planned answers and what became of them",
    ["model", ">planned", ...shown.map(([name]) => `>${name}`), ">retried"],
    models.map((model) => [
      model.label,
      count(model.planned),
      ...shown.map(([, read]) => count(read(model))),
      model.outcomes.retried === null ? "not known" : count(model.outcomes.retried),
    ]),
  );
}

/** Refusing one side only is a finding; shown where anything was refused. */
function refusalBlocks(summary: SycophancySummary): Block[] {
  const { models } = summary;
  if (models.every(({ outcomes }) => outcomes.counts.refused === 0)) return [];
  const rate = (model: ModelSummary, role: "a" | "b") => {
    const view = model.outcomes.views.find((one) => one.role === role);
    return view === undefined ? null : (view.counts.refused ?? 0) / view.planned;
  };
  return [
    table(
      "Refusals by who asks, and their difference with interval over triplets",
      ["model", `>${viewName(summary, "a")}`, `>${viewName(summary, "b")}`, ">difference", ">interval", ">p"],
      models.map((model) => {
        const gap = estimate(model, "refusal_gap");
        return [
          model.label,
          percent(rate(model, "a")),
          percent(rate(model, "b")),
          percent(gap.value),
          percentInterval(gap.ci, gap.reason),
          pText(gap),
        ];
      }),
    ),
  ];
}

/** Answers that took more than one call: how many, and whether they score differently. */
function retryBlocks({ models }: SycophancySummary): Block[] {
  if (models.every(({ outcomes }) => (outcomes.retried ?? 0) === 0)) return [];
  return [
    table(
      "Answers that took more than one call, and their mean score minus that of the others (each around its view)",
      ["model", ">retried", ">share of answers", ">score difference", ">interval", ">p"],
      models.map(({ label, outcomes, rows, retriedShift: shift }) => [
        label,
        outcomes.retried === null ? "not known" : count(outcomes.retried),
        outcomes.retried === null ? "–" : percent(outcomes.retried / rows),
        shift === null ? "–" : signed(shift.value),
        shift === null ? "–" : intervalText(shift.ci, shift.reason),
        shift === null ? "–" : pText(shift),
      ]),
    ),
  ];
}
