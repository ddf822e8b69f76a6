import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { InvalidInputError } from "../errors/input-errors.ts";
import { gatherProvenance } from "../provenance/gather-provenance.ts";
import { toolVersion } from "../provenance/tool-version.ts";
import { writeGrid } from "../run/suite/grid-file.ts";
import { loadSuite } from "../run/suite/load-suite.ts";
import { promptHash } from "../run/suite/prompt-identity.ts";
import { toDisk } from "../schema/codec.ts";
import { contentHash } from "../schema/content-hash.ts";
import { documentText, sealDocument } from "../schema/document.ts";
import { parseJson } from "../schema/parse-json.ts";
import { type AnswerRow, answerRow } from "../schema/run/answer-row.ts";
import type { PromptRow } from "../schema/run/prompt-row.ts";
import { type Run, runKind } from "../schema/run.ts";
import { readLineBatches } from "../store/read-lines.ts";
import { listRunIds, newRunId } from "../store/run-folders.ts";
import { createWorkspace, findWorkspace, openWorkspace, places, type Workspace } from "../store/workspace.ts";
import { answerName, readLooseAnswers } from "./loose-answers.ts";
import { fileSha256 } from "./plan-run.ts";
import { readRun } from "./read-run.ts";
import { scoringSpecOf } from "./scoring-spec.ts";
import { writeLines } from "./write-lines.ts";

/** Scores that came with the file, by line; they stand until everything is judged again. */
const broughtFile = "scored-before.jsonl";

export interface ImportRequest {
  readonly cwd: string;
  readonly workspace?: string;
  /** The file with the answers. */
  readonly file: string;
  /** The suite whose scorers read them; without one, judges give one number, as older runs were scored. */
  readonly suite?: string;
  readonly now: Date;
  /** Keep nothing: the import goes into a folder of the machine's own that `discard` takes away. */
  readonly forShow?: boolean;
}

export interface ImportedRun {
  readonly runId: string;
  readonly workspace: Workspace;
  /** True when the same file was imported before; its journal goes on. */
  readonly known: boolean;
  /** Takes a new import away again; one that was there before stays. */
  discard(): Promise<void>;
}

const all = { recursive: true, force: true } as const;

/**
 * Makes a file of answers a run of the workspace, so that its judging has a journal, a budget and a way to go on like
 * any other. The same file with the same suite is the same run, whenever it is named. The file itself is only read.
 */
export async function importAnswers(request: ImportRequest): Promise<ImportedRun> {
  const { cwd, now } = request;
  const file = resolve(cwd, request.file);
  const loaded = request.suite === undefined ? null : await loadSuite(request.suite, { cwd });
  const identity = { file_sha256: await fileSha256(file), suite: loaded?.hash ?? null };
  const configHash = contentHash(identity);
  const from = request.workspace ?? cwd;
  const found = await findWorkspace(from);
  const before = found === null ? null : await importedBefore(found, configHash);
  if (before !== null) return { runId: before, workspace: found!, known: true, discard: async () => undefined };
  const loose = await readLooseAnswers(file);
  const hasViews = loose.answers.some(({ role }) => role !== null);
  // A run's folder that was copied from elsewhere says itself how it is scored.
  const beside = await readRun(join(dirname(file), "run.json")).catch(() => null);
  const recorded = loaded === null ? (beside?.details?.["scoring"] ?? null) : null;
  if (loaded === null && recorded === null && !hasViews && loose.answers.length > 0) {
    throw new InvalidInputError("these answers are no views of scenarios, so it must be said how they are scored", {
      place: { file },
      hint: "Name their suite with --suite FILE.",
    });
  }
  const workspace = request.forShow ? await workspaceForShow() : await openWorkspace(from);
  const suite = loaded?.suite ?? { id: "imported", version: 1 };
  const benchmark =
    recorded === null
      ? { id: suite.id, version: String(suite.version), hash: loaded?.hash ?? null }
      : (beside?.benchmark ?? null);
  const runId = newRunId("imported", now, configHash.slice(0, 6));
  const folder = places.run(workspace, runId);
  // A folder appears under its name only when it is whole; an id starts with a letter, so no list shows the other one.
  const discard = () => rm(request.forShow ? workspace.root : found === null ? workspace.folder : folder, all);
  const growing = join(dirname(folder), `.${runId}.${process.pid}.tmp`);
  try {
    await mkdir(growing, { recursive: true });
    const answers = await writeLines(join(growing, "run.jsonl"), linesOf(loose.answers));
    await writeGrid(join(growing, "grid.jsonl"), promptsOf(loose.answers, suite));
    if (loose.scored.length > 0) await writeFile(join(growing, broughtFile), `${loose.scored.join("\n")}\n`);
    const roster = rosterOf(loose.answers, beside);
    const run = sealDocument(runKind, {
      id: runId,
      createdAt: now.toISOString(),
      tool: await toolVersion(),
      study: "eval",
      subjects: roster.map(({ id }) => id),
      benchmark,
      scenario: null,
      seed: null,
      config: { asked: { file: basename(file), suite: loaded?.suite.id ?? null }, resolved: {} },
      configHash,
      provenance: await gatherProvenance({ folder: cwd }),
      startedAt: now.toISOString(),
      endedAt: now.toISOString(),
      status: "ok",
      ...recordedCosts(loose.answers),
      artifacts: [{ path: "run.jsonl", role: "answers", sha256: answers.sha256, bytes: answers.bytes }],
      planted: null,
      details: {
        mode: "imported",
        imported: { ...identity, file: basename(file), older: loose.older, scored: loose.scored.length },
        scoring: recorded ?? JSON.parse(JSON.stringify(scoringSpecOf(loaded, hasViews))),
        roster,
        ...(loaded === null ? {} : { source: request.suite! }),
      },
    });
    await writeFile(join(growing, "run.json"), documentText(runKind, run));
    await rename(growing, folder);
  } catch (error) {
    await rm(growing, all);
    if (request.forShow || found === null) await discard();
    throw error;
  }
  return { runId, workspace, known: false, discard };
}

