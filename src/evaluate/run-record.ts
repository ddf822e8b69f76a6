import { readFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { toolVersion } from "../provenance/tool-version.ts";
import type { GridIndex } from "../run/cells/grid-index.ts";
import type { RunJournal } from "../run/journal/run-journal.ts";
import type { ScheduleEnd } from "../run/schedule/types.ts";
import { toDisk } from "../schema/codec.ts";
import { contentHash } from "../schema/content-hash.ts";
import { documentText, parseDocument, sealDocument } from "../schema/document.ts";
import type { Outcome } from "../schema/run/outcome.ts";
import { type RosterEntry, rosterEntry } from "../schema/run/roster.ts";
import { type Run, runKind } from "../schema/run.ts";
import { writeFileAtomic } from "../store/atomic-file.ts";
import { type DerivedCounts, deriveAnswers } from "./derive-answers.ts";
import type { RunPlan } from "./plan-run.ts";
import { type RunIdentity, subjectIdentity } from "./run-identity.ts";
import { writeLines } from "./write-lines.ts";

/** How a session of a run ended. */
export interface FinishedRun {
  readonly runId: string;
  readonly folder: string;
  readonly status: "ok" | "partial" | "error";
  readonly end: ScheduleEnd;
  readonly planned: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly missing: number;
  readonly calls: number;
  readonly costUsd: number | null;
  readonly cache: DerivedCounts["cache"];
  readonly warnings: readonly string[];
  readonly run: Run;
}

/** The identity of a plan on a given grid. */
export function identityOf(plan: RunPlan, gridSha256: string): RunIdentity {
  return {
    suite: plan.suite.id,
    suiteVersion: plan.suite.version,
    suiteHash: plan.suite.hash,
    gridSha256,
    repeats: plan.settings.repeats.value,
    shuffleSeed: plan.settings.shuffleSeed.value,
    subjects: Object.fromEntries(
      plan.subjects.map((subject) => [subject.model.id, subjectIdentity(subject.model, subject)]),
    ),
  };
}

/** Writes `run.json` for a run that begins, status partial, so that a killed run can be resumed and listed. */
export async function writeNewRun(
  plan: RunPlan,
  run: { runId: string; folder: string },
  gridSha256: string,
  now: Date,
): Promise<Run> {
  const identity = identityOf(plan, gridSha256);
  const document = await runDocument(plan, run, identity, {
    startedAt: now,
    endedAt: null,
    status: "partial",
    reason: "it has not ended yet",
    counts: { planned: plan.grid.prompts * plan.subjects.length * identity.repeats },
    derived: null,
    calls: 0,
    artifacts: [],
  });
  await writeFileAtomic(join(run.folder, "run.json"), documentText(runKind, document));
  return document;
}

/** Derives `run.jsonl` from the journal and completes `run.json`. */
export async function finishRun(
  plan: RunPlan,
  run: { runId: string; folder: string; gridSha256: string },
  state: { grid: GridIndex; journal: RunJournal; end: ScheduleEnd; planned: number; startedAt: Date; endedAt: Date },
): Promise<FinishedRun> {
  const { grid, journal, end, planned } = state;
  await journal.flush();
  const { value: derived, ...answers } = await writeLines(
    join(run.folder, "run.jsonl"),
    deriveAnswers({
      runId: run.runId,
      grid,
      subjects: plan.subjects,
      repeats: plan.settings.repeats.value,
      journal,
      slim: plan.settings.slim.value,
    }),
  );
  const recorded = await recordedRun(join(run.folder, "run.json"));
  const status = derived.missing === 0 && derived.byOutcome.failed === 0 ? "ok" : "partial";
  const artifacts = [
    { path: "grid.jsonl", role: "grid", sha256: run.gridSha256, bytes: grid.bytes },
    { path: "run.jsonl", role: "answers", ...answers },
  ];
  const document = await runDocument(plan, run, identityOf(plan, run.gridSha256), {
    startedAt: recorded === null ? state.startedAt : new Date(recorded.startedAt),
    scored: scoringDetails(recorded),
    endedAt: state.endedAt,
    status,
    reason: status === "ok" ? null : whyPartial(end, derived),
    counts: {
      planned,
      ...derived.byOutcome,
      missing: derived.missing,
      calls: journal.calls,
      duplicates: journal.duplicates,
    },
    derived,
    calls: journal.calls,
    artifacts,
  });
  await writeFileAtomic(join(run.folder, "run.json"), documentText(runKind, document));
  return {
    runId: run.runId,
    folder: run.folder,
    status,
    end,
    planned,
    counts: derived.byOutcome,
    missing: derived.missing,
    calls: journal.calls,
    costUsd: derived.costUsd,
    cache: derived.cache,
    warnings: servedModelWarnings(derived),
    run: document,
  };
}

function whyPartial(end: ScheduleEnd, derived: DerivedCounts): string {
  const parts: string[] = [];
  if (derived.missing > 0) parts.push(`${derived.missing} cells not run (${end.reason})`);
  if (derived.byOutcome.failed > 0) parts.push(`${derived.byOutcome.failed} cells failed`);
  for (const parked of end.parked) parts.push(`${parked.model} parked: ${parked.why}`);
  return parts.join("; ");
}

interface RunState {
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly status: "ok" | "partial" | "error";
  readonly reason: string | null;
  readonly counts: Record<string, number>;
  readonly derived: DerivedCounts | null;
  readonly calls: number;
  readonly artifacts: Run["artifacts"];
  /** What scoring has recorded before this session. */
  readonly scored?: NonNullable<Run["details"]>;
}

async function runDocument(
  plan: RunPlan,
  run: { runId: string; folder: string },
  identity: RunIdentity,
  state: RunState,
): Promise<Run> {
  const resolved = Object.fromEntries(Object.entries(plan.settings).map(([key, setting]) => [key, { ...setting }]));
  const planted = Object.fromEntries(
    plan.subjects.flatMap((subject) =>
      subject.model.provider === "simulated" ? [[subject.model.id, subject.model.entry.simulate ?? {}]] : [],
    ),
  );
  const { derived } = state;
  const warnings = derived === null ? [] : servedModelWarnings(derived);
  return sealDocument(runKind, {
    id: run.runId,
    createdAt: (state.endedAt ?? state.startedAt).toISOString(),
    tool: await toolVersion(),
    study: "eval",
    subjects: plan.subjects.map((subject) => subject.model.id),
    benchmark: { id: plan.suite.id, version: String(plan.suite.version), hash: plan.suite.hash },
    scenario: null,
    seed: plan.settings.shuffleSeed.value,
    ...(plan.request.tags === undefined ? {} : { labels: { ...plan.request.tags } }),
    config: { asked: askedOf(plan), resolved },
    configHash: contentHash(JSON.parse(JSON.stringify(identity))),
    provenance: {
      ...(await plan.provenance),
      models: plan.subjects.map(({ model }) => ({
        subject: model.id,
        provider: model.provider,
        model: model.model,
        endpoint: model.baseUrl,
        served: [...(derived?.servedModels.get(model.id)?.served ?? [])].sort(),
        fingerprints: [...(derived?.servedModels.get(model.id)?.fingerprints ?? [])].sort(),
      })),
    },
    startedAt: state.startedAt.toISOString(),
    endedAt: state.endedAt?.toISOString() ?? null,
    status: state.status,
    ...(state.reason === null ? {} : { reason: state.reason }),
    cost: {
      usd: derived?.costUsd ?? null,
      ...(derived === null
        ? { reason: "not ended" }
        : derived.costUsd === null
          ? { reason: "a price or a token count is unknown" }
          : {}),
      inputTokens: derived?.inputTokens ?? null,
      outputTokens: derived?.outputTokens ?? null,
      seconds: state.endedAt === null ? null : (state.endedAt.getTime() - state.startedAt.getTime()) / 1000,
    },
    counts: state.counts,
    artifacts: state.artifacts,
    planted: Object.keys(planted).length === 0 ? null : planted,
    details: {
      mode: plan.mode,
      identity: JSON.parse(JSON.stringify(identity)),
      scoring: JSON.parse(JSON.stringify(plan.scoring)),
      roster: plan.subjects.map(({ model }) => toDisk(rosterEntry, portable(model.entry, plan.request.cwd))) as never,
      ...(plan.task === null || plan.task.models.length === 0
        ? {}
        : {
            task_models: plan.task.models.map(({ model }) =>
              toDisk(rosterEntry, portable(model.entry, plan.request.cwd)),
            ) as never,
          }),
      ...cacheDetails(plan, derived),
      ...state.scored,
      ...(warnings.length === 0 ? {} : { warnings }),
      source: plan.loaded === null ? "grid.jsonl" : plan.request.source,
    },
  });
}

/** Marks a run that shares answers with others: its answers are then no independent sample beside theirs. */
function cacheDetails(plan: RunPlan, derived: DerivedCounts | null): Record<string, unknown> {
  const mode = plan.settings.cache.value;
  if (derived === null || (mode === "off" && derived.cache.hits === 0)) return {};
  const { hits, savedUsd, runs } = derived.cache;
  return { cache: { mode, hits, saved_usd: savedUsd, shares_answers_with: runs } };
}

/** A service that changed the model behind a name in the middle of a run has answered for two models. */
export function servedModelWarnings(derived: Pick<DerivedCounts, "servedModels">): string[] {
  return [...derived.servedModels].flatMap(([id, { served }]) =>
    served.size > 1 ? [`served model changed: ${id} was answered by ${[...served].sort().join(", ")}`] : [],
  );
}

/** The request as it was made, without the environment. */
function askedOf(plan: RunPlan): Run["config"]["asked"] {
  const { env: _env, cwd: _cwd, ...asked } = plan.request;
  const names = {
    source: basename(asked.source),
    ...(asked.modelsFile === undefined ? {} : { modelsFile: basename(asked.modelsFile) }),
  };
  return JSON.parse(JSON.stringify({ ...asked, ...names, envFiles: asked.envFiles?.map((file) => basename(file)) }));
}

/** The record of an earlier session of this run; null where there is none that can be read. */
async function recordedRun(file: string): Promise<Run | null> {
  try {
    return parseDocument(runKind, await readFile(file, "utf8"), file);
  } catch {
    return null;
  }
}

/** What scoring wrote into the record stays there when more answers come: which round counts, and what it cost. */
function scoringDetails(recorded: Run | null): NonNullable<Run["details"]> {
  const kept = ["scoring_round", "tuned_on", "judge_cost_usd"];
  return Object.fromEntries(Object.entries(recorded?.details ?? {}).filter(([key]) => kept.includes(key)));
}

/** A roster entry as it is recorded: its file from the folder the run was made in, so that no absolute path is kept. */
function portable(entry: RosterEntry, cwd: string): RosterEntry {
  return entry.file === undefined ? entry : { ...entry, file: relative(cwd, resolve(cwd, entry.file)) };
}
