import { mkdir, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { InvalidInputError, MissingFileError } from "../errors/input-errors.ts";
import { checkSlug } from "../schema/slug.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { asCannotWrite } from "./cannot-write.ts";

/** Where results live. `root` holds assay.yaml and the user's own files, `folder` is the `.assay` inside it. */
export interface Workspace {
  readonly root: string;
  readonly folder: string;
}

const storeName = ".assay";

/** Derived or short-lived; everything else in the store is worth keeping under version control. */
const ignored = "index.duckdb*\ncache/\nquotas/\nlock\n*.tmp\n";

/** The workspace of a folder: its own `.assay`, else the nearest folder upwards with an `assay.yaml`; null for none. */
export async function findWorkspace(from: string): Promise<Workspace | null> {
  const start = resolve(from);
  if (await isFolder(join(start, storeName))) return workspaceAt(start);
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isFile(join(folder, "assay.yaml"))) return workspaceAt(folder);
    if (folder === dirname(folder)) return null;
  }
}

/** The workspace of a folder, or an error that says how to get one. For commands that only read. */
export async function requireWorkspace(from: string): Promise<Workspace> {
  const found = await findWorkspace(from);
  if (found !== null && (await isFolder(found.folder))) return found;
  throw new MissingFileError("there is no workspace here: no .assay folder", {
    place: { file: found?.folder ?? resolve(from) },
    hint: "Run something first (assay demo, or assay eval run …), or change to the folder that has one.",
  });
}

/** The workspace of a folder; where there is none, `.assay` is made there. For commands that write. */
export async function openWorkspace(from: string): Promise<Workspace> {
  return createWorkspace((await findWorkspace(from))?.root ?? resolve(from));
}

/** Makes the store in `root`, or completes one that is there. */
export async function createWorkspace(root: string): Promise<Workspace> {
  const workspace = workspaceAt(resolve(root));
  try {
    await mkdir(join(workspace.folder, "runs"), { recursive: true });
    await mkdir(join(workspace.folder, "collections"), { recursive: true });
    const ignore = join(workspace.folder, ".gitignore");
    if (!(await isFile(ignore))) await writeFileAtomic(ignore, ignored);
  } catch (error) {
    throw asCannotWrite(error, workspace.folder);
  }
  return workspace;
}

/** Every place in a workspace, by name. Ids and names are checked to be slugs: nothing here leads outside. */
export const places = {
  runs: ({ folder }: Workspace) => join(folder, "runs"),
  run: ({ folder }: Workspace, runId: string) => join(folder, "runs", checkSlug(runId, "run id")),
  collections: ({ folder }: Workspace) => join(folder, "collections"),
  collection: ({ folder }: Workspace, hash: string) => join(folder, "collections", `${checkHash(hash)}.json`),
  refs: ({ folder }: Workspace) => join(folder, "refs.json"),
  events: ({ folder }: Workspace) => join(folder, "events.jsonl"),
  experiment: ({ folder }: Workspace, name: string) => join(folder, "experiments", checkSlug(name, "experiment")),
  labels: ({ folder }: Workspace, dataset: string) => join(folder, "labels", checkSlug(dataset, "dataset")),
  source: ({ folder }: Workspace, name: string) => join(folder, "sources", checkSlug(name, "source")),
  cache: ({ folder }: Workspace) => join(folder, "cache"),
  answerCache: ({ folder }: Workspace) => join(folder, "cache", "answers"),
  quotas: ({ folder }: Workspace) => join(folder, "quotas"),
  index: ({ folder }: Workspace) => join(folder, "index.duckdb"),
};

/**
 * `name` inside `folder`, for names that come from archives, imports and manifests: relative, and not leading out of it
 * by `..`, another drive or a null byte.
 */
export function resolveInside(folder: string, name: string): string {
  const inside = resolve(folder, name);
  const step = relative(resolve(folder), inside);
  const outside = step === "" || step === ".." || step.startsWith(`..${sep}`) || isAbsolute(step);
  if (outside || isAbsolute(name) || name.includes("\0") || /^[A-Za-z]:|\\/.test(name)) {
    throw new InvalidInputError(`the path ${JSON.stringify(name.slice(0, 120))} does not stay inside its folder`, {
      place: { file: folder },
      hint: "Use a relative path with forward slashes that stays inside.",
    });
  }
  return inside;
}

function workspaceAt(root: string): Workspace {
  return { root, folder: join(root, storeName) };
}

function checkHash(hash: string): string {
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new InvalidInputError(`${JSON.stringify(hash.slice(0, 80))} is not a sha256`, {
    hint: "A hash is 64 digits 0-9 a-f.",
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path)
    .then((found) => found.isDirectory())
    .catch(() => false);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path)
    .then((found) => found.isFile())
    .catch(() => false);
}
