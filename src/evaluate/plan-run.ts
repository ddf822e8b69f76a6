import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { InvalidInputError, MissingKeyError } from "../errors/input-errors.ts";
import { gatherProvenance } from "../provenance/gather-provenance.ts";
import type { Env } from "../providers/provider.ts";
import { providerSet } from "../providers/registry.ts";
import type { CacheMode } from "../run/cache/answer-cache.ts";
import { loadEnvironment } from "../run/environment.ts";
import { resolveRoster } from "../run/roster/resolve-roster.ts";
import { buildGrid, describeNote, type Grid } from "../run/suite/build-grid.ts";
import { readGrid } from "../run/suite/grid-file.ts";
import { type LoadedSuite, loadSuite } from "../run/suite/load-suite.ts";
import { taskProviderId } from "../run/suite/suite-module.ts";
import type { Provenance } from "../schema/provenance-record.ts";
import type { PromptRow } from "../schema/run/prompt-row.ts";
import type { RosterEntry, SamplingParams } from "../schema/run/roster.ts";
import { chooseModels } from "./choose-models.ts";
import type { AnsweringSubject } from "./derive-answers.ts";
import type { RunRequest } from "./run-request.ts";
import { type RunSettings, runSettings } from "./run-settings.ts";
import { type ScoringSpec, scoringSpecOf } from "./scoring-spec.ts";
import { subjectParams } from "./subject-params.ts";
import { type TaskProvider, taskEntry, taskSubject } from "./task-subject.ts";

export interface PlannedSubject extends AnsweringSubject {
  readonly provider: ReturnType<ReturnType<typeof providerSet>["get"]>;
}

/** What will be asked, of whom, under which settings. Nothing has been sent or written. */
export interface RunPlan {
  readonly request: RunRequest;
  readonly env: Env;
  readonly loaded: LoadedSuite | null;
  readonly suite: { readonly id: string; readonly version: number; readonly hash: string | null };
  readonly grid: {
    readonly prompts: number;
    readonly triplets: number | null;
    /** What lint has to know; absent for a grid file, which was looked over when it was built. */
    readonly lintHints?: Grid["lintHints"];
    rows(): AsyncIterable<PromptRow>;
  };
  readonly shape: Grid["shape"] | null;
  readonly scoring: ScoringSpec;
  readonly subjects: readonly PlannedSubject[];
  /** Set when the subject is a suite's task: what calls it, and the models it may ask. */
  readonly task: { readonly provider: TaskProvider; readonly models: readonly PlannedSubject[] } | null;
  readonly settings: RunSettings;
  readonly rosterSource: string;
  readonly notes: readonly string[];
  readonly mode: "live" | "simulated" | "replay";
  /** Gathered while the plan is made; awaited where it is written. */
  readonly provenance: Promise<Provenance>;
  close(): Promise<void>;
}

/** What a recorded run fixes when it is taken up again. */
export interface RecordedPlan {
  readonly suite: RunPlan["suite"];
  readonly entries: readonly RosterEntry[];
  /** Models that the task of the run may ask. */
  readonly taskModels: readonly RosterEntry[];
  readonly params: Readonly<Record<string, SamplingParams>>;
  readonly repeats: number;
  readonly shuffleSeed: number;
  readonly cache?: CacheMode | undefined;
  readonly slim?: boolean | undefined;
  readonly scoring: ScoringSpec;
}

