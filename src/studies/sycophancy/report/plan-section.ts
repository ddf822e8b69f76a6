import type { Block, Section, Table } from "../../../report/document.ts";
import { about, count, list, number } from "../../../report/words.ts";
import type { PlanRecord, SycophancySummary } from "../sycophancy-summary.ts";
import { varianceBars } from "./diagnostic-pictures.ts";
import { reasonWords } from "./estimate-words.ts";
import { table } from "./report-parts.ts";

/** What it would take to know more. */
export function planSection(summary: SycophancySummary): Section {
  const { plan, models } = summary;
  const open = models.filter(({ verdict }) => verdict.nMore !== null);
  const needs = open.map(({ label, verdict }) => `${label} about ${about(verdict.nMore!)}`);
  const bars = varianceBars(summary);
  return {
    id: "plan",
    heading: "What more would take",
    blocks: [
      {
        kind: "paragraph",
        text:
          needs.length === 0
            ? "Every verdict is settled at the chosen smallest effect."
            : `To find an effect of ${number(summary.config.minEffect, 2)} with ${number(plan.power * 100, 0)} % power, in more triplets: ${list(needs)}. More repeats of the same triplets help only as far as chance within a prompt is what blurs the answer.`,
      },
      planTable(summary),
      ...(bars === null ? [] : [{ kind: "picture" as const, picture: bars, caption: "" }]),
      ...repeatBlocks(summary),
    ],
  };
}

function planTable({ plan }: SycophancySummary): Block {
  const cheapest = plan.rows.findIndex((row) => row.cheapest);
  // Enough rows to see the trade, always with the marked one.
  return designTable(
    plan,
    plan.rows.filter(({ repeats }, i) => i === cheapest || [1, 3].includes(repeats)),
    "Designs for all models together, by the widest spread seen",
  );
}

/** Designs with what they would find and cost. */
export function designTable(plan: PlanRecord, rows: PlanRecord["rows"], title: string): Table {
  const note = plan.assumptions.length === 0 ? "" : `; ${plan.assumptions.join("; ")}`;
  const priced = plan.rows.some(({ costUsd }) => costUsd !== null);
  return table(
    `${title}${note}. Finds: an effect of ${number(plan.effect, 2)} with ${number(plan.power * 100, 0)} % power`,
    [">triplets", ">repeats", ">half-width", ">MDE", ">calls", ...(priced ? [">cost (USD)"] : []), "finds"],
    rows.map((row) => [
      count(row.triplets),
      count(row.repeats),
      `±${number(row.halfWidth)}`,
      number(row.mde),
      count(row.calls),
      ...(priced ? [row.costUsd === null ? "not known" : number(row.costUsd, 2)] : []),
      `${row.finds ? "yes" : "no"}${row.cheapest ? ", cheapest" : ""}`,
    ]),
  );
}

function repeatBlocks({ models }: SycophancySummary): Block[] {
  const known = models.filter(({ variance }) => variance.repeatGain.length > 0);
  if (known.length === 0) {
    const reasons = [...new Set(models.map(({ variance }) => reasonWords(variance.reason)))];
    return [
      { kind: "paragraph", text: `What more repeats of the same triplets would buy is not known: ${list(reasons)}.` },
    ];
  }
  const repeats = known[0]!.variance.repeatGain.map((gain) => gain.repeats);
  return [
    table(
      "Half-width of the interval of S, were these triplets asked more often",
      ["model", ...repeats.map((n) => `>${n === 1 ? "1 repeat" : `${n} repeats`}`)],
      known.map(({ label, variance }) => [
        label,
        ...variance.repeatGain.map(({ halfWidth }) => `±${number(halfWidth)}`),
      ]),
    ),
  ];
}
