import type { ScoreRequest } from "../../../evaluate/score-request.ts";
import { interrupts } from "../../interrupts.ts";
import type { Io } from "../../io.ts";
import { plainText } from "../../plain-text.ts";
import { showProgress } from "../../progress.ts";

export interface ScoreAndSummarise extends Omit<ScoreRequest, "env"> {
  readonly json: boolean;
  readonly jsonProgress?: boolean;
  readonly aggregate?: boolean;
}

/** Scores a run and, unless told not to, summarises it. Answers with the exit code. */
export async function scoreAndSummarise(io: Io, options: ScoreAndSummarise): Promise<number> {
  const { scoreRun } = await import("../../../evaluate/score-run.ts");
  const { json, jsonProgress, aggregate, ...request } = options;
  const signals = interrupts(io);
  const session = await scoreRun({ ...request, env: io.env }, signals, { now: () => new Date() });
  for (const note of session.notes) io.err(`note: ${note}\n`);
  const view = showProgress(io, session, { json: jsonProgress === true, now: () => performance.now() });
  try {
    for await (const _reply of session.replies) {
      // Each reply is in the journal; only progress is shown here.
    }
  } finally {
    view.stop();
    signals.release();
  }
  const finished = await session.end;
  const { states } = finished.counts;
  const open = states.judge_failed + states.unparsed;
  const unfinished = finished.end.reason !== "done";
  const nothingRead = states.scored === 0 && open > 0;
  const overBudget = finished.end.reason === "budget";
  const exitCode = signals.interrupted ? 130 : overBudget ? 4 : unfinished || nothingRead ? 3 : 0;
  const parts = Object.entries(states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state.replace("_", " ")}`);
  const lines = [
    finished.rows === 0
      ? `Nothing to score: ${finished.runId} has no answer yet. Go on with it: assay eval run --resume ${finished.runId}`
      : `${finished.rows} answers: ${parts.join(", ")}; ${finished.judgeCalls} judge calls`,
  ];
  if (finished.nothingToAsk)
    lines.push("Nothing to score: every judge has read every answer. --rerun asks them again.");
  if (finished.counts.evidenceNotFound > 0)
    lines.push(`note: in ${finished.counts.evidenceNotFound} answers a judge pointed at words that do not stand there`);
  for (const parked of finished.end.parked) lines.push(`${parked.model} was parked: ${parked.why}`);
  if (overBudget) lines.push("The budget is used up; what was asked is kept.");
  if (unfinished) lines.push(`Go on with: assay eval score ${finished.runId}`);
  else if (open > 0 && finished.counts.unreadable !== null)
    lines.push(
      `a reply that could not be read: ${JSON.stringify(plainText(finished.counts.unreadable).slice(0, 160))}`,
    );
  if (!unfinished && open > 0)
    lines.push(
      `${open} answers have no score; ${states.judge_failed > 0 ? "calls that failed are made again by" : "judge them again with"}: assay eval score ${finished.runId}${states.judge_failed > 0 ? "" : " --rerun"}`,
    );
  if (!json) io.out(`${lines.join("\n")}\n`);
  else if (aggregate === false || exitCode !== 0 || finished.rows === 0) {
    io.out(
      `${JSON.stringify({ run_id: finished.runId, rows: finished.rows, states, judge_calls: finished.judgeCalls, judge_cost_usd: finished.counts.judgeCostUsd, exit_code: exitCode }, null, 2)}\n`,
    );
  }
  if (aggregate === false || exitCode !== 0 || finished.rows === 0) return exitCode;
  const { summariseRuns } = await import("./summarise-runs.ts");
  return summariseRuns(io, {
    refs: [finished.runId],
    cwd: options.workspace ?? options.cwd,
    json,
    compat: false,
    strict: false,
    options: {},
  });
}