/** Reads suite or grid, roster and environment, and checks all that can be checked before a call. */
export async function planRun(request: RunRequest, recorded: RecordedPlan | null = null): Promise<RunPlan> {
  const provenance = gatherProvenance({ folder: request.cwd });
  const env = await loadEnvironment(request.env, request.cwd, request.envFiles ?? []);
  const source = await openSource(request);
  const settings = runSettings(request, source.loaded?.suite ?? null, env, recorded);
  const useRecorded = recorded !== null && request.modelsFile === undefined && request.models === undefined;
  const task = await openTask(request, source.loaded, recorded, settings.concurrency);
  const chosen =
    task !== null && !namesModels(request)
      ? { source: "the suite's task", entries: recorded?.taskModels ?? [], notes: [] }
      : useRecorded
        ? { source: "run.json", entries: recorded.entries, notes: [] }
        : await chooseModels({
            cwd: request.cwd,
            suiteFolder: source.loaded?.folder ?? null,
            modelsFile: request.modelsFile,
            models: request.models ?? [],
            roster: request.roster,
            env,
            concurrency: request.concurrency,
          });
  const caps = chosen.entries.reduce((sum, entry) => sum + entry.concurrency, 0);
  const providers = providerSet({ connections: Math.max(1, Math.min(caps, settings.concurrency.value)) });
  try {
    const missing = missingKeys(chosen.entries, providers, env);
    const resolved = resolveRoster(chosen.source, chosen.entries, providers, env, {
      tolerateMissingKeys: request.dryRun === true,
    });
    const models = resolved.map(({ model, provider }) => ({
      model,
      provider,
      ...subjectParams(model, source.loaded?.suite.params ?? recorded?.params[model.id] ?? {}, request.params ?? {}),
    }));
    const answering = task === null ? null : taskSubject(task.entry, task.loaded, models);
    const subjects = answering === null ? models : [answering];
    const paid = models.length === 0 ? subjects : models;
    if (settings.budgetUsd.value !== null && request.allowUnpriced !== true) refuseUnpriced(paid);
    const kinds = new Set(subjects.map((subject) => subject.model.provider));
    return {
      request,
      env,
      loaded: source.loaded,
      suite: recorded?.suite ?? source.suite,
      grid: source.grid,
      shape: source.shape,
      scoring: recorded?.scoring ?? scoringSpecOf(source.loaded, source.grid.triplets !== null),
      subjects,
      task: answering === null ? null : { provider: answering.provider, models },
      settings,
      rosterSource: chosen.source,
      notes: [
        ...source.notes,
        ...chosen.notes,
        ...familyNotes(source.loaded, chosen.entries),
        ...(missing.length > 0 ? [`no value for ${missing.join(", ")}: a run would be refused until it is set`] : []),
      ],
      mode:
        kinds.size === 1 && kinds.has("simulated")
          ? "simulated"
          : kinds.size === 1 && kinds.has("replay")
            ? "replay"
            : "live",
      provenance,
      close: () => providers.close(),
    };
  } catch (error) {
    await providers.close();
    throw error;
  }
}

/** The task that is the subject of this run, with its suite; null where models are. */
async function openTask(
  request: RunRequest,
  loaded: LoadedSuite | null,
  recorded: RecordedPlan | null,
  concurrency: RunSettings["concurrency"],
): Promise<{ entry: RosterEntry; loaded: LoadedSuite } | null> {
  const known = recorded?.entries.find(({ provider, file }) => provider === taskProviderId && file !== undefined);
  if (known === undefined) {
    if (loaded === null || loaded.functions.task === null) return null;
    return { entry: taskEntry(loaded, concurrency.origin === "flag" ? concurrency.value : 1), loaded };
  }
  const suite = await loadSuite(known.file!, { cwd: request.cwd });
  if (suite.functions.task === null)
    throw new InvalidInputError("this suite has no task any more, and the run to resume was answered by it", {
      place: { file: suite.file },
      hint: "Restore the task, or begin a new run.",
    });
  const width = concurrency.origin === "flag" ? concurrency.value : known.concurrency;
  return { entry: { ...known, file: suite.file, concurrency: width }, loaded: suite };
}

function namesModels({ modelsFile, models, roster }: RunRequest): boolean {
  return modelsFile !== undefined || models !== undefined || roster !== undefined;
}

/** Names of the variables that hold no key, for a dry run's note. */
function missingKeys(entries: readonly RosterEntry[], providers: ReturnType<typeof providerSet>, env: Env): string[] {
  const missing = new Set<string>();
  for (const entry of entries) {
    try {
      providers.get(entry.provider).resolve(entry, env);
    } catch (error) {
      if (error instanceof MissingKeyError) for (const name of error.variables) missing.add(name);
    }
  }
  return [...missing];
}

