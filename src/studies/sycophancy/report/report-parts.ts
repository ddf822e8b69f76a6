import type { Table, TableColumn } from "../../../report/document.ts";
import type { ViewRole } from "../../../schema/run/prompt-row.ts";
import type { EstimateRecord, ModelSummary } from "../summary-record.ts";
import type { SycophancySummary } from "../sycophancy-summary.ts";

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
