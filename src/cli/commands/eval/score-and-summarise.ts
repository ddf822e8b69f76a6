import { join } from "node:path";
import { findAnswers } from "../../../evaluate/find-answers.ts";
import { fileSha256 } from "../../../evaluate/plan-run.ts";
import type { ScoreRequest } from "../../../evaluate/score-request.ts";
import { interrupts } from "../../interrupts.ts";
import type { Io } from "../../io.ts";
import { plainText } from "../../plain-text.ts";
import { showProgress } from "../../progress.ts";
import { scoreOutput } from "./score-output.ts";

export interface ScoreAndSummarise extends Omit<ScoreRequest, "env"> {
  readonly json: boolean;
  readonly jsonProgress?: boolean;
  readonly aggregate?: boolean;
  /** A file that scores are copied to. */
  readonly output?: string | undefined;
}

/** Scores a run and, unless told not to, summarises it. Answers with the exit code. */
export async function scoreAndSummarise(io: Io, options: ScoreAndSummarise): Promise<number> {
  const { scoreRun } = await import("../../../evaluate/score-run.ts");
  const { json, jsonProgress, aggregate, output: asked, ...named } = options;
  const found = await findAnswers({ ...named, env: io.env }, { now: new Date() });
  const { runId, workspace } = found;
  const signals = interrupts(io);
  const { output, session } = await prepared().catch(async (error) => {
    signals.release();
    await found.imported?.discard();
    throw error;
  });
  async function prepared() {
    const output = await scoreOutput({ output: asked, cwd: options.cwd }, found);
    const request = { ...named, env: io.env, runRef: runId, workspace };
    return { output, session: await scoreRun(request, signals, { now: () => new Date() }) };
  }
  for (const note of [...found.notes, ...session.notes]) io.err(plainText(`note: ${note}\n`));
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
  await output?.copy(finished.file);
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
  if (found.file !== null || output !== null) lines.push(`Scores: ${output?.file ?? finished.file}`);
  if (!json) io.out(`${lines.join("\n")}\n`);
  else if (aggregate === false || exitCode !== 0 || finished.rows === 0) {
    io.out(
      `${JSON.stringify({ run_id: finished.runId, rows: finished.rows, states, judge_calls: finished.judgeCalls, judge_cost_usd: finished.counts.judgeCostUsd, exit_code: exitCode }, null, 2)}\n`,
    );
  }
  if (aggregate === false || exitCode !== 0 || finished.rows === 0) return exitCode;
  const { summariseRuns } = await import("./summarise-runs.ts");
  const table = join(found.folder, "report", "summary.csv");
  const before = await fileSha256(table).catch(() => null);
  const code = await summariseRuns(io, {
    refs: [finished.runId],
    cwd: workspace,
    json,
    compat: false,
    strict: false,
    options: {},
  });
  if (output === null || (await fileSha256(table).catch(() => null)) === null) return code;
  const copied = await output.copySummary(table, before);
  const told = copied === null ? `another summary.csv lies beside the scores and was left; this one: ${table}` : null;
  if (told !== null) io.err(plainText(`note: ${told}\n`));
  else if (!json) io.out(`Summary: ${copied}\n`);
  return code;
}