/** A judged suite asks for families when it is scored; better to hear of it before the calls are paid for. */
function familyNotes(loaded: LoadedSuite | null, entries: readonly RosterEntry[]): string[] {
  const unknown = entries.filter((entry) => entry.family === undefined).map((entry) => entry.id);
  const judged = loaded?.suite.scorers.some((scorer) => scorer.use === "judge-panel") ?? false;
  if (!judged || unknown.length === 0) return [];
  const shown =
    unknown.length > 3 ? `${unknown.slice(0, 3).join(", ")} and ${unknown.length - 3} more` : unknown.join(", ");
  return [
    `no "family" is known for ${shown}: judges of the same family cannot be kept off, and scoring will ask for it`,
  ];
}

interface Source {
  readonly loaded: LoadedSuite | null;
  readonly suite: RunPlan["suite"];
  readonly grid: RunPlan["grid"];
  readonly shape: Grid["shape"] | null;
  readonly notes: readonly string[];
}

async function openSource(request: RunRequest): Promise<Source> {
  if (request.source.endsWith(".jsonl")) return openGridSource(request);
  const loaded = await loadSuite(request.source, { cwd: request.cwd });
  const { where, ...rest } = request.grid ?? {};
  const grid = await buildGrid(loaded, { ...rest, ...(where === undefined ? {} : { where: parseWhere(where) }) });
  return {
    loaded,
    suite: { id: loaded.suite.id, version: loaded.suite.version, hash: loaded.hash },
    grid: {
      prompts: grid.shape.prompts,
      triplets: grid.shape.triplets,
      lintHints: grid.lintHints,
      rows: () => grid.rows(),
    },
    shape: grid.shape,
    notes: grid.shape.notes.map(describeNote),
  };
}

/** A grid file is checked row by row here, once; the run then works from its own copy. */
async function openGridSource(request: RunRequest): Promise<Source> {
  const file = resolve(request.cwd, request.source);
  if (Object.values(request.grid ?? {}).some((value) => value !== undefined)) {
    throw new InvalidInputError("a grid file is asked as it is", {
      place: { file },
      hint: "Choose prompts when building it: assay eval build SUITE --limit N --out grid.jsonl.",
    });
  }
  let first: PromptRow | null = null;
  let prompts = 0;
  const triplets = new Set<string>();
  const ids = new Set<string>();
  for await (const row of readGrid(file)) {
    first ??= row;
    prompts++;
    if (row.tripletId !== null) triplets.add(row.tripletId);
    if (ids.has(row.promptId)) {
      throw new InvalidInputError(`prompt_id "${row.promptId}" stands twice`, {
        place: { file, line: prompts },
        hint: "Give each prompt an id of its own.",
      });
    }
    ids.add(row.promptId);
  }
  if (first === null)
    throw new InvalidInputError("the grid is empty", {
      place: { file },
      hint: "Build it with: assay eval build SUITE --out grid.jsonl",
    });
  return {
    loaded: null,
    suite: { id: first.suite, version: first.suiteVersion, hash: null },
    grid: { prompts, triplets: triplets.size === 0 ? null : triplets.size, rows: () => readGrid(file) },
    shape: null,
    notes: [],
  };
}

/** "factor=level" pairs; a factor given twice has both levels. */
export function parseWhere(pairs: readonly string[]): Record<string, string[]> {
  const where: Record<string, string[]> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at <= 0)
      throw new InvalidInputError(`--where ${pair} is no factor=level`, { hint: "Write it as --where amount=200." });
    const factor = pair.slice(0, at);
    where[factor] = [...(where[factor] ?? []), pair.slice(at + 1)];
  }
  return where;
}

function refuseUnpriced(subjects: readonly PlannedSubject[]): void {
  const unpriced = subjects.filter((subject) => subject.model.price === null).map((subject) => subject.model.id);
  if (unpriced.length === 0) return;
  throw new InvalidInputError(
    `a budget in USD needs prices, and ${unpriced.join(", ")} ${unpriced.length === 1 ? "has" : "have"} none`,
    {
      hint: 'Add "price": { "input": …, "output": …, "as_of": "…" } to the roster, or allow it with --allow-unpriced.',
    },
  );
}

/** sha256 of a file, streamed. */
export async function fileSha256(file: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(file)) digest.update(chunk as Buffer);
  return digest.digest("hex");
}
