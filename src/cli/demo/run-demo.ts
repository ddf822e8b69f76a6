import { mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildPrompts } from "../../evaluate/build-prompts.ts";
import { planRun, type RunPlan } from "../../evaluate/plan-run.ts";
import { runEval } from "../../evaluate/run-eval.ts";
import type { RunRequest } from "../../evaluate/run-request.ts";
import type { ScoreRequest } from "../../evaluate/score-request.ts";
import { scoreRun } from "../../evaluate/score-run.ts";
import { startRun } from "../../evaluate/start-run.ts";
import { readRecordedModels } from "../../providers/replay/recorded-rows.ts";
import type { RosterEntry } from "../../schema/run/roster.ts";
import { readLabels } from "../../studies/sycophancy/labels/read-labels.ts";
import { renderSummary } from "../../studies/sycophancy/render-summary.ts";
import { summarise } from "../../studies/sycophancy/summarise.ts";
import { openSummarySource } from "../../studies/sycophancy/summary-source.ts";
import type { SycophancySummary } from "../../studies/sycophancy/sycophancy-summary.ts";
import { interrupts } from "../interrupts.ts";
import type { Io } from "../io.ts";
import { showProgress } from "../progress.ts";
import { writeReport } from "../write-report.ts";
import { labelDemo } from "./demo-people.ts";
import { demoJudges, demoRespondents } from "./demo-roster.ts";

export interface DemoResult {
  readonly runId: string;
  /** Labels of simulated people; null where answers are replayed. */
  readonly labels: string | null;
  readonly summary: SycophancySummary;
  readonly report: string;
  readonly page: string;
}

/** Prompts, simulated answers, judges, summary, report: the whole path on a planted truth. */
export async function simulatedDemo(
  io: Io,
  options: { cwd: string; seed: number; repeats: number },
): Promise<DemoResult> {
  const request: RunRequest = {
    cwd: options.cwd,
    env: io.env,
    source: "rent-sycophancy",
    roster: demoRespondents(options.seed),
    repeats: options.repeats,
    shuffleSeed: options.seed,
  };
  const runId = await answer(io, request);
  return judgeAndReport(io, options.cwd, {
    runRef: runId,
    cwd: options.cwd,
    env: io.env,
    judges: demoJudges(options.seed),
    peopleSeed: options.seed,
  });
}

/** The same analysis on answers that were recorded before: prompts recovered, answers and judgements replayed. */
export async function replayDemo(io: Io, options: { cwd: string; file: string }): Promise<DemoResult> {
  const file = resolve(options.cwd, options.file);
  const recorded = readRecordedModels(file);
  const grid = join(options.cwd, ".assay", `grid-of-${basename(file)}`);
  await mkdir(join(options.cwd, ".assay"), { recursive: true });
  await buildPrompts({ cwd: options.cwd, suite: undefined, fromRun: file, grid: {}, out: grid });
  const replayed = (id: string): RosterEntry => ({ id, provider: "replay", file, concurrency: 64 });
  const runId = await answer(io, {
    cwd: options.cwd,
    env: io.env,
    source: grid,
    roster: recorded.models.map(replayed),
  });
  const judges = recorded.judges.map((id): RosterEntry => ({ ...replayed(id), family: "recorded" }));
  return judgeAndReport(io, options.cwd, {
    runRef: runId,
    cwd: options.cwd,
    env: io.env,
    judges,
    allowSelfJudge: true,
    minJudges: 1,
  });
}

async function answer(io: Io, request: RunRequest): Promise<string> {
  const plan: RunPlan = await planRun(request);
  const signals = interrupts(io);
  try {
    const begun = await startRun(plan, { now: new Date(), allowTwin: true });
    const running = await runEval(plan, begun, signals, { now: () => new Date() });
    await drain(io, running, running.answers);
    const finished = await running.end;
    const parts = Object.entries(finished.counts).filter(([, count]) => count > 0);
    io.err(
      `answers: ${parts.map(([word, count]) => `${count} ${word}`).join(", ")} of ${finished.planned}; ${finished.calls} calls\n`,
    );
    return finished.runId;
  } finally {
    signals.release();
    await plan.close();
  }
}

async function judgeAndReport(
  io: Io,
  cwd: string,
  { peopleSeed, ...request }: ScoreRequest & { readonly peopleSeed?: number },
): Promise<DemoResult> {
  const signals = interrupts(io);
  const session = await scoreRun(request, signals, { now: () => new Date() });
  try {
    await drain(io, session, session.replies);
  } finally {
    signals.release();
  }
  const scored = await session.end;
  io.err(
    `judged: ${scored.counts.states.scored} of ${scored.rows} answers have a score; ${scored.judgeCalls} judge calls\n`,
  );
  const source = await openSummarySource(cwd, [scored.runId]);
  const labels = peopleSeed === undefined ? null : await labelDemo(source.folder!, source.rows, peopleSeed);
  const humanLabels = labels === null ? [] : (await readLabels(cwd, labels)).labels;
  const summary = summarise(source.rows, { ...source.known, humanLabels });
  const report = await writeReport(join(source.folder!, "report"), renderSummary(summary));
  return { runId: scored.runId, labels, summary, report, page: pathToFileURL(join(report, "report.html")).href };
}

async function drain(
  io: Io,
  source: Parameters<typeof showProgress>[1],
  results: AsyncIterable<unknown>,
): Promise<void> {
  const view = showProgress(io, source, { json: false, now: () => performance.now() });
  try {
    for await (const _result of results) {
      // Results are in the journal; only progress is shown.
    }
  } finally {
    view.stop();
  }
}
