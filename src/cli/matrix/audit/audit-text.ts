import type { Block, ReportDocument } from "../../../report/document.ts";
import { textTable } from "../../../report/text-table.ts";
import { number, pValue, signed } from "../../../report/words.ts";
import type { ResponseAudit } from "../../../studies/matrix/audit/audit-responses.ts";
import type { RunsAudit } from "../../../studies/matrix/audit/audit-runs.ts";
import type { EvaluatorComparison } from "../../../studies/matrix/audit/compare-evaluators.ts";
import { auditDocument } from "../../../studies/matrix/audit/report/audit-document.ts";
import { responseDocument } from "../../../studies/matrix/audit/report/response-sections.ts";
import { plainText } from "../../plain-text.ts";

const shownForks = 5;

/** The audit on one screen: what the report leads with, the analyses, the largest forks, and the hypotheses. */
export function auditText(audit: RunsAudit, width: number): string {
  const document = auditDocument(audit, { pictures: [], footer: "", label: (key) => key });
  return plainText(
    [
      ...leadLines(document),
      "",
      textTable(runTable(audit), width),
      ...audit.evaluations.map(({ name, audit: responses }) =>
        forkTable(responses, width, audit.evaluations.length > 1 ? name : null),
      ),
      textTable(hypothesisTable(audit), width),
    ].join("\n"),
  );
}

const left = (label: string) => ({ label, align: "left" }) as const;
const right = (label: string) => ({ label, align: "right" }) as const;

function runTable({ runs, evaluations }: RunsAudit) {
  const responses = evaluations[0]?.audit;
  const welfare = new Map(responses?.matrix.runs.map((run, i) => [run, responses.agreement.welfare[i] ?? null]));
  return {
    columns: [
      ...[left("run"), left("status"), right("error"), right("95 % interval"), right("welfare")],
      ...[right("β"), left("leakage")],
    ],
    rows: runs.map(({ id, status, failure, metrics, leakage }) => [
      id,
      failure === null ? status : `${status} ${failure.mode}`,
      number(metrics.mae, 4),
      metrics.ci === null ? "–" : `[${number(metrics.ci.low, 1)}, ${number(metrics.ci.high, 1)}]`,
      number(welfare.get(id), 4),
      number(leakage.beta, 2),
      leakage.verdict === "not shown to leak" ? "not shown" : leakage.verdict,
    ]),
  };
}

function hypothesisTable({ hypotheses }: RunsAudit) {
  return {
    columns: [left("id"), left("hypothesis"), right("observed"), right("95 % interval"), left("verdict")],
    rows: hypotheses.map(({ id, text, observed, low, high, verdict }) => [
      id,
      text,
      typeof observed === "number" ? number(observed, 3) : (observed ?? "–"),
      low === null || high === null ? "–" : `[${number(low, 3)}, ${number(high, 3)}]`,
      verdict,
    ]),
  };
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
  return textTable(
    {
      columns: [
        ...[left(name === null ? "fork" : `fork, ${name}`), right("ΔW"), right("by chance")],
        ...[right("p"), right("q"), left("note")],
      ],
      rows,
    },
    width,
  );
}
