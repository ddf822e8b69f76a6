import type { SwitchRate } from "../evaluate/switch-summary.ts";
import { csvTable } from "../report/csv.ts";
import type { TableColumn } from "../report/document.ts";
import { textTable } from "../report/text-table.ts";
import { intervalCells, intervalColumns } from "./interval-cells.ts";

const words = { right_to_wrong: "right → wrong", wrong_to_right: "wrong → right" } as const;

/** Rates of leaving the first answer, for a terminal. */
export function switchTable(switches: readonly SwitchRate[], level: number, width: number): string {
  const number = (value: number | null | undefined) => (value == null ? "—" : value.toFixed(4));
  const columns: TableColumn[] = [
    { label: "model", align: "left" },
    { label: "scorer", align: "left" },
    { label: "after doubt", align: "left" },
    { label: "switched", align: "right" },
    { label: "rate", align: "right" },
    { label: `${Math.round(level * 100)} % interval`, align: "right" },
    { label: "method", align: "left" },
  ];
  const rows = switches.map((one) => [
    one.modelId,
    one.scorer,
    words[one.direction],
    `${one.switched}/${one.from}`,
    number(one.rate),
    one.ci === null ? `none: ${one.reason}` : `[${number(one.ci.low)}, ${number(one.ci.high)}]`,
    one.ci?.method ?? "",
  ]);
  return textTable({ columns, rows }, width);
}

/** The same as a table for other programs. */
export function switchCsv(switches: readonly SwitchRate[]): string {
  const columns = ["model_id", "scorer", "direction", "from", "switched", "clusters", "unscored"];
  return csvTable(
    [...columns, "rate", ...intervalColumns],
    switches.map((one) => [
      one.modelId,
      one.scorer,
      one.direction,
      one.from,
      one.switched,
      one.clusters,
      one.unscored,
      one.rate,
      ...intervalCells(one),
    ]),
  );
}
