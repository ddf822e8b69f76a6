import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InvalidInputError } from "../errors/input-errors.ts";
import { writeGrid } from "../run/suite/grid-file.ts";
import { fromDisk } from "../schema/codec.ts";
import { contentHash } from "../schema/content-hash.ts";
import { type RosterEntry, rosterEntry } from "../schema/run/roster.ts";
import type { Run } from "../schema/run.ts";
import { writeFileAtomic } from "../store/atomic-file.ts";
import { createRunFolder } from "../store/run-folders.ts";
import { openWorkspace } from "../store/workspace.ts";
import { fileSha256, type RunPlan } from "./plan-run.ts";
import { readRun } from "./read-run.ts";
import { checkSameRun, type RunIdentity } from "./run-identity.ts";
import { identityOf, writeNewRun } from "./run-record.ts";
import { refuseUnfinishedTwin } from "./unfinished-run.ts";

export interface BegunRun {
  readonly runId: string;
  readonly folder: string;
  readonly configHash: string;
  readonly gridSha256: string;
  readonly resumed: boolean;
}

/** Makes the run's folder with its own copy of the grid. What fails half-way leaves no folder behind. */
export async function startRun(plan: RunPlan, options: { now: Date; allowTwin?: boolean }): Promise<BegunRun> {
  const workspace = await openWorkspace(plan.request.workspace ?? plan.request.cwd);
  const { runId, folder } = await createRunFolder(workspace, plan.suite.id, { now: options.now });
  try {
    const gridFile = join(folder, "grid.jsonl");
    await writeGrid(gridFile, plan.grid.rows());
    await writeFileAtomic(join(folder, "run_grid.json"), `${JSON.stringify(gridSummary(plan), null, 2)}\n`);
    const gridSha256 = await fileSha256(gridFile);
    const configHash = contentHash(JSON.parse(JSON.stringify(identityOf(plan, gridSha256))));
    if (options.allowTwin !== true) await refuseUnfinishedTwin(workspace, plan.suite.id, configHash, runId);
    const run = await writeNewRun(plan, { runId, folder }, gridSha256, options.now);
    return { runId, folder, configHash: run.configHash, gridSha256, resumed: false };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Takes up a recorded run, refusing settings that are not the recorded ones. Writes nothing. */
export async function takeUpRun(plan: RunPlan, run: { runId: string; folder: string }): Promise<BegunRun> {
  const file = join(run.folder, "run.json");
  const recorded = await readRun(file);
  const gridSha256 = await fileSha256(join(run.folder, "grid.jsonl"));
  checkSameRun(recordedIdentity(recorded, file), identityOf(plan, gridSha256), file);
  return { ...run, configHash: recorded.configHash, gridSha256, resumed: true };
}

export function recordedIdentity(run: Run, file: string): RunIdentity {
  const identity = run.details?.["identity"];
  if (typeof identity === "object" && identity !== null) return identity as unknown as RunIdentity;
  throw new InvalidInputError("this run was not made by assay eval run and cannot be resumed", { place: { file } });
}

/** The roster a run recorded, for resuming without naming it again. */
export function recordedRoster(run: Run, file: string, cwd: string): RosterEntry[] {
  if (!Array.isArray(run.details?.["roster"]))
    throw new InvalidInputError("this run records no roster", { place: { file } });
  return recordedEntries(run, "roster", file, cwd);
}

/** The models that the run's task might ask; none where models answered. */
export function recordedTaskModels(run: Run, file: string, cwd: string): RosterEntry[] {
  return recordedEntries(run, "task_models", file, cwd);
}

function recordedEntries(run: Run, key: "roster" | "task_models", file: string, cwd: string): RosterEntry[] {
  const roster = run.details?.[key];
  if (!Array.isArray(roster)) return [];
  return roster.map((recorded, index) => {
    const entry = fromDisk(rosterEntry, recorded, { file, path: `details.${key}[${index}]` });
    return entry.file === undefined ? entry : { ...entry, file: resolve(cwd, entry.file) };
  });
}

/** The older summary of a grid, with our additions behind. */
function gridSummary(plan: RunPlan): Record<string, unknown> {
  const { shape, request } = plan;
  return {
    include_neutral: request.grid?.includeNeutral ?? true,
    total: shape?.fullPrompts ?? plan.grid.prompts,
    selected: plan.grid.prompts,
    factors: shape?.factors.map(({ name, levels }) => ({ name, levels })) ?? [],
    assistant_models: plan.subjects.map((subject) => subject.model.id),
    mode: plan.mode,
    suite: plan.suite.id,
    suite_version: plan.suite.version,
    limit: request.grid?.limit ?? null,
    sample: request.grid?.sample ?? null,
    sample_seed: request.grid?.sampleSeed ?? null,
    triplets: plan.grid.triplets,
  };
}
