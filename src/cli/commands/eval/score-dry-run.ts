import { findAnswers } from "../../../evaluate/find-answers.ts";
import { estimateScoring, type ScoringEstimate } from "../../../evaluate/score-estimate.ts";
import type { ScoreRequest } from "../../../evaluate/score-request.ts";
import type { TableColumn } from "../../../report/document.ts";
import { textTable } from "../../../report/text-table.ts";
import type { Io } from "../../io.ts";
import { plainText } from "../../plain-text.ts";
import { scoreOutput } from "./score-output.ts";

const dollars = (usd: number | null) => (usd === null ? "unknown" : `$${usd.toFixed(4)}`);

/** Says what scoring would ask and cost. Sends nothing; a loose file is looked at in a folder that is taken away again. */
export async function scoreDryRun(
  io: Io,
  request: ScoreRequest,
  options: { readonly json: boolean; readonly output: string | undefined },
): Promise<number> {
  const found = await findAnswers(request, { now: new Date(), forShow: true });
  try {
    const { runId, workspace, folder, file } = found;
    await scoreOutput({ output: options.output, cwd: request.cwd }, { file, folder });
    const estimate = await estimateScoring({ ...request, runRef: runId, workspace });
    const told = { ...estimate, notes: [...found.notes, ...estimate.notes] };
    io.out(options.json ? `${JSON.stringify(told, null, 2)}\n` : renderScoringEstimate(told, io.width));
    return 0;
  } finally {
    await found.imported?.discard();
  }
}

/** What a dry run of scoring prints. */
function renderScoringEstimate(estimate: ScoringEstimate, width: number): string {
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
