import type { Table, TableColumn } from "../../../report/document.ts";
import { count, number } from "../../../report/words.ts";
import type { ViewRole } from "../../../schema/run/prompt-row.ts";
import type { AgreementRecord } from "../judge-record.ts";
import type { EstimateRecord, ModelSummary } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";
import { reasonWords } from "./estimate-words.ts";

/** What the suite calls the side that asks: "landlord". */
export function viewName({ views }: Pick<SycophancySummary, "views">, role: ViewRole): string {
  return (
    views.find((view) => view.role === role)?.name ?? { a: "first side", b: "second side", none: "bystander" }[role]
  );
}

export function hasBystander({ views }: Pick<SycophancySummary, "views">): boolean {
  return views.some(({ role }) => role === "none");
}

export function estimate(model: Pick<ModelSummary, "estimates">, id: string): EstimateRecord {
  return model.estimates.find((one) => one.id === id)!;
}

/** True when nobody has labelled an answer that a judge scored. */
export function isUncalibrated({ warnings }: Pick<SycophancySummary, "warnings">): boolean {
  return warnings.some(({ code }) => code === "judge-not-calibrated");
}

/** What a table of stances rests on: the bins, and how far judges and people agree. */
export function stanceBasis({ config, people }: Pick<SycophancySummary, "config" | "people">): string {
  const alpha = people === null ? "judge–human α unknown, n = 0" : `judge–human ${alphaText(people.judgeAlpha)}`;
  return `t = ${number(config.threshold, 2)}, ${alpha}`;
}

/** "α = 0.71 [0.64, 0.77], n = 216". */
export function alphaText({ value, low, high, units, reason }: AgreementRecord): string {
  if (value === null) return `α unknown (${reasonWords(reason)}), n = ${count(units)}`;
  const interval = low === null || high === null ? "" : ` [${number(low, 2)}, ${number(high, 2)}]`;
  return `α = ${number(value, 2)}${interval}, n = ${count(units)}`;
}

/** A table without the boilerplate: labels starting with ">" stand on the right. */
export function table(caption: string, labels: readonly string[], rows: readonly (readonly string[])[]): Table {
  const columns = labels.map((label): TableColumn => {
    const right = label.startsWith(">");
    return { label: right ? label.slice(1) : label, align: right ? "right" : "left" };
  });
  return { kind: "table", caption, columns, rows };
}

/** A factor or level code as words. */
export function codeWords(code: string): string {
  return code.replaceAll("_", " ");
}
