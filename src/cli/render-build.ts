import type { BuiltPrompts } from "../evaluate/build-prompts.ts";
import type { TableColumn } from "../report/document.ts";
import { textTable } from "../report/text-table.ts";
import { describeNote } from "../run/suite/build-grid.ts";
import { describeFinding } from "../run/suite/lint/describe-finding.ts";
import { plainText } from "./plain-text.ts";

/** What `eval build` prints: the factors, the size, what lint found, where the grid is. */
export function renderBuild({ shape, lint, file }: BuiltPrompts, width: number): string {
  const rows = shape.factors.map((factor) => [
    factor.derived ? `${factor.name} (derived)` : factor.name,
    String(factor.levels.length),
    factor.levels.map((level) => (level === null ? "—" : String(level))).join(", "),
  ]);
  const size = [
    `${shape.suite} version ${shape.suiteVersion}: ${lint.prompts} prompts`,
    ...(lint.triplets === null ? [] : [`${lint.triplets} triplets`]),
    `${lint.distinctTexts} distinct texts`,
  ].join(", ");
  const views = lint.byView.map((view) => `  ${view.view}: ${view.prompts} prompts, ${view.distinctTexts} distinct`);
  const findings = lint.findings.map((finding) => `${finding.level}: ${describeFinding(finding)}`);
  const ending = file === null ? "Nothing was written." : `Written to ${file}`;
  const parts = [
    size,
    ...shape.notes.map((note) => `note: ${describeNote(note)}`),
    ...views,
    ...(rows.length === 0 ? [] : ["", textTable({ columns: factorColumns, rows }, width).trimEnd()]),
    "",
    ...(findings.length === 0 ? ["lint: nothing found"] : findings),
    ending,
  ];
  return `${plainText(parts.join("\n"))}\n`;
}

const factorColumns: readonly TableColumn[] = [
  { label: "factor", align: "left" },
  { label: "levels", align: "right" },
  { label: "codes", align: "left" },
];
