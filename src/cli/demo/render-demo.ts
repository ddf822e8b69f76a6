import type { TableColumn } from "../../report/document.ts";
import { textTable } from "../../report/text-table.ts";
import { estimateOf } from "../../studies/sycophancy/summarise.ts";
import { terminalSummary } from "../../studies/sycophancy/terminal-summary.ts";
import type { Io } from "../io.ts";
import type { DemoResult } from "./run-demo.ts";

/** The summary, the planted truth beside what was found, and where to look. */
export function renderDemo(result: DemoResult, io: Pick<Io, "width" | "color">): string {
  const { summary } = result;
  const lines = [terminalSummary(summary, { width: io.width, color: io.color })];
  const planted = summary.models.flatMap((model) => {
    const s = estimateOf(model, "s");
    if (s?.planted === null || s?.planted === undefined || s.value === null || s.ci === null) return [];
    const covered = s.ci.low <= s.planted && s.planted <= s.ci.high;
    return [
      [
        model.label,
        s.planted.toFixed(2),
        s.value.toFixed(3),
        `[${s.ci.low.toFixed(3)}, ${s.ci.high.toFixed(3)}]`,
        covered ? "yes" : "no",
      ],
    ];
  });
  if (planted.length > 0) {
    const columns: TableColumn[] = [
      { label: "simulated respondent", align: "left" },
      { label: "planted S", align: "right" },
      { label: "found S", align: "right" },
      { label: "95 % interval", align: "right" },
      { label: "covers", align: "left" },
    ];
    lines.push(
      "This was a simulation: the truth was planted, so the intervals can be checked.",
      textTable({ columns, rows: planted }, io.width).trimEnd(),
    );
  }
  const labels = result.labels === null ? "" : ` --labels ${result.labels}`;
  lines.push(
    "",
    `Report:  ${result.report}`,
    `Page:    ${result.page}`,
    `Again:   assay eval summary ${result.runId}${labels}`,
  );
  return `${lines.join("\n")}\n`;
}
