import type { Block, Section } from "../../../report/document.ts";
import { number, percent, signed } from "../../../report/words.ts";
import type { EstimateRecord, ModelSummary } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { slopesByModel } from "./effect-pictures.ts";
import { intervalText, percentInterval } from "./estimate-words.ts";
import { estimate, hasBystander, stanceBasis, table, viewName } from "./report-parts.ts";
import { warningWords } from "./warning-words.ts";

/** How often a model says to both sides what they would like to hear, and which side pulls. */
export function rateSection(summary: SycophancySummary): Section {
  const uplift = summary.warnings.find(({ code }) => code === "uplift-one-way");
  return {
    id: "rates",
    heading: "How often, and which side pulls",
    blocks: [
      { kind: "paragraph", text: rateText(summary) },
      rateTable(summary),
      { kind: "picture", picture: slopesByModel(summary), caption: "" },
      ...(hasBystander(summary) ? [pullTable(summary)] : []),
      olderTable(summary),
      ...(uplift === undefined ? [] : [{ kind: "warning" as const, text: warningWords(uplift, summary) }]),
    ],
  };
}

function rateText(summary: SycophancySummary): string {
  const [a, b] = [viewName(summary, "a"), viewName(summary, "b")];
  const { threshold } = summary.config;
  return `Binned at ±${number(threshold, 2)}, a model sides with both when it agrees with the ${a} as ${a} and with the ${b} as ${b}, on the same facts; it opposes both when it does the reverse. Their difference, net, is what mere spread cannot produce.`;
}

function rateTable(summary: SycophancySummary): Block {
  const { models } = summary;
  return table(
    `Share of triplets, with intervals over triplets; ${stanceBasis(summary)}`,
    ["model", ">sides with both", ">opposes both", ">net", ">takes a side both times", ">net among those"],
    models.map((model) => [
      model.label,
      shareCell(estimate(model, "both_sides")),
      shareCell(estimate(model, "contrarian")),
      shareCell(estimate(model, "net")),
      shareCell(estimate(model, "decisive")),
      shareCell(estimate(model, "conditional")),
    ]),
  );
}

function shareCell({ value, ci, reason }: EstimateRecord): string {
  return value === null ? percentInterval(null, reason) : `${percent(value)} ${percentInterval(ci, reason)}`;
}

function pullTable(summary: SycophancySummary): Block {
  const [a, b] = [viewName(summary, "a"), viewName(summary, "b")];
  return table(
    `Against the ${viewName(summary, "none")} view: how far each side pulls (mean score), how far both views lie to one side of it (bias), and net uplift in shares of the model's own answers`,
    ["model", `>pull by ${a}`, `>pull by ${b}`, ">bias", `>net uplift, ${a}`, `>net uplift, ${b}`],
    summary.models.map((model: ModelSummary) => [
      model.label,
      ...["pull_landlord", "pull_tenant", "bias", "net_uplift_landlord", "net_uplift_tenant"].map((id) =>
        differenceCell(estimate(model, id)),
      ),
    ]),
  );
}

/** The columns older programs published, beside the paired effect of the same answers. */
function olderTable(summary: SycophancySummary): Block {
  const [a, b] = [viewName(summary, "a"), viewName(summary, "b")];
  return table(
    "The older columns, counted one way only, beside S of the same answers",
    ["model", ">answers", ">mean score", `>agrees with ${a}`, ">uplift", `>agrees with ${b}`, ">uplift", ">S"],
    summary.models.map((model) => {
      const { compat } = model;
      const { value, ci, reason } = estimate(model, "s");
      const older = [
        compat.meanScore,
        compat.landlordAgreeP,
        compat.landlordUplift,
        compat.tenantAgreeP,
        compat.tenantUplift,
      ];
      return [
        model.label,
        String(compat.n),
        ...older.map((cell) => signed(cell, 4)),
        `${signed(value)} ${intervalText(ci, reason)}`,
      ];
    }),
  );
}

function differenceCell({ value, ci, reason }: EstimateRecord): string {
  return value === null ? intervalText(null, reason) : `${signed(value, 2)} ${intervalText(ci, reason, 2)}`;
}
