import { join } from "node:path";
import { InvalidInputError, MissingKeyError } from "../errors/input-errors.ts";
import type { Env } from "../providers/provider.ts";
import { providerSet } from "../providers/registry.ts";
import { loadEnvironment } from "../run/environment.ts";
import { readRoster } from "../run/roster/read-roster.ts";
import { resolveRoster } from "../run/roster/resolve-roster.ts";
import type { Run } from "../schema/run.ts";
import { resolveRunId } from "../store/run-folders.ts";
import { places, requireWorkspace, type Workspace } from "../store/workspace.ts";
import type { JudgingTask } from "./ask-judges.ts";
import { isScorable, type ScoringParts } from "./derive-scores.ts";
import { broughtScores } from "./import-answers.ts";
import { answerName } from "./loose-answers.ts";
import type { PlannedSubject } from "./plan-run.ts";
import { type PlannedScoring, planScoring } from "./plan-scoring.ts";
import { readRun } from "./read-run.ts";
import { type CallSettings, callSettings } from "./run-settings.ts";
import type { ScoreRequest } from "./score-request.ts";
import { recordedRoster } from "./start-run.ts";
import { subjectParams } from "./subject-params.ts";

/** A run and the scorers that shall read it, all checked, nothing asked. */
export interface ScoringSetup {
  readonly workspace: Workspace;
  readonly runId: string;
  readonly folder: string;
  /** run.json, and the answers. */
  readonly file: string;
  readonly answersFile: string;
  readonly run: Run;
  readonly scoring: PlannedScoring;
  readonly judges: readonly PlannedSubject[];
  readonly parts: ScoringParts;
  readonly tasks: readonly JudgingTask[];
  /** Variables without a key; only where that is tolerated. */
  readonly missingKeys: readonly string[];
  readonly settings: CallSettings;
  close(): Promise<void>;
}

/** Finds the run, plans its scoring and resolves the judges. Everything that can be refused is refused here. */
export async function setUpScoring(
  request: ScoreRequest,
  options: { readonly tolerateMissingKeys?: boolean } = {},
): Promise<ScoringSetup> {
  const workspace = await requireWorkspace(request.workspace ?? request.cwd);
  const runId = await resolveRunId(workspace, request.runRef);
  const folder = places.run(workspace, runId);
  const file = join(folder, "run.json");
  const answersFile = join(folder, "run.jsonl");
  const run = await readRun(file);
  const env = await loadEnvironment(request.env, request.cwd, request.envFiles ?? []);
  const settings = callSettings(request, env);
  const families = await familiesNow(request.cwd);
  const roster = recordedRoster(run, file, request.cwd);
  const candidates = roster.map((entry) => ({
    id: entry.id,
    family: entry.family ?? families.get(entry.id) ?? null,
  }));
  const scoring = await planScoring(request, run, { file, answersFile }, env, candidates);
  const providers = providerSet({
    connections: Math.min(
      512,
      scoring.judges.reduce((sum, judge) => sum + judge.concurrency, 1),
    ),
  });
  try {
    // A simulated judge that favours its kin knows of them what was resolved beside it.
    for (const entry of roster) if (entry.provider === "simulated") providers.get("simulated").resolve(entry, env);
    const { tolerateMissingKeys = false } = options;
    const missingKeys = tolerateMissingKeys ? keysWithoutValue(scoring, providers, env) : [];
    const judges = resolveRoster(scoring.source, scoring.judges, providers, env, { tolerateMissingKeys }).map(
      (subject): PlannedSubject => ({ ...subject, ...subjectParams(subject.model, {}, {}) }),
    );
    if (request.budgetUsd !== undefined && request.allowUnpriced !== true) refuseUnpriced(judges);
    const brought = request.rerun === true || isJudgedAgain(run) ? new Map() : await broughtScores(folder, run);
    const parts = { ...scoring.parts(judges), brought };
    const where = { workspace, runId, folder, file, answersFile, run };
    return {
      ...where,
      scoring,
      judges,
      parts,
      tasks: tasksOf(parts),
      missingKeys,
      settings,
      close: () => providers.close(),
    };
  } catch (error) {
    await providers.close();
    throw error;
  }
}

/** A round of our own has replaced the scores that came with an imported file. */
function isJudgedAgain(run: Run): boolean {
  return Number(run.details?.["scoring_round"] ?? 0) > 0;
}

function tasksOf({ judging, truncated, brought }: ScoringParts): JudgingTask[] {
  return judging.map(({ questions, askings, round, judgesOf, skips = () => null }) => ({
    questions,
    askings,
    round,
    asks: (row, judge) =>
      isScorable(row, truncated) &&
      (brought.size === 0 || !brought.has(answerName(row))) &&
      skips(row) === null &&
      judgesOf(row.modelId).includes(judge),
  }));
}

function keysWithoutValue({ judges }: PlannedScoring, providers: ReturnType<typeof providerSet>, env: Env): string[] {
  const missing = new Set<string>();
  for (const entry of judges) {
    try {
      providers.get(entry.provider).resolve(entry, env);
    } catch (error) {
      if (!(error instanceof MissingKeyError)) throw error;
      for (const name of error.variables) missing.add(name);
    }
  }
  return [...missing];
}

function refuseUnpriced(judges: readonly PlannedSubject[]): void {
  const unpriced = judges.filter(({ model }) => model.price === null).map(({ model }) => model.id);
  if (unpriced.length === 0) return;
  throw new InvalidInputError(
    `a budget in USD needs prices, and ${unpriced.join(", ")} ${unpriced.length === 1 ? "has" : "have"} none`,
    {
      hint: 'Add "price": { "input": …, "output": …, "as_of": "…" } to the judges\' roster, or allow it with --allow-unpriced.',
    },
  );
}

/** Families that `models.json` names by now; a run begun without them need not be asked again. */
async function familiesNow(cwd: string): Promise<ReadonlyMap<string, string>> {
  const roster = await readRoster(join(cwd, "models.json")).catch(() => null);
  return new Map(
    roster?.entries.flatMap((entry) => (entry.family === undefined ? [] : [[entry.id, entry.family] as const])),
  );
}
