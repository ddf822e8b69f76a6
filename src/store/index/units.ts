import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSlug } from "../../schema/slug.ts";
import { codeOf } from "../cannot-write.ts";
import { listCollectionHashes } from "../collections.ts";
import { places, type Workspace } from "../workspace.ts";

/** A part of the workspace that is indexed as one: when any of its files changes, its rows are made anew. */
export interface Unit {
  id: string;
  kind: "run" | "items" | "results" | "collection" | "events" | "names";
  /** The run or collection it belongs to; empty for the workspace's own files. */
  owner: string;
  files: readonly string[];
  /** Names, sizes and times of the files. */
  signature: string;
}

/** Everything there is to index, in a fixed order. Costs one stat a file. */
export async function listUnits(workspace: Workspace): Promise<Unit[]> {
  const runs = (await entriesOf(places.runs(workspace))).filter(isSlug);
  const hashes = (await listCollectionHashes(workspace)).sort();
  const units = await Promise.all([
    ...runs.map((run) => runUnits(workspace, run)),
    ...hashes.map((hash) => collectionUnit(workspace, hash)),
    unit("events", "", [places.events(workspace)]),
    unit("names", "", [places.refs(workspace)]),
  ]);
  return units.flat();
}

async function runUnits(workspace: Workspace, run: string): Promise<Unit[]> {
  const file = (name: string) => join(places.run(workspace, run), name);
  const units = await Promise.all([
    unit("run", run, [file("run.json")]),
    itemsUnit(run, file),
    unit("results", run, [file("results.jsonl")]),
  ]);
  return units.flat();
}

/** Scores first; the answers beside them know what calls took and cost. */
async function itemsUnit(run: string, file: (name: string) => string): Promise<Unit[]> {
  const scored = await unit("items", run, [file("run_scored.jsonl")]);
  const answers = await unit("items", run, [file("run.jsonl")]);
  if (scored[0] !== undefined && answers[0] !== undefined) {
    return unit("items", run, [file("run_scored.jsonl"), file("run.jsonl")]);
  }
  if (scored.length > 0) return scored;
  return answers.length > 0 ? answers : unit("items", run, [file("items.jsonl")]);
}

async function collectionUnit(workspace: Workspace, hash: string): Promise<Unit[]> {
  const file = places.collection(workspace, hash);
  const beside = join(places.collections(workspace), `${hash}.items.jsonl`);
  return unit("collection", hash, (await fileMark(beside)) === null ? [file] : [file, beside]);
}

/** No unit when its first file is not there. */
async function unit(kind: Unit["kind"], owner: string, files: readonly string[]): Promise<Unit[]> {
  const marks = await Promise.all(files.map(fileMark));
  if (marks[0] === null) return [];
  const signature = files.map((file, index) => `${file.split(/[\\/]/).at(-1)}:${marks[index] ?? "absent"}`).join(" ");
  return [{ id: `${kind}:${owner}`, kind, owner, files, signature }];
}

/** Size and time of change, in a form that differs whenever either does. */
async function fileMark(file: string): Promise<string | null> {
  try {
    const { size, mtimeNs, ino } = await stat(file, { bigint: true });
    return `${size}-${mtimeNs}-${ino}`;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return null;
    throw error;
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).then(
    (names) => names.sort(),
    (error) => {
      if (codeOf(error) === "ENOENT") return [];
      throw error;
    },
  );
}
