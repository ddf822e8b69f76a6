import type { TableColumn } from "../../report/document.ts";
import { textTable, wrap } from "../../report/text-table.ts";
import { count, number } from "../../report/words.ts";
import type { Plan, PlanRow } from "../../schema/report/plan.ts";

/** A plan for a terminal: the rows as a table, then what they rest on. A reason that several rows have is told once. */
export function planText(plan: Plan, width: number): string {
  const left = (label: string): TableColumn => ({ label, align: "left" });
  const right = (label: string): TableColumn => ({ label, align: "right" });
  const priced = plan.rows.some(({ cost }) => cost !== null);
  const doubted = plan.rows.some(({ low, high }) => low !== null && high !== null);
  const columns = [
    left("criterion"),
    right(plan.unit),
    right("power"),
    right("finds"),
    ...(doubted ? [right("by doubt")] : []),
    ...(priced ? [right("cost")] : []),
    left(""),
  ];
  const reasons = plan.rows.flatMap(({ reason }) => reason ?? []);
  const repeated = [...new Set(reasons.filter((reason, i) => reasons.indexOf(reason) !== i))];
  const rows = plan.rows.map((row) => [
    row.criterion,
    sizes(row),
    number(row.power, 3),
    figure(row.mde),
    ...(doubted ? [doubtText(row)] : []),
    ...(priced ? [figure(row.cost)] : []),
    row.reason === null
      ? ""
      : repeated.includes(row.reason)
        ? "*".repeat(repeated.indexOf(row.reason) + 1)
        : row.reason,
  ]);
  const footnotes = repeated.map((reason, i) => `${"*".repeat(i + 1)} ${reason}`);
  const assumptions = [...footnotes, ...plan.assumptions]
    .flatMap((text) => wrap(text, Math.max(20, width)))
    .map((line) => `${line}\n`);
  return `${textTable({ columns, rows }, width)}\n${assumptions.join("")}`;
}

function sizes({ n, n2 }: PlanRow): string {
  if (n === null) return "–";
  return n2 === null || n2 === n ? count(n) : `${count(n)} + ${count(n2)}`;
}

function doubtText(row: PlanRow): string {
  return row.low === null || row.high === null ? "" : `${doubtful(row, row.low)} to ${doubtful(row, row.high)}`;
}

/** Budgets carry powers, all else counts. */
function doubtful({ criterion }: PlanRow, value: number): string {
  return criterion.startsWith("budget") ? number(value, 3) : count(value);
}

function figure(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(4)));
}
