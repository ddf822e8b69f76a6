import type { RunEstimate } from "../evaluate/estimate-run.ts";
import type { FinishedRun } from "../evaluate/run-record.ts";
import type { TableColumn } from "../report/document.ts";
import { textTable } from "../report/text-table.ts";
import { plural } from "../report/words.ts";
import { describeFinding } from "../run/suite/lint/describe-finding.ts";
import { plainText } from "./plain-text.ts";

const dollars = (usd: number | null) => (usd === null ? "unknown" : `$${usd.toFixed(4)}`);

/** What a dry run prints. */
export function renderDryRun(estimate: RunEstimate, width: number): string {
  const rows = estimate.subjects.map((subject) => [
    subject.id,
    subject.provider,
    String(subject.calls),
    String(subject.inputTokens),
    String(subject.outputTokens),
    `${dollars(subject.usd)}${subject.priceAsOf === null ? "" : ` (prices of ${subject.priceAsOf})`}`,
    subject.minutes === null ? "-" : `${subject.minutes.toFixed(1)} min`,
  ]);
  const columns: TableColumn[] = [
    { label: "model", align: "left" },
    { label: "provider", align: "left" },
    { label: "calls", align: "right" },
    { label: "tokens in", align: "right" },
    { label: "tokens out", align: "right" },
    { label: "cost", align: "right" },
    { label: "at its limits", align: "right" },
  ];
  const triplets = estimate.triplets === null ? "" : ` in ${estimate.triplets} triplets`;
  const dropped = estimate.subjects.filter((subject) => subject.paramsDropped.length > 0);
  const lines = [
    `${estimate.suite}: ${estimate.prompts} prompts${triplets} × ${estimate.repeats} repeats × ${plural(estimate.subjects.length, "model")} = ${estimate.calls} calls, cost ${dollars(estimate.usd)}`,
    `(${estimate.basis})`,
    "",
    textTable({ columns, rows }, width).trimEnd(),
    ...estimate.judges.map(
      (judge) => `judge ${judge.id}: ${judge.calls} calls, cost ${dollars(judge.usd)}; re-asks come on top`,
    ),
    ...(estimate.findings ?? []).map((finding) => `lint ${finding.level}: ${describeFinding(finding)}`),
    ...dropped.map((subject) => `note: ${subject.id} is asked without ${subject.paramsDropped.join(", ")}`),
    "",
    "Dry run: nothing was sent, nothing was written.",
  ];
  return `${plainText(lines.join("\n"))}\n`;
}

/** The last lines of a run, its object for --json, and its exit code, all from the same facts. */
export function renderFinished(
  finished: FinishedRun,
  interrupted: boolean,
): { text: string; json: Record<string, unknown>; exitCode: number } {
  const exitCode = exitCodeOf(finished, interrupted);
  const { counts, missing, planned, calls } = finished;
  const shown = Object.entries(counts).filter(([, count]) => count > 0);
  const parts = [...shown.map(([word, count]) => `${count} ${word}`), ...(missing > 0 ? [`${missing} not run`] : [])];
  const lines = [
    `${parts.join(", ") || "nothing done"} of ${planned} cells; ${calls} calls; ${finished.costUsd === null ? "cost unknown" : `cost ${dollars(finished.costUsd)}`}`,
  ];
  if (finished.cache.hits > 0) {
    const { hits, savedUsd, runs } = finished.cache;
    const saved = savedUsd === null ? "" : `, which saved ${dollars(savedUsd)}`;
    lines.push(`${hits} from the answer cache${saved}; answers are shared with ${runs.join(", ")}`);
  }
  for (const warning of finished.warnings) lines.push(`warning: ${warning}`);
  for (const parked of finished.end.parked) {
    const until = parked.untilMs === null ? "" : ` (until ${new Date(parked.untilMs).toISOString()})`;
    lines.push(`${parked.model} was parked${until}: ${parked.why}`);
  }
  if (finished.end.parked.some((parked) => parked.why.startsWith("connection:"))) {
    lines.push("Is the server running, and is base_url right? What was parked is asked again on resume.");
  }
  if (finished.end.reason === "budget") lines.push("The budget is used up; the next call might have passed it.");
  if (finished.end.reason === "max-failed") lines.push("Stopped: more cells failed than --max-failed allows.");
  if (missing > 0) lines.push(`Go on with: assay eval run --resume ${finished.runId}`);
  else if (counts.failed > 0)
    lines.push(`Ask the failed ones again with: assay eval run --resume ${finished.runId} --retry failed`);
  else lines.push(`Next: assay eval score ${finished.runId}`);
  return {
    // A service's own words stand behind why a model was parked.
    text: `${plainText(lines.join("\n"))}\n`,
    json: {
      run_id: finished.runId,
      folder: finished.folder,
      status: finished.status,
      ended: finished.end.reason,
      planned,
      counts: { ...counts, missing },
      calls,
      cost_usd: finished.costUsd,
      cache: {
        hits: finished.cache.hits,
        saved_usd: finished.cache.savedUsd,
        shares_answers_with: finished.cache.runs,
      },
      warnings: finished.warnings,
      parked: finished.end.parked.map(({ model, untilMs, why }) => ({
        model,
        until: untilMs === null ? null : new Date(untilMs).toISOString(),
        why,
      })),
      exit_code: exitCode,
    },
    exitCode,
  };
}

function exitCodeOf(finished: FinishedRun, interrupted: boolean): number {
  if (interrupted) return 130;
  if (finished.end.reason === "budget") return 4;
  return finished.status === "ok" ? 0 : 3;
}
