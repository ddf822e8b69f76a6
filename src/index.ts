/** Assay as a library: what the commands do, for programs. */
export { AssayError, describePlace } from "./errors/assay-error.ts";
export { buildPrompts } from "./evaluate/build-prompts.ts";
export { estimateRun } from "./evaluate/estimate-run.ts";
export { plainSummary } from "./evaluate/plain-summary.ts";
export { planRun, type RunPlan } from "./evaluate/plan-run.ts";
export { planResume } from "./evaluate/resume-plan.ts";
export { runEval } from "./evaluate/run-eval.ts";
export type { RunRequest } from "./evaluate/run-request.ts";
export type { ScoreRequest } from "./evaluate/score-request.ts";
export { scoreRun } from "./evaluate/score-run.ts";
export { startRun } from "./evaluate/start-run.ts";
export { loadSuite } from "./run/suite/load-suite.ts";
export { suite } from "./run/suite/suite-module.ts";
export { auditRuns } from "./studies/matrix/audit/audit-runs.ts";
export { extractMatrix } from "./studies/matrix/extract.ts";
export { readScoredRows } from "./studies/sycophancy/read-scored.ts";
export { summarise } from "./studies/sycophancy/summarise.ts";
