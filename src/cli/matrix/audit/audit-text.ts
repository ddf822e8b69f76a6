import type { Block, ReportDocument } from "../../../report/document.ts";
import { textTable } from "../../../report/text-table.ts";
import { number, pValue, signed } from "../../../report/words.ts";
import type { ResponseAudit } from "../../../studies/matrix/audit/audit-responses.ts";
import type { RunsAudit } from "../../../studies/matrix/audit/audit-runs.ts";
import type { EvaluatorComparison } from "../../../studies/matrix/audit/compare-evaluators.ts";
import { auditDocument, responseDocument } from "../../../studies/matrix/audit/report/audit-document.ts";
import { plainText } from "../../plain-text.ts";

const shownForks = 5;

/** The audit on one screen: what the report leads with, the analyses, the hypotheses, and the largest forks. */
export function auditText(audit: RunsAudit, width: number): string {
  const document = auditDocument(audit, { pictures: [], footer: "", label: (key) => key });
  const table = (section: string) =>
    document.sections.find(({ id }) => id === section)!.blocks.find((block) => block.kind === "table")!;
  return plainText(
    [
      ...leadLines(document),
      "",
      textTable(table("runs") as Extract<Block, { kind: "table" }>, width),
      ...audit.evaluations.map(({ name, audit: responses }) =>
        forkTable(responses, width, audit.evaluations.length > 1 ? name : null),
      ),
      textTable(table("hypotheses") as Extract<Block, { kind: "table" }>, width),
    ].join("\n"),
  );
}

/** The same for given answers. */
export function responseText(
  audits: readonly { readonly name: string; readonly audit: ResponseAudit }[],
  evaluators: EvaluatorComparison | null,
  width: number,
): string {
  const document = responseDocument(audits, evaluators, { pictures: [], footer: "" });
  const last = document.sections.at(-1);
  return [
    ...leadLines(document),
    "",
    ...audits.map(({ name, audit }) => forkTable(audit, width, audits.length > 1 ? name : null)),
    ...(evaluators === null ? [] : [wordsOf(last!.blocks[0]!), ""]),
  ].join("\n");
}

function leadLines({ lead }: ReportDocument): string[] {
  return lead.flatMap((block) =>
    block.kind === "list"
      ? block.items.map((item) => String(item))
      : block.kind === "warning"
        ? [`note: ${wordsOf(block)}`]
        : [],
  );
}

function wordsOf(block: Block): string {
  return (block.kind === "warning" || block.kind === "paragraph") && typeof block.text === "string" ? block.text : "";
}

function forkTable({ forks, matrix }: ResponseAudit, width: number, name: string | null): string {
  const rows = forks
    .slice(0, shownForks)
    .map((fork) => [
      matrix.queries[fork.query]!.id,
      signed(fork.delta, 6),
      `[${number(fork.chance.low, 4)}, ${number(fork.chance.high, 4)}]`,
      pValue(fork.p),
      pValue(fork.q),
      [fork.tautological ? "reads the outcome" : "", fork.repeats === null ? "" : `same question as ${fork.repeats}`]
        .filter((part) => part !== "")
        .join("; "),
    ]);
  const left = { align: "left" } as const;
  const right = { align: "right" } as const;
  return textTable(
    {
      columns: [
        { label: name === null ? "fork" : `fork, ${name}`, ...left },
        { label: "ΔW", ...right },
        { label: "by chance", ...right },
        { label: "p", ...right },
        { label: "q", ...right },
        { label: "note", ...left },
      ],
      rows,
    },
    width,
  );
}
