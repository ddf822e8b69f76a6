import { join } from "node:path";
import type { CacheMode } from "../run/cache/answer-cache.ts";
import type { SamplingParams } from "../schema/run/roster.ts";
import type { Run } from "../schema/run.ts";
import { resolveRunId } from "../store/run-folders.ts";
import { places, requireWorkspace } from "../store/workspace.ts";
import { planRun, type RunPlan } from "./plan-run.ts";
import { readRun } from "./read-run.ts";
import type { RunRequest } from "./run-request.ts";
import { recordedScoring } from "./scoring-spec.ts";
import { type BegunRun, recordedIdentity, recordedRoster, recordedTaskModels, takeUpRun } from "./start-run.ts";

/** Plans the rest of a recorded run. Flags given now must agree with the record, but for more repeats and models. */
export async function planResume(
  request: Omit<RunRequest, "source">,
  runRef: string,
): Promise<{ plan: RunPlan; begun: BegunRun; recorded: Run }> {
  const workspace = await requireWorkspace(request.workspace ?? request.cwd);
  const runId = await resolveRunId(workspace, runRef);
  const folder = places.run(workspace, runId);
  const file = join(folder, "run.json");
  const recorded = await readRun(file);
  const identity = recordedIdentity(recorded, file);
  const plan = await planRun(
    { ...request, source: join(folder, "grid.jsonl") },
    {
      suite: { id: identity.suite, version: identity.suiteVersion, hash: identity.suiteHash },
      entries: recordedRoster(recorded, file, request.cwd),
      taskModels: recordedTaskModels(recorded, file, request.cwd),
      params: Object.fromEntries(
        Object.values(identity.subjects)
          .flatMap((subject) => [...Object.entries(taskModelsOf(subject)), ...Object.entries(identity.subjects)])
          .map(([id, subject]) => [id, recordedParams(subject)]),
      ),
      repeats: identity.repeats,
      shuffleSeed: identity.shuffleSeed,
      cache: resolvedSetting(recorded, "cache") as CacheMode | undefined,
      slim: resolvedSetting(recorded, "slim") as boolean | undefined,
      scoring: recordedScoring(recorded, file),
    },
  );
  try {
    return { plan, begun: await takeUpRun(plan, { runId, folder }), recorded };
  } catch (error) {
    await plan.close();
    throw error;
  }
}

/** A setting as the run recorded it, with which it was begun. */
function resolvedSetting(run: Run, name: string): unknown {
  const resolved = run.config.resolved as Record<string, { value?: unknown } | undefined>;
  return resolved[name]?.value;
}

/** The models a recorded task might ask, as its identity holds them. */
function taskModelsOf(subject: unknown): Readonly<Record<string, unknown>> {
  return (subject as { extra?: { models?: Readonly<Record<string, unknown>> } } | null)?.extra?.models ?? {};
}

/** The parameters a recorded subject was asked with. */
function recordedParams(subject: unknown): SamplingParams {
  return (subject as { params?: SamplingParams } | null)?.params ?? {};
}
