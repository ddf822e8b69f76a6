import { join } from "node:path";
import { AssayError } from "../errors/assay-error.ts";
import { MissingFileError } from "../errors/input-errors.ts";
import type { DocumentKind, DocumentOf } from "../schema/document-kind.ts";
import { type Run, runKind } from "../schema/run.ts";
import { listCollectionHashes, readCollection } from "./collections.ts";
import { readAnyDocument, readDocument } from "./documents.ts";
import { readRefs, resolveRef } from "./refs.ts";
import { listRunIds, resolveRunId } from "./run-folders.ts";
import { places, type Workspace } from "./workspace.ts";

export interface Listed<T> {
  entries: T[];
  /** Files that could not be read, each with its place. */
  faults: AssayError[];
}

export interface RunEntry {
  runId: string;
  run: Run;
}

/** All runs that have a run.json, newest first. Reads the files themselves, not the index. */
export async function listRuns(workspace: Workspace): Promise<Listed<RunEntry>> {
  const ids = await listRunIds(workspace);
  return settle(ids, async (runId) => ({ runId, run: await readRun(workspace, runId) }));
}

export interface CollectionEntry {
  hash: string;
  id: string;
  kind: string;
  title: string | null;
  n: number;
  createdAt: string;
  adapter: string;
  board: string | null;
  publishedAt: string | null;
  /** Names that point to it now. */
  names: string[];
}

/** All collections with the names that point to them, newest first. */
export async function listCollections(workspace: Workspace): Promise<Listed<CollectionEntry>> {
  const refs = Object.entries(await readRefs(workspace));
  const listed = await settle(await listCollectionHashes(workspace), async (hash): Promise<CollectionEntry> => {
    const { id, kind, title, n, createdAt, source } = await readCollection(workspace, hash);
    const names = refs.filter(([, ref]) => ref.hash === hash).map(([name]) => name);
    const { adapter, board = null, publishedAt = null } = source;
    return { hash, id, kind, title: title ?? null, n, createdAt, adapter, board, publishedAt, names: names.sort() };
  });
  listed.entries.sort((a, b) => compareText(b.createdAt, a.createdAt) || compareText(a.hash, b.hash));
  return listed;
}

/** A run's document. */
export function readRun(workspace: Workspace, runId: string): Promise<Run> {
  return readDocument(runKind, join(places.run(workspace, runId), "run.json"));
}

export interface ShownDocument {
  file: string;
  kind: DocumentKind;
  document: DocumentOf<DocumentKind>;
}

/**
 * The document a user means: a file, a run id (or its beginning, or `latest`), a collection's name or hash. Runs win
 * over names where both fit.
 */
export async function showDocument(workspace: Workspace | null, wanted: string): Promise<ShownDocument> {
  const show = async (file: string): Promise<ShownDocument> => ({ file, ...(await readAnyDocument(file)) });
  if (/\.json$/.test(wanted) || /[\\/]/.test(wanted)) return show(wanted);
  if (workspace === null)
    throw new MissingFileError(`there is no workspace here to look for "${wanted}" in`, {
      hint: "Give the path of a file, or change to the folder that has the workspace.",
    });
  try {
    return await show(join(places.run(workspace, await resolveRunId(workspace, wanted)), "run.json"));
  } catch (noRun) {
    if (!(noRun instanceof MissingFileError)) throw noRun;
    const found = await resolveRef(workspace, wanted).catch((noName) => {
      throw noName instanceof MissingFileError ? neither(workspace, wanted, noRun, noName) : noName;
    });
    return show(places.collection(workspace, found.hash));
  }
}

function neither(workspace: Workspace, wanted: string, noRun: AssayError, noName: AssayError): MissingFileError {
  const hints = [noRun.hint, noName.hint].filter((hint) => hint?.startsWith("Did you mean"));
  return new MissingFileError(`neither a run nor a collection is called "${wanted}"`, {
    place: { file: workspace.folder },
    hint: hints[0] ?? "List them with: assay ls",
  });
}

async function settle<K, T>(keys: readonly K[], read: (key: K) => Promise<T>): Promise<Listed<T>> {
  const listed: Listed<T> = { entries: [], faults: [] };
  const width = 32;
  for (let start = 0; start < keys.length; start += width) {
    const results = await Promise.allSettled(keys.slice(start, start + width).map(read));
    for (const result of results) {
      if (result.status === "fulfilled") listed.entries.push(result.value);
      else if (!(result.reason instanceof AssayError)) throw result.reason;
      // A folder without run.json is a run that never got that far, or somebody else's.
      else if (!(result.reason instanceof MissingFileError)) listed.faults.push(result.reason);
    }
  }
  return listed;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
