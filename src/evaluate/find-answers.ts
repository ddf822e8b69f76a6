import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { MissingFileError } from "../errors/input-errors.ts";
import { listRunIds, resolveRunId } from "../store/run-folders.ts";
import { findWorkspace, places, requireWorkspace, type Workspace } from "../store/workspace.ts";
import { type ImportedRun, importAnswers } from "./import-answers.ts";
import type { ScoreRequest } from "./score-request.ts";

/** The run a user means, and the file it was made from where they named one. */
export interface FoundAnswers {
  readonly runId: string;
  readonly workspace: string;
  /** The run's folder. */
  readonly folder: string;
  readonly file: string | null;
  readonly imported: ImportedRun | null;
  /** What a user should know of how it was found. */
  readonly notes: readonly string[];
}

/**
 * Turns what a user named into a run: an id, the beginning of one, `latest`, a run's folder or a file in it, or a loose
 * file of answers, which is imported (for a dry run into a folder that is taken away again).
 */
export async function findAnswers(
  request: ScoreRequest,
  options: { readonly now: Date; readonly forShow?: boolean },
): Promise<FoundAnswers> {
  const { cwd, runRef } = request;
  const from = request.workspace ?? cwd;
  const path = resolve(cwd, runRef);
  const found = await stat(path).catch(() => null);
  const own = found === null ? null : await runOfPath(from, found.isDirectory() ? path : dirname(path));
  if (own !== null && (found!.isDirectory() || runFiles.has(basename(path))))
    return { ...own, file: null, imported: null, notes: [] };
  if (found?.isFile()) {
    const { suite } = request;
    const imported = await importAnswers({
      ...{ cwd, file: path, workspace: from, ...options },
      ...(suite === undefined ? {} : { suite }),
    });
    const notes = [
      imported.known
        ? `${basename(path)} is ${imported.runId}; what was judged before is not asked again`
        : `${basename(path)} ${options.forShow ? "would become a run of this workspace" : `is now ${imported.runId} of this workspace`}`,
    ];
    return { ...placeOf(imported.workspace, imported.runId), file: path, imported, notes };
  }
  if (/\.jsonl$|[/\\]/.test(runRef)) {
    throw new MissingFileError(`there is no file ${path}`, {
      place: { file: path },
      hint: "Name a run.jsonl, a run_scored.jsonl, or a run as assay ls shows it.",
    });
  }
  const workspace = await requireWorkspace(from);
  const runId = await resolveRunId(workspace, runRef);
  const notes = runRef === "latest" ? [`the newest run is ${runId}`] : [];
  return { ...placeOf(workspace, runId), file: null, imported: null, notes };
}

type Place = Pick<FoundAnswers, "runId" | "workspace" | "folder">;

function placeOf(workspace: Workspace, runId: string): Place {
  return { runId, workspace: workspace.root, folder: places.run(workspace, runId) };
}

const runFiles: ReadonlySet<string> = new Set(["run.jsonl", "run_scored.jsonl"]);

/** The run whose folder this is, when it is one of the workspace. */
async function runOfPath(from: string, folder: string): Promise<Place | null> {
  const workspace = await findWorkspace(from);
  if (workspace === null || join(places.runs(workspace), basename(folder)) !== folder) return null;
  const runId = basename(folder);
  return (await listRunIds(workspace)).includes(runId) ? placeOf(workspace, runId) : null;
}