/** The scores an imported file brought, by the answer's name. */
export async function broughtScores(folder: string, run: Run): Promise<ReadonlyMap<string, string>> {
  const brought = new Map<string, string>();
  const { scored = 0 } = (run.details?.["imported"] ?? {}) as { scored?: number };
  if (scored === 0) return brought;
  const file = join(folder, broughtFile);
  for await (const batch of readLineBatches(file)) {
    for (const { bytes, line } of batch) {
      if (bytes.length === 0) continue;
      const text = bytes.toString("utf8");
      const row = parseJson(text, { file, line }) as Record<string, never>;
      brought.set(
        answerName({
          ...{ runId: row["run_id"]!, modelId: row["model_id"]! },
          ...{ promptId: row["prompt_id"]!, repeat: row["repeat"]! },
        }),
        text,
      );
    }
  }
  return brought;
}

/** Who answered, as the run beside the file tells of them. Nobody is asked again: the file is all there is. */
function rosterOf(answers: readonly AnswerRow[], beside: Run | null) {
  const known = (beside?.details?.["roster"] ?? []) as { id: string; family?: string; label?: string }[];
  return [...new Set(answers.map(({ modelId }) => modelId))].map((id) => {
    const { family, label } = known.find((entry) => entry.id === id) ?? {};
    return {
      ...{ id, provider: "replay", concurrency: 1 },
      ...(family === undefined ? {} : { family }),
      ...(label === undefined ? {} : { label }),
    };
  });
}

async function importedBefore(workspace: Workspace, configHash: string): Promise<string | null> {
  const ids = await listRunIds(workspace);
  for (const id of ids.filter((one) => one.startsWith("imported-") && one.endsWith(`-${configHash.slice(0, 6)}`))) {
    const run = await readRun(join(places.run(workspace, id), "run.json")).catch(() => null);
    if (run?.configHash === configHash) return id;
  }
  return null;
}

/** A dry run writes nothing where the user works. */
async function workspaceForShow(): Promise<Workspace> {
  return createWorkspace(await mkdtemp(join(tmpdir(), "assay-dry-run-")));
}

function* linesOf(answers: readonly AnswerRow[]): Generator<string> {
  for (const row of answers) yield JSON.stringify(toDisk(answerRow, row));
}

/** The prompts as far as the answers tell them, for whoever reads the run by its grid. */
function promptsOf(answers: readonly AnswerRow[], suite: { id: string; version: number }): PromptRow[] {
  const prompts = new Map<string, PromptRow>();
  for (const { promptId, messages, factors, ...row } of answers) {
    if (messages === null || prompts.has(promptId)) continue;
    const suiteVersion = suite.version;
    prompts.set(promptId, {
      ...{ promptId, messages, factors, tripletId: row.tripletId, clusterId: row.clusterId },
      ...{ view: row.view, role: row.role, perspective: row.perspective, suite: suite.id, suiteVersion },
      contentHash: promptHash({ suite: suite.id, suiteVersion, promptId, messages }),
      ...(row.expected === undefined ? {} : { expected: row.expected }),
      metadata: row.metadata ?? {},
    });
  }
  return [...prompts.values()];
}

function recordedCosts(answers: readonly AnswerRow[]): Pick<Run, "cost" | "counts"> {
  const sum = (pick: (row: AnswerRow) => number | null) =>
    answers.reduce<number | null>((total, row) => {
      const value = pick(row);
      return total === null || value === null ? null : total + value;
    }, 0);
  const usd = sum(({ costUsd }) => costUsd);
  const counts: Record<string, number> = { planned: answers.length };
  for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return {
    cost: {
      usd,
      ...(usd === null ? { reason: "the file does not say what every answer cost" } : {}),
      inputTokens: sum(({ inputTokens }) => inputTokens),
      outputTokens: sum(({ outputTokens }) => outputTokens),
      seconds: null,
    },
    counts,
  };
}
