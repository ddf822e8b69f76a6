import { randomBytes } from "node:crypto";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { InvalidInputError, MissingFileError } from "../errors/input-errors.ts";
import { nearestName } from "../errors/nearest-name.ts";
import { checkSlug, isSlug } from "../schema/slug.ts";
import { asCannotWrite, codeOf } from "./cannot-write.ts";
import { places, type Workspace } from "./workspace.ts";

/** `<suite>-<yyyymmdd-hhmmss>-<6 hex>`, in UTC. */
export function newRunId(suite: string, now: Date, hex: string = randomBytes(3).toString("hex")): string {
  const [day, time] = now.toISOString().slice(0, 19).replace(/[-:]/g, "").split("T");
  return checkSlug(`${checkSlug(suite, "suite")}-${day}-${time}-${hex}`, "run id");
}

/** Makes the folder of a new run and answers its id. Two runs never share a folder, whenever they begin. */
export async function createRunFolder(
  workspace: Workspace,
  suite: string,
  { now }: { now: Date },
): Promise<{ runId: string; folder: string }> {
  for (;;) {
    const runId = newRunId(suite, now);
    const folder = places.run(workspace, runId);
    try {
      await mkdir(places.runs(workspace), { recursive: true });
      await mkdir(folder);
      return { runId, folder };
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw asCannotWrite(error, folder);
    }
  }
}

/** Ids of all run folders, newest first: by the time in the id, else by when the folder was made. */
export async function listRunIds(workspace: Workspace): Promise<string[]> {
  const entries = await readdir(places.runs(workspace), { withFileTypes: true }).catch((error) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  const runs = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && isSlug(entry.name))
      .map(async ({ name }) => {
        const { birthtimeMs } = await stat(join(places.runs(workspace), name));
        return { name, second: secondOf(name) ?? Math.floor(birthtimeMs / 1000), birthtimeMs };
      }),
  );
  runs.sort((a, b) => b.second - a.second || b.birthtimeMs - a.birthtimeMs || (a.name < b.name ? 1 : -1));
  return runs.map(({ name }) => name);
}

/**
 * The run a user means: `latest`, a whole id, or the beginning of one that no other has. Otherwise an error with the
 * nearest id.
 */
export async function resolveRunId(workspace: Workspace, wanted: string): Promise<string> {
  const ids = await listRunIds(workspace);
  if (wanted === "latest" && ids[0] !== undefined) return ids[0];
  if (ids.includes(wanted)) return wanted;
  const beginning = ids.filter((id) => id.startsWith(wanted));
  if (beginning.length === 1) return beginning[0]!;
  if (beginning.length > 1) {
    throw new InvalidInputError(`${beginning.length} runs begin with "${wanted}"`, {
      place: { file: places.runs(workspace) },
      hint: `Say which: ${beginning.slice(0, 3).join(", ")}${beginning.length > 3 ? ", …" : ""}.`,
    });
  }
  const nearest = nearestName(wanted, ids);
  throw new MissingFileError(ids.length === 0 ? "this workspace has no runs" : `there is no run "${wanted}"`, {
    place: { file: places.runs(workspace) },
    hint: nearest === null ? "List them with: assay ls" : `Did you mean ${nearest}?`,
  });
}

function secondOf(runId: string): number | null {
  const found = /-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})-[0-9a-f]{6}$/.exec(runId);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second] = found;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? null : time / 1000;
}
