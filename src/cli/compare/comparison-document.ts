import type { Block, ReportDocument, Table, TableColumn } from "../../report/document.ts";
import type { Picture } from "../../report/pictures/picture.ts";
import { number, percent, pValue, signed } from "../../report/words.ts";
import type { Comparison, ComparisonRow } from "../../schema/report/comparison.ts";
import { figuresOf, rowLine, sampleWords, sizeWords, verdictWords } from "./row-words.ts";

/** A comparison as a report: verdicts first, then every number, then what it rests on. */
export function comparisonDocument(comparison: Comparison, pictures: readonly Picture[]): ReportDocument {
  const { rows, family, inputs, notes = [] } = comparison;
  const drawn = pictures.map((picture): Block => ({ kind: "picture", picture, caption: picture.alt }));
  const said = rows.flatMap((row) => row.notes.map((note) => `${row.metricId}, ${row.subject}: ${note}`));
  return {
    title: `Comparison with ${rows[0]?.reference ?? inputs[0]?.ref ?? "the reference"}`,
    lead: [
      { kind: "list", items: rows.map((row) => rowLine(row, family)) },
      { kind: "paragraph", text: ["Verdict: ", { strong: comparison.verdict }, "."] },
    ],
    sections: [
      { id: "differences", heading: "Differences", blocks: [differences(comparison), ...drawn] },
      {
        id: "evidence",
        heading: "What it rests on",
        blocks: [
          evidence(rows),
          ...(said.length === 0 ? [] : [{ kind: "list", items: said } as const]),
          ...(notes.length === 0 ? [] : [{ kind: "list", items: notes } as const]),
        ],
      },
      { id: "inputs", heading: "Inputs", blocks: [inputTable(comparison)] },
    ],
    footer: `assay ${comparison.tool.version}, ${comparison.id}`,
    simulated: false,
  };
}

const left = (label: string): TableColumn => ({ label, align: "left" });
const right = (label: string): TableColumn => ({ label, align: "right" });

function differences({ rows, family, config }: Comparison): Table {
  const level = percent(Number(config["level"] ?? 0.95), 0);
  const together = rows.some(({ ciSimultaneous }) => ciSimultaneous !== null);
  return {
    kind: "table",
    caption: `Subject minus reference. p corrected over ${family.size} (${family.correction}).`,
    columns: [
      ...[left("metric"), left("subject"), right("subject's value"), right("reference's value"), right("difference")],
      right(`${level} interval`),
      ...(together ? [right("all rows at once")] : []),
      ...[left("sample"), right("p"), right("corrected p"), right("MDE"), left("verdict")],
    ],
    rows: rows.map((row) => {
      const { factor, digits } = figuresOf(row);
      const limit = (value: number | null) => (value === null ? "open" : signed(value * factor, digits));
      const both = (ci: ComparisonRow["ci"]) => (ci === null ? "–" : `[${limit(ci.low)}, ${limit(ci.high)}]`);
      return [
        row.metricId,
        row.subject,
        number(row.value.subject, digits + (factor === 100 ? 2 : 0)),
        number(row.value.reference, digits + (factor === 100 ? 2 : 0)),
        row.delta === null ? "–" : signed(row.delta * factor, digits),
        row.ci === null ? `none: ${row.reason ?? "unknown"}` : both(row.ci),
        ...(together ? [both(row.ciSimultaneous)] : []),
        sampleWords(row),
        pValue(row.p),
        pValue(row.pAdjusted),
        sizeWords(row, row.mde),
        verdictWords(row),
      ];
    }),
  };
}

function evidence(rows: readonly ComparisonRow[]): Table {
  return {
    kind: "table",
    caption: "The best evidence both sides have decides.",
    columns: [left("metric"), left("subject"), left("used"), left("available"), left("method"), left("why not better")],
    rows: rows.map(({ metricId, subject, evidence: found, method }) => [
      ...[metricId, subject, found.used ?? "none", found.available.join(", "), method ?? "–", found.reason ?? ""],
    ]),
  };
}

function inputTable({ inputs }: Comparison): Table {
  return {
    kind: "table",
    caption: "What was read, by sha256.",
    columns: [left("role"), left("what"), left("sha256")],
    rows: inputs.map(({ role, ref, hash }) => [role, ref, hash ?? "–"]),
  };
}
