import type { ScoringEstimate } from "../../../evaluate/score-estimate.ts";
import type { TableColumn } from "../../../report/document.ts";
import { textTable } from "../../../report/text-table.ts";
import { plainText } from "../../plain-text.ts";

const dollars = (usd: number | null) => (usd === null ? "unknown" : `$${usd.toFixed(4)}`);

/** What a dry run of scoring prints. */
export function renderScoringEstimate(estimate: ScoringEstimate, width: number): string {
  const columns: TableColumn[] = [
    { label: "judge", align: "left" },
    { label: "provider", align: "left" },
    { label: "calls", align: "right" },
    { label: "tokens in", align: "right" },
    { label: "tokens out", align: "right" },
    { label: "cost", align: "right" },
    { label: "price of", align: "left" },
    { label: "at its limits", align: "right" },
  ];
  const rows = estimate.judges.map((judge) => [
    judge.id,
    judge.provider,
    String(judge.calls),
    String(judge.inputTokens),
    String(judge.outputTokens),
    dollars(judge.usd),
    judge.priceAsOf ?? (judge.usd === null ? "no price" : "no date"),
    judge.minutes === null ? "-" : `${judge.minutes.toFixed(1)} min`,
  ]);
  const lines = [
    `${estimate.runId}: ${estimate.answers} answers, ${estimate.calls} judge calls to make, cost ${dollars(estimate.usd)}`,
    `(${estimate.basis})`,
    "",
    ...(rows.length === 0 ? ["No judge is asked."] : [textTable({ columns, rows }, width).trimEnd()]),
    ...estimate.notes.map((note) => `note: ${note}`),
    "",
    "Dry run: nothing was sent, nothing was written.",
  ];
  return `${plainText(lines.join("\n"))}\n`;
}
